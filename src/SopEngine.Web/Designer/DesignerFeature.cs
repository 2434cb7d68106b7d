using SopEngine.Web.Designer.Descriptors;
using SopEngine.Web.Designer.Instances;
using SopEngine.Web.Designer.Studio;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Elsa's Studio, and the part of Elsa's API that it calls.</summary>
internal sealed class DesignerFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSignalR();
        services.AddSingleton<StudioPackage>();
        services.AddSingleton<ActivityDescriptors>();
        services.AddSingleton<CaseReplay>();
        services.AddSingleton<WatchedCases>();
        services.AddHostedService(provider => provider.GetRequiredService<WatchedCases>());
    }

    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapStudioPages();
        routes.App.MapElsaApi();
        routes.App.MapHub<InstanceHub>(InstanceHub.Path).FromOwnPages();
    }
}
