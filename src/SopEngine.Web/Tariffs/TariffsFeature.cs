using SopEngine.Web.Http;

namespace SopEngine.Web.Tariffs;

/// <summary>The charges of the office for its services, and the discounts on them.</summary>
internal sealed class TariffsFeature : IFeature
{
    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapTariffPages();
        routes.Pages.MapTariffImport();
    }
}
