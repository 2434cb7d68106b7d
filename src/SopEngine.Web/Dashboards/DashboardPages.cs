using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
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
                Choices = await mediator.Send(new ReadChoices.Query(person), cancellation),
                Now = await mediator.Send(new ReadNow.Query(person, filter), cancellation),
            }));

        // Only the part that refreshes itself.
        app.MapGet("/dashboard/now", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<NowFrame>(new
            {
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person), cancellation),
                Now = await mediator.Send(new ReadNow.Query(person, filter), cancellation),
            }));

        app.MapGet("/dashboard/trend", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<TrendPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person), cancellation),
                Trend = await mediator.Send(new ReadTrend.Query(person, filter), cancellation),
                Promises = await mediator.Send(new ReadPromises.Query(person, filter), cancellation),
            }));

        app.MapGet("/dashboard/steps", async (Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
        {
            var choices = await mediator.Send(new ReadChoices.Query(person), cancellation);
            var heat = await mediator.Send(new ReadHeat.Query(person, filter), cancellation);
            return Pages.Show<HeatPage>(new { Person = person, Filter = filter with { Sop = heat?.Sop }, Choices = choices, Heat = heat });
        });

        app.MapGet("/dashboard/list", async (
            Person person, DashboardFilter filter, string? after, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ListPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person), cancellation),
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
