using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>The people of the unit: lanes, roles, substitutes, security, and the log of all that.</summary>
internal sealed class StaffFeature : IFeature
{
    public void MapRoutes(Routes routes)
    {
        routes.Pages.MapSubstitutePages();
        routes.Pages.MapStaffPages();
        routes.Pages.MapImportPages();
        routes.Pages.MapInvitePages();
        routes.Pages.MapPostPages();
        routes.Pages.MapSecurityPages();
        routes.Pages.MapLogPages();
        routes.Api.MapSubstituteApi();
        routes.Api.MapStaffApi();
    }
}
