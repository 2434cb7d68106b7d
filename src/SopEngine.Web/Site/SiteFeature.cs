using SopEngine.Web.Http;

namespace SopEngine.Web.Site;

/// <summary>The public site of an office: what it does, its services and their standards, its hours, its SOPs and figures.</summary>
internal sealed class SiteFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<SitePages>().AddSingleton<Services>().AddSingleton<SiteReading>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapPublicSite();
        routes.Pages.MapSiteWriting();
    }
}
