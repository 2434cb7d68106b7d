using SopEngine.Web.Http;

namespace SopEngine.Web.Offices;

/// <summary>Makes units and their people, and keeps what each office sets for itself.</summary>
internal sealed class OfficesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<OfficeStore>();

    public void MapRoutes(Routes routes) => routes.Pages.MapOfficePages();
}
