using SopEngine.Web.Http;

namespace SopEngine.Web.Tariffs;

/// <summary>What the office asks for its services, and who pays less.</summary>
internal sealed class TariffsFeature : IFeature
{
    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapTariffPages();
        routes.Pages.MapTariffImport();
    }
}
