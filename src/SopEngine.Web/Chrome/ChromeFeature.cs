using SopEngine.Web.Chrome.Live;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome;

/// <summary>The parts of every page: layout, texts for scripts, live updates.</summary>
internal sealed class ChromeFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddRazorComponents();
        services.AddSingleton<AssetPaths>();
        services.AddSingleton<UnreadMessages>();
        services.AddSingleton<FirstDay>();
        services.AddSingleton<OpenStreams>();
        services.AddSingleton<LiveUpdates>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveUpdates>());
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapLetterKeys();
        routes.Pages.MapLive();
    }
}
