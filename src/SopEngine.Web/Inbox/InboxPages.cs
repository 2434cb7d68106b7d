using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

internal static class InboxPages
{
    private const int PageSize = 30;

    /// <summary>The list behind a dashboard's number, from which several tasks can be marked, too.</summary>
    private const string Dashboard = "/dashboard/list";

    public static void MapInboxPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inbox", (Person person, PageRequest page) => Inbox(person, page.Context.Request.Query, page));

        app.MapPost("/inbox/claims", (Person person, PageRequest page) => Together(person, release: false, page));

        app.MapPost("/inbox/releases", (Person person, PageRequest page) => Together(person, release: true, page));

        app.MapTogetherPages();

        app.MapPost("/inbox/views", (Person person, [FromForm] string? from, [FromForm] string? name, PageRequest page) =>
        {
            var address = AddressOf(from);
            page.OnProblem(problem => Inbox(person, address, page, problem));
            return page.Send(new SavedViews.Save(person, name, ListOf(person, address), TaskFilter.Of(address)), Back(person, from),
                "Inbox.View.Kept", name?.Trim() ?? "");
        });

        app.MapPost("/inbox/views/{id:long}/removal", async (Person person, long id, [FromForm] string? from, PageRequest page) =>
        {
            await page.Send(new SavedViews.Remove(person, id));
            return Pages.Then(Back(person, from));
        });
    }

    private static async Task<IResult> Inbox(
        Person person, IQueryCollection address, PageRequest page, Problem? problem = null,
        IReadOnlyList<ClaimTasks.Outcome>? failed = null)
    {
        var (list, filter) = (ListOf(person, address), TaskFilter.Of(address));
        var after = address["after"].ToString() is { Length: > 0 } cursor ? cursor : null;
        var desk = await page.Send(new ReadDesk.Query(person, list));
        var tasks = await page.Send(new ListTasks.Query(person, list, filter, after, PageSize));
        var questions = list == TaskList.Asked
            ? await page.Send(new ListQuestions.Query(person, [.. tasks.Items.Select(task => task.Id)]))
            : new Dictionary<TaskId, ListQuestions.Item>();
        return Pages.Show<InboxPage>(
            new
            {
                Person = person,
                List = list,
                Filter = filter,
                Desk = desk,
                IsFirst = after is null,
                IsUnfinished = tasks.Next is not null && tasks.Items.Count < PageSize,
                Tasks = tasks,
                Questions = questions,
                Failed = failed ?? [],
                Problem = problem,
            },
            problem is null && failed is null ? 200 : 422);
    }

    private static async Task<IResult> Together(Person person, bool release, PageRequest page)
    {
        var form = await page.Form();
        var (tasks, back) = (Marked(form["task"]), Back(person, form["from"]));
        if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");

        var outcomes = await page.Send(new ClaimTasks.Command(person, tasks, release));
        return await Done(person, form["from"], page, outcomes, release ? "Inbox.ReleasedSelected" : "Inbox.ClaimedSelected");
    }

    /// <summary>The tasks that were marked in a form or stand in an address.</summary>
    internal static List<TaskId> Marked(Microsoft.Extensions.Primitives.StringValues tasks) =>
        tasks.Select(text => TaskId.TryParse(text, null, out var id) ? id : default)
            .Where(id => id != default).Distinct().Take(ClaimTasks.Most).ToList();

    /// <summary>Address of the list that a form came from: of the inbox, or of a dashboard.</summary>
    internal static string Back(Person person, string? from) => IsOfDashboard(from)
        ? Pages.LocalOr(from, Dashboard)
        : TaskFilter.Of(AddressOf(from)).Address(ListOf(person, AddressOf(from)));

    /// <summary>Goes back to the list when all went well, and otherwise says which tasks failed.</summary>
    internal static async Task<IResult> Done(
        Person person, string? from, PageRequest page, IReadOnlyList<ClaimTasks.Outcome> outcomes, string text)
    {
        var (failed, back) = (outcomes.Where(outcome => outcome.Problem is not null).ToList(), Back(person, from));
        return failed.Count == 0 ? page.Then(back, text, outcomes.Count)
            : IsOfDashboard(from)
                ? Pages.Show<SomeFailedPage>(new { Failed = failed, Done = outcomes.Count - failed.Count, Back = back }, 422)
                : await Inbox(person, AddressOf(from), page, failed: failed);
    }

    private static bool IsOfDashboard(string? from) =>
        from == Dashboard || from?.StartsWith(Dashboard + "?", StringComparison.Ordinal) == true;

    /// <summary>The query of an address that a form sent along.</summary>
    private static QueryCollection AddressOf(string? address) =>
        new(QueryHelpers.ParseQuery(address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var from ? address[from..] : ""));

    private static TaskList ListOf(Person person, IQueryCollection address) =>
        Enum.TryParse<TaskList>(address["list"], ignoreCase: true, out var list) && TaskLists.Of(person).Contains(list)
            ? list : TaskList.Mine;
}
