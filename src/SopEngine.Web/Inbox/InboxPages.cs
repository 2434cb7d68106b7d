using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

internal static class InboxPages
{
    private const int PageSize = 30;

    public static void MapInboxPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inbox", (Person person, PageRequest page) => Inbox(person, page.Context.Request.Query, page));

        app.MapPost("/inbox/claims", (Person person, PageRequest page) => Together(person, release: false, page));

        app.MapPost("/inbox/releases", (Person person, PageRequest page) => Together(person, release: true, page));

        // A page of its own, with the marked tasks in its address, so that the browser can go back to it.
        app.MapPost("/inbox/hand-overs/choice", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (tasks, back) = (Marked(form["task"]), Back(person, form["from"]));
            return tasks.Count == 0
                ? page.Then(back, "Inbox.NoneSelected")
                : Pages.Then(QueryHelpers.AddQueryString(
                    "/inbox/hand-overs", tasks.Select(task => KeyValuePair.Create("task", (string?)$"{task}")).Append(new("from", back))));
        });

        app.MapGet("/inbox/hand-overs", (Person person, PageRequest page) =>
            Choose(person, Marked(page.Context.Request.Query["task"]), Back(person, page.Context.Request.Query["from"]), page));

        app.MapPost("/inbox/hand-overs", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (tasks, back, reason) = (Marked(form["task"]), Back(person, form["from"]), form["reason"].ToString());
            long? to = long.TryParse(form["to"], out var number) ? number : null;
            if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");
            page.OnProblem(problem => Choose(person, tasks, back, page, problem, to, reason));
            var outcomes = await page.Send(new HandOverTasks.Command(person, tasks, to, reason));
            var failed = outcomes.Where(outcome => outcome.Problem is not null).ToList();
            return failed.Count > 0
                ? await Inbox(person, AddressOf(form["from"]), page, failed: failed)
                : page.Then(back, "HandOver.DoneTogether", outcomes.Count);
        });

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
        var failed = outcomes.Where(outcome => outcome.Problem is not null).ToList();
        return failed.Count > 0
            ? await Inbox(person, AddressOf(form["from"]), page, failed: failed)
            : page.Then(back, release ? "Inbox.ReleasedSelected" : "Inbox.ClaimedSelected", outcomes.Count);
    }

    private static async Task<IResult> Choose(
        Person person, List<TaskId> wanted, string back, PageRequest page, Problem? problem = null, long? to = null, string? reason = null)
    {
        var tasks = await page.Send(new HandOverTasks.Query(person, wanted));
        if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");
        var takers = await page.Send(new ListTakers.Together(person, [.. tasks.Select(task => task.Id)]));
        return Pages.Show<HandOverTogetherPage>(
            new { Tasks = tasks, Takers = takers, Back = back, Problem = problem, To = to, Reason = reason }, problem);
    }

    private static List<TaskId> Marked(Microsoft.Extensions.Primitives.StringValues tasks) =>
        tasks.Select(text => TaskId.TryParse(text, null, out var id) ? id : default)
            .Where(id => id != default).Distinct().Take(ClaimTasks.Most).ToList();

    /// <summary>Address of the list that a form came from.</summary>
    private static string Back(Person person, string? from) => TaskFilter.Of(AddressOf(from)).Address(ListOf(person, AddressOf(from)));

    /// <summary>The query of an address that a form sent along.</summary>
    private static QueryCollection AddressOf(string? address) =>
        new(QueryHelpers.ParseQuery(address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var from ? address[from..] : ""));

    private static TaskList ListOf(Person person, IQueryCollection address) =>
        Enum.TryParse<TaskList>(address["list"], ignoreCase: true, out var list) && TaskLists.Of(person).Contains(list)
            ? list : TaskList.Mine;
}
