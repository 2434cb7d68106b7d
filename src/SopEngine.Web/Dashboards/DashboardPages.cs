using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

internal static class DashboardPages
{
    private const int PageSize = 50;

    /// <summary>Most rows of a file; they are read a page of the list at a time.</summary>
    private const int MostInFile = 20_000;

    private const int AtATime = 1_000;

    public static void MapDashboardPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/dashboard", async (Person person, DashboardFilter filter, PageRequest page) =>
        {
            var now = await page.Send(new ReadNow.Query(person, filter));
            var choices = await Choices(page, person, filter, now.ByPerson?.Select(row => row.Key));
            return Pages.Show<NowPage>(new { Person = person, Filter = filter, Choices = choices, Now = now });
        });

        // Only the part that refreshes itself.
        app.MapGet("/dashboard/now", async (Person person, DashboardFilter filter, PageRequest page) =>
        {
            var now = await page.Send(new ReadNow.Query(person, filter));
            var choices = await Choices(page, person, filter, now.ByPerson?.Select(row => row.Key));
            return Pages.Show<NowFrame>(new { Filter = filter, Choices = choices, Now = now });
        });

        app.MapGet("/dashboard/trend", async (Person person, DashboardFilter filter, PageRequest page, StepPlaces places) =>
        {
            filter = filter.ForTrend;
            var trend = await page.Send(new ReadTrend.Query(person, filter));
            return Pages.Show<TrendPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await Choices(page, person, filter, trend.ByPerson?.Select(row => row.Key)),
                Trend = trend,
                Promises = await page.Send(new ReadPromises.Query(person, filter)),
                Notes = await page.Send(new DayNotes.Query(person, filter)),
                MinutesADay = filter.Step is null ? (int?)null : await places.MinutesADay(person.UnitId, filter, page.Cancellation),
            });
        });

        app.MapGet("/dashboard/steps", async (Person person, DashboardFilter filter, PageRequest page, OfficeClock clocks) =>
        {
            var heat = await page.Send(new ReadHeat.Query(person, filter));
            filter = filter with { Sop = heat?.Sop, Step = null, Who = null };
            return Pages.Show<HeatPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await Choices(page, person, filter),
                Heat = heat,
                Calendar = await clocks.Calendar(person.UnitId, page.Cancellation),
            });
        });

        app.MapGet("/dashboard/ahead", async (Person person, DashboardFilter filter, PageRequest page) =>
        {
            var ahead = await page.Send(new ReadAhead.Query(person, filter));
            var choices = await Choices(page, person, filter, ahead.ByPerson?.Select(row => row.Key));
            return Pages.Show<AheadPage>(new { Person = person, Filter = filter, Choices = choices, Ahead = ahead });
        });

        app.MapGet("/dashboard/causes", async (Person person, DashboardFilter filter, PageRequest page) =>
            Pages.Show<CausesPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await Choices(page, person, filter),
                Causes = await page.Send(new ReadCauses.Query(person, filter)),
            }));

        app.MapGet("/dashboard/promises", async (
            Person person, DashboardFilter filter, string? outcome, string? after, PageRequest page) =>
        {
            var kind = Enum.TryParse<PromiseOutcome>(outcome, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known : PromiseOutcome.Broken;
            return Pages.Show<PromisesPage>(new
            {
                Person = person,
                Filter = filter,
                Outcome = kind,
                Choices = await Choices(page, person, filter),
                Cases = await page.Send(new ListPromises.Query(person, filter, kind, after, PageSize)),
                IsFirst = after is null,
            });
        });

        app.MapGet("/dashboard/list", async (Person person, DashboardFilter filter, string? after, PageRequest page) =>
            Pages.Show<ListPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await Choices(page, person, filter),
                Steps = await page.Send(new ListSteps.Query(person, filter, after, PageSize)),
                IsFirst = after is null,
            }));

        app.MapGet("/dashboard/list.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, DashboardFilter filter, string ending, PageRequest page, IStringLocalizer<Texts> texts) =>
        {
            var items = new List<ListSteps.Item>();
            ListSteps.Result? steps = null;
            do
            {
                steps = await page.Send(new ListSteps.Query(person, filter, steps?.Next, AtATime));
                items.AddRange(steps.Items);
            }
            while (steps.Next is not null && items.Count < MostInFile);
            return DashboardFiles.List(filter, items, person.May(Right.SeeWhoIsLate), texts)
                .CutWhen(steps.Next is not null || steps.IsCut, texts).As(ending);
        });

        app.MapGet("/dashboard/trend.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, DashboardFilter filter, string ending, PageRequest page, IStringLocalizer<Texts> texts) =>
            DashboardFiles.Trend(
                filter.ForTrend, await page.Send(new ReadTrend.Query(person, filter.ForTrend)), texts).As(ending));
    }

    private static Task<ReadChoices.Choices> Choices(
        PageRequest page, Person person, DashboardFilter filter, IEnumerable<string?>? named = null) =>
        page.Send(new ReadChoices.Query(person, filter, named));
}
