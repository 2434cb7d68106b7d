using SopEngine.Web.Http;

namespace SopEngine.Web.Find;

/// <summary>The search over everything that a person may open, behind Ctrl-K.</summary>
internal sealed class FindFeature : IFeature
{
    public void MapRoutes(Routes routes) => routes.Pages.MapGet("/find", async (Person person, string? q, PageRequest page) =>
        Pages.Show<FindPage>(new { Search = q?.Trim() ?? "", Found = await page.Send(new FindThings.Query(person, q)) }));
}
