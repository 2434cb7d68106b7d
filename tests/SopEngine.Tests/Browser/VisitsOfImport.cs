namespace SopEngine.Tests.Browser;

/// <summary>Visits to the pages that read documents.</summary>
internal static class VisitsOfImport
{
    public static readonly PageVisits.Visit[] All =
    [
        new("/sops/import", "admin.palembang", "/sops/import"),
        new("/sops/import/{id:long}", "admin.palembang", "/sops/import/1", Status: 404),
    ];
}
