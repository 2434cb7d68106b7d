using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>Deeds on several tasks at once that need words first, or that lead the work of others: hand over, remind, extend.</summary>
internal static class TogetherPages
{
    private const string HandOvers = "/inbox/hand-overs", Extensions = "/inbox/extensions";

    public static void MapTogetherPages(this IEndpointRouteBuilder app)
    {
        app.MapPost("/inbox/reminders", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var tasks = InboxPages.Marked(form["task"]);
            return tasks.Count == 0
                ? page.Then(InboxPages.Back(person, form["from"]), "Inbox.NoneSelected")
                : await InboxPages.Done(
                    person, form["from"], page, await page.Send(new RemindTasks.Command(person, tasks)), "Reminder.SentTogether");
        });

        // Pages of their own, with the marked tasks in their address, so that the browser can go back to them.
        foreach (var path in new[] { HandOvers, Extensions })
        {
            app.MapPost(path + "/choice", async (Person person, PageRequest page) =>
            {
                var form = await page.Form();
                var (tasks, back) = (InboxPages.Marked(form["task"]), InboxPages.Back(person, form["from"]));
                return tasks.Count == 0
                    ? page.Then(back, "Inbox.NoneSelected")
                    : Pages.Then(QueryHelpers.AddQueryString(
                        path, tasks.Select(task => KeyValuePair.Create("task", (string?)$"{task}"))
                            .Concat([new("from", back), new("to", Taker(form["to"])?.ToString(CultureInfo.InvariantCulture))])
                            .Where(part => part.Value is not null)));
            });
        }

        app.MapGet(HandOvers, (Person person, PageRequest page) =>
        {
            var query = page.Context.Request.Query;
            return HandOver(person, InboxPages.Marked(query["task"]), InboxPages.Back(person, query["from"]), page, to: Taker(query["to"]));
        });

        app.MapPost(HandOvers, async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (tasks, back, reason) = (
                InboxPages.Marked(form["task"]), InboxPages.Back(person, form["from"]), form["reason"].ToString());
            var to = Taker(form["to"]);
            if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");
            page.OnProblem(problem => HandOver(person, tasks, back, page, problem, to, reason));
            var outcomes = await page.Send(new HandOverTasks.Command(person, tasks, to, reason));
            return await InboxPages.Done(person, form["from"], page, outcomes, "HandOver.DoneTogether");
        });

        app.MapGet(Extensions, (Person person, PageRequest page) =>
        {
            var query = page.Context.Request.Query;
            return Extend(person, InboxPages.Marked(query["task"]), InboxPages.Back(person, query["from"]), page);
        });

        app.MapPost(Extensions, async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (tasks, back) = (InboxPages.Marked(form["task"]), InboxPages.Back(person, form["from"]));
            if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");
            page.OnProblem(problem => Extend(person, tasks, back, page, problem, form));
            var outcomes = await page.Send(new ExtendTasks.Command(person, tasks, $"{form["value"]} {form["unit"]}", form["reason"]));
            return await InboxPages.Done(person, form["from"], page, outcomes, "Grant.DoneTogether");
        });
    }

    private static async Task<IResult> HandOver(
        Person person, List<TaskId> wanted, string back, PageRequest page, Problem? problem = null, long? to = null, string? reason = null)
    {
        var tasks = await page.Send(new HandOverTasks.Query(person, wanted));
        if (tasks.Count == 0) return page.Then(back, "Inbox.NoneSelected");
        var takers = await page.Send(new ListTakers.Together(person, [.. tasks.Select(task => task.Id)], WithSelf: to == person.Id));
        return Pages.Show<HandOverTogetherPage>(
            new
            {
                Tasks = tasks,
                Takers = takers,
                Back = back,
                Problem = problem,
                To = to,
                Reason = reason,
                IsNotYou = to == person.Id && takers.All(able => able.Taker.Id != to),
            }, problem);
    }

    private static async Task<IResult> Extend(
        Person person, List<TaskId> wanted, string back, PageRequest page, Problem? problem = null, IFormCollection? filled = null)
    {
        var tasks = await page.Send(new HandOverTasks.Query(person, wanted));
        return tasks.Count == 0
            ? page.Then(back, "Inbox.NoneSelected")
            : Pages.Show<ExtendTogetherPage>(new { Tasks = tasks, Back = back, Problem = problem, Filled = filled }, problem);
    }

    private static long? Taker(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
