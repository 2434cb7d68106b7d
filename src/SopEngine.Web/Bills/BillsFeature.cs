using SopEngine.Web.Http;

namespace SopEngine.Web.Bills;

/// <summary>The bills of all cases of an office.</summary>
internal sealed class BillsFeature : IFeature
{
    public void MapRoutes(Routes routes) => routes.Pages.MapBillPages();
}
