using SopEngine.Web.Http;

namespace SopEngine.Web.Import;

/// <summary>Documents that authors bring, read into drafts of SOPs.</summary>
internal sealed class ImportFeature : IFeature
{
    public void AddServices(IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<DocumentImports>();
        services.AddSingleton<ReadingProcess>();
        services.AddSingleton<ReadingQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ReadingQueue>());
    }

    public void MapRoutes(Routes routes) => routes.Pages.MapImportDocumentPages();
}
