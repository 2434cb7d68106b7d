using SopEngine.Web.Http;

namespace SopEngine.Web.Offices;

/// <summary>Makes units and their people.</summary>
internal sealed class OfficesFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<OfficeStore>();
}
