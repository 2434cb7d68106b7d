using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

internal static class InboxPages
{
    private const int PageSize = 30;

    public static void MapInboxPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/inbox", (Person person, HttpContext context, IMediator mediator) =>
            Inbox(person, context.Request.Query, mediator, context.RequestAborted));

        app.MapPost("/inbox/claims", (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            Together(person, release: false, context, mediator, texts));

        app.MapPost("/inbox/releases", (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            Together(person, release: true, context, mediator, texts));

        // A page of its own, so that it can be gone back to; what was marked stands in its address.
        app.MapPost("/inbox/hand-overs/choice", async (Person person, HttpContext context, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var (tasks, back) = (Marked(form["task"]), Back(person, form["from"]));
            return tasks.Count == 0
                ? Pages.Then(back, context, texts["Inbox.NoneSelected"])
                : Pages.Then(QueryHelpers.AddQueryString("/inbox/hand-overs", tasks.Select(task => KeyValuePair.Create("task", (string?)$"{task}")).Append(new("from", back))));
        });

        app.MapGet("/inbox/hand-overs", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
            await Choose(person, Marked(context.Request.Query["task"]), Back(person, context.Request.Query["from"]), context, mediator, texts));

        app.MapPost("/inbox/hand-overs", async (Person person, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var (tasks, back, reason) = (Marked(form["task"]), Back(person, form["from"]), form["reason"].ToString());
            long? to = long.TryParse(form["to"], out var number) ? number : null;
            if (tasks.Count == 0) return Pages.Then(back, context, texts["Inbox.NoneSelected"]);
            try
            {
                var outcomes = await mediator.Send(new HandOverTasks.Command(person, tasks, to, reason), context.RequestAborted);
                var failed = outcomes.Where(outcome => outcome.Problem is not null).ToList();
                return failed.Count > 0
                    ? await Inbox(person, AddressOf(form["from"]), mediator, context.RequestAborted, failed: failed)
                    : Pages.Then(back, context, texts["HandOver.DoneTogether", outcomes.Count]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 or 503 } problem)
            {
                return await Choose(person, tasks, back, context, mediator, texts, problem, to, reason);
            }
        });

        app.MapPost("/inbox/views", async (
            Person person, [FromForm] string? from, [FromForm] string? name, HttpContext context, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var address = AddressOf(from);
            try
            {
                await mediator.Send(new SavedViews.Save(person, name, ListOf(person, address), TaskFilter.Of(address)), context.RequestAborted);
                return Pages.Then(TaskFilter.Of(address).Address(ListOf(person, address)), context, texts["Inbox.View.Kept", name!.Trim()]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                return await Inbox(person, address, mediator, context.RequestAborted, problem: problem);
            }
        });

        app.MapPost("/inbox/views/{id:long}/removal", async (Person person, long id, [FromForm] string? from, HttpContext context, IMediator mediator) =>
        {
            await mediator.Send(new SavedViews.Remove(person, id), context.RequestAborted);
            var address = AddressOf(from);
            return Pages.Then(TaskFilter.Of(address).Address(ListOf(person, address)));
        });
    }

    private static async Task<IResult> Inbox(
        Person person, IQueryCollection address, IMediator mediator, CancellationToken cancellation, Problem? problem = null, IReadOnlyList<ClaimTasks.Outcome>? failed = null)
    {
        var (list, filter) = (ListOf(person, address), TaskFilter.Of(address));
        var after = address["after"].ToString() is { Length: > 0 } cursor ? cursor : null;
        var desk = await mediator.Send(new ReadDesk.Query(person, list), cancellation);
        var tasks = await mediator.Send(new ListTasks.Query(person, list, filter, after, PageSize), cancellation);
        var questions = list == TaskList.Asked
            ? await mediator.Send(new ListQuestions.Query(person, [.. tasks.Items.Select(task => task.Id)]), cancellation) : new Dictionary<TaskId, ListQuestions.Item>();
        return Pages.Show<InboxPage>(
            new { Person = person, List = list, Filter = filter, Desk = desk, IsFirst = after is null, IsUnfinished = tasks.Next is not null && tasks.Items.Count < PageSize, Tasks = tasks, Questions = questions, Failed = failed ?? [], Problem = problem },
            problem is null && failed is null ? 200 : 422);
    }

    private static async Task<IResult> Together(Person person, bool release, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var address = AddressOf(form["from"]);
        var back = TaskFilter.Of(address).Address(ListOf(person, address));
        var tasks = Marked(form["task"]);
        if (tasks.Count == 0) return Pages.Then(back, context, texts["Inbox.NoneSelected"]);

        var outcomes = await mediator.Send(new ClaimTasks.Command(person, tasks, release), context.RequestAborted);
        var failed = outcomes.Where(outcome => outcome.Problem is not null).ToList();
        return failed.Count > 0
            ? await Inbox(person, address, mediator, context.RequestAborted, failed: failed)
            : Pages.Then(back, context, texts[release ? "Inbox.ReleasedSelected" : "Inbox.ClaimedSelected", outcomes.Count]);
    }

    private static async Task<IResult> Choose(
        Person person, List<TaskId> wanted, string back, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts, Problem? problem = null, long? to = null, string? reason = null)
    {
        var tasks = await mediator.Send(new HandOverTasks.Query(person, wanted), context.RequestAborted);
        if (tasks.Count == 0) return Pages.Then(back, context, texts["Inbox.NoneSelected"]);
        var takers = await mediator.Send(new ListTakers.Together(person, [.. tasks.Select(task => task.Id)]), context.RequestAborted);
        return Pages.Show<HandOverTogetherPage>(new { Tasks = tasks, Takers = takers, Back = back, Problem = problem, To = to, Reason = reason }, problem?.Status ?? 200);
    }

    private static List<TaskId> Marked(Microsoft.Extensions.Primitives.StringValues tasks) =>
        tasks.Select(text => TaskId.TryParse(text, null, out var id) ? id : default).Where(id => id != default).Distinct().Take(ClaimTasks.Most).ToList();

    /// <summary>The list that a form came from.</summary>
    private static string Back(Person person, string? from) => TaskFilter.Of(AddressOf(from)).Address(ListOf(person, AddressOf(from)));

    /// <summary>The query of an address that a form sent along.</summary>
    private static QueryCollection AddressOf(string? address) =>
        new(QueryHelpers.ParseQuery(address?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var from ? address[from..] : ""));

    private static TaskList ListOf(Person person, IQueryCollection address) =>
        Enum.TryParse<TaskList>(address["list"], ignoreCase: true, out var list) && TaskLists.Of(person).Contains(list) ? list : TaskList.Mine;
}
