using MediatR;
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
        app.MapGet("/dashboard", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<NowPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Now = await mediator.Send(new ReadNow.Query(person, filter), cancellation),
            }));

        // Only the part that refreshes itself.
        app.MapGet("/dashboard/now", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<NowFrame>(new
            {
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Now = await mediator.Send(new ReadNow.Query(person, filter), cancellation),
            }));

        app.MapGet("/dashboard/trend", async (
            Person person, DashboardFilter filter, IMediator mediator, StepPlaces places, CancellationToken cancellation) =>
            Pages.Show<TrendPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Trend = await mediator.Send(new ReadTrend.Query(person, filter), cancellation),
                Promises = await mediator.Send(new ReadPromises.Query(person, filter), cancellation),
                Notes = await mediator.Send(new DayNotes.Query(person, filter), cancellation),
                MinutesADay = filter.Step is null ? (int?)null : await places.MinutesADay(person.UnitId, filter, cancellation),
            }));

        app.MapGet("/dashboard/steps", async (
            Person person, DashboardFilter filter, IMediator mediator, OfficeClock clocks, CancellationToken cancellation) =>
        {
            var heat = await mediator.Send(new ReadHeat.Query(person, filter), cancellation);
            var choices = await mediator.Send(new ReadChoices.Query(person, heat?.Sop), cancellation);
            return Pages.Show<HeatPage>(new
            {
                Person = person,
                Filter = filter with { Sop = heat?.Sop, Step = null, Who = null },
                Choices = choices,
                Heat = heat,
                Calendar = await clocks.Calendar(person.UnitId, cancellation),
            });
        });

        app.MapGet("/dashboard/ahead", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<AheadPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Ahead = await mediator.Send(new ReadAhead.Query(person, filter), cancellation),
            }));

        app.MapGet("/dashboard/causes", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<CausesPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Causes = await mediator.Send(new ReadCauses.Query(person, filter), cancellation),
            }));

        app.MapGet("/dashboard/promises", async (
            Person person, DashboardFilter filter, string? outcome, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var kind = Enum.TryParse<PromiseOutcome>(outcome, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known : PromiseOutcome.Broken;
            return Pages.Show<PromisesPage>(new
            {
                Person = person,
                Filter = filter,
                Outcome = kind,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Cases = await mediator.Send(new ListPromises.Query(person, filter, kind, after, PageSize), cancellation),
                IsFirst = after is null,
            });
        });

        app.MapGet("/dashboard/list", async (
            Person person, DashboardFilter filter, string? after, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ListPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person, filter.Sop), cancellation),
                Steps = await mediator.Send(new ListSteps.Query(person, filter, after, PageSize), cancellation),
                IsFirst = after is null,
            }));

        app.MapGet("/dashboard/list.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, DashboardFilter filter, string ending, IMediator mediator, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
        {
            var items = new List<ListSteps.Item>();
            string? after = null;
            do
            {
                var page = await mediator.Send(new ListSteps.Query(person, filter, after, AtATime), cancellation);
                items.AddRange(page.Items);
                after = page.Next;
            }
            while (after is not null && items.Count < MostInFile);
            return DashboardFiles.List(filter, items, person.May(Right.SeeWhoIsLate), texts).CutWhen(after is not null, texts).As(ending);
        });

        app.MapGet("/dashboard/trend.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, DashboardFilter filter, string ending, IMediator mediator, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
            DashboardFiles.Trend(filter, await mediator.Send(new ReadTrend.Query(person, filter), cancellation), texts).As(ending));
    }
}
