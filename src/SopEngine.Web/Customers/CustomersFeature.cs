using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>The unit's register of customers.</summary>
internal sealed class CustomersFeature : IFeature
{
    public void MapRoutes(Routes routes) => routes.Pages.MapCustomerPages();
}
