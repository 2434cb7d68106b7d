using System.Globalization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

/// <summary>Pages of the filters, notes on days and thresholds that people keep beside the dashboards.</summary>
internal static class OwnPages
{
    private const string Saved = "/dashboard/saved", Notes = "/dashboard/notes", Limits = "/dashboard/thresholds";

    public static void MapOwnPages(this IEndpointRouteBuilder app)
    {
        app.MapGet(Saved, (Person person, string? from, PageRequest page) =>
            ShowSaved(person, From(from), page));

        app.MapPost(Saved, async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (from, name) = (From(form["from"]), form["name"].ToString());
            page.OnProblem(problem => ShowSaved(person, from, page, name, problem));
            return await page.Send(new SavedDashboards.Save(person, name, from), from, "Saved.Done", name.Trim());
        });

        app.MapPost(Saved + "/{id:long}/removal", async (Person person, long id, PageRequest page) =>
        {
            await page.Send(new SavedDashboards.Remove(person, id));
            return Pages.Then(From((await page.Form())["from"]));
        });

        app.MapGet(Notes, (Person person, DashboardFilter filter, PageRequest page) => ShowNotes(person, filter, page));

        app.MapPost(Notes, async (Person person, DashboardFilter filter, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => ShowNotes(person, filter, page, form, problem));
            return await page.Send(
                new DayNotes.Write(person, IsoDate.Read(form["day"]), form["text"], form["key"]), filter.Address(Notes), "Notes.Done");
        });

        app.MapPost(Notes + "/{id:long}/removal", (Person person, DashboardFilter filter, long id, PageRequest page) =>
            page.Send(new DayNotes.Remove(person, id), filter.Address(Notes), "Notes.Removed"));

        app.MapGet(Limits, (Person person, DashboardFilter filter, PageRequest page) => ShowThresholds(person, filter, page));

        app.MapPost(Limits, async (Person person, DashboardFilter filter, PageRequest page) =>
        {
            var form = await page.Form();
            page.OnProblem(problem => ShowThresholds(person, filter, page, form, problem));
            return await page.Send(new Thresholds.Add(
                person, form["figure"], DashboardFilter.Text(form["sop"]), DashboardFilter.Text(form["lane"]),
                int.TryParse(form["atLeast"], CultureInfo.InvariantCulture, out var number) ? number : null,
                [.. form["people"].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : 0)], form["key"]),
                Limits, "Threshold.Done");
        });

        app.MapPost(Limits + "/{id:long}/removal", (Person person, long id, PageRequest page) =>
            page.Send(new Thresholds.Remove(person, id), Limits, "Threshold.Removed"));
    }

    private static async Task<IResult> ShowSaved(
        Person person, string from, PageRequest page, string? name = null, Problem? problem = null)
    {
        var choices = await page.Send(new ReadChoices.Query(person));
        return Pages.Show<SavedPage>(new { choices.Saved, From = from, Name = name, Problem = problem }, problem);
    }

    private static async Task<IResult> ShowNotes(
        Person person, DashboardFilter filter, PageRequest page, IFormCollection? filled = null, Problem? problem = null) =>
        Pages.Show<NotesPage>(
            new
            {
                Person = person,
                Filter = filter,
                Choices = await page.Send(new ReadChoices.Query(person)),
                Notes = await page.Send(new DayNotes.Query(person, filter)),
                Day = filled?["day"].ToString(),
                Text = filled?["text"].ToString(),
                Problem = problem,
            }, problem);

    private static async Task<IResult> ShowThresholds(
        Person person, DashboardFilter filter, PageRequest page, IFormCollection? filled = null, Problem? problem = null) =>
        Pages.Show<ThresholdsPage>(
            new
            {
                Person = person,
                Filter = filter,
                Choices = await page.Send(new ReadChoices.Query(person)),
                All = await page.Send(new Thresholds.Query(person, filter)),
                Filled = filled,
                Problem = problem,
            }, problem);

    private static string From(string? address) =>
        address?.StartsWith("/dashboard", StringComparison.Ordinal) == true ? Pages.LocalOr(address, "/dashboard") : "/dashboard";
}
