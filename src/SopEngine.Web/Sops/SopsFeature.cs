using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The catalogue of SOPs, their versions, sheets and reviews.</summary>
internal sealed class SopsFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddScoped<SopFiles>();
        services.AddSingleton<OfficeDefaults>();
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapSopPages();
        routes.Api.MapSopApi();
    }
}
