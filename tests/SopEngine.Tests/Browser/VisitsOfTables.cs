namespace SopEngine.Tests.Browser;

/// <summary>Visits to the table editor.</summary>
internal static class VisitsOfTables
{
    public static readonly PageVisits.Visit[] All =
    [
        new("/sops/{id}/table", "admin.palembang", "/sops/sop-4-bipa-5/table", "[data-grid] tbody tr"),
    ];
}
