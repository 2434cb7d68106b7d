using SopEngine.Engine.PublicInformation;
using SopEngine.Web.Http;

namespace SopEngine.Web.PublicInformation;

/// <summary>Public information (UU 14/2008): the register of requests, and the list of what the office has (DIP).</summary>
internal sealed class InformationFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings) =>
        services.AddSingleton<InformationRegister>().AddSingleton<InformationList>();

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapInformationSite();
        routes.Pages.MapRegister();
    }
}
