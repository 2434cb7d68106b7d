using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>The documents of cases: shown, downloaded, shared.</summary>
internal sealed class DocumentsFeature : IFeature
{
    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapDocumentPages();
        routes.Api.MapDocumentApi();
    }
}
