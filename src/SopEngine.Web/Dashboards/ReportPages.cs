using System.Globalization;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Reports;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Dashboards;

internal static class ReportPages
{
    private const string List = "/dashboard/reports";

    public static void MapReportPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/dashboard/reports", async (
            Person person, DashboardFilter filter, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ReportsPage>(new
            {
                Person = person,
                Filter = filter,
                Choices = await mediator.Send(new ReadChoices.Query(person), cancellation),
                Reports = await mediator.Send(new ListReports.Query(person), cancellation),
            }));

        app.MapPost("/dashboard/reports/choices", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var grains = form["grains"]
                .Select(text => Enum.TryParse<ReportGrain>(text, ignoreCase: true, out var grain)
                    && Enum.IsDefined(grain) ? (ReportGrain?)grain : null);
            return await page.Send(new ChooseReports.Command(
                person, [.. grains.OfType<ReportGrain>()],
                [.. form["readers"].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : 0)]),
                List, "Report.WasChosen");
        });

        app.MapGet("/dashboard/reports/{period}", async (
            Person person, string period, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<ReportPage>(new
            {
                Person = person,
                Report = await mediator.Send(new ReadReport.Query(person, period), cancellation),
            }));

        app.MapGet("/dashboard/reports/{period}.{ending:regex(^(csv|xlsx|pdf)$)}", async (
            Person person, string period, string ending, IMediator mediator, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
        {
            var report = await mediator.Send(new ReadReport.Query(person, period), cancellation);
            return ending == "pdf"
                ? Results.File(ReportPaper.Of(report, texts), "application/pdf", ReportFiles.Name(report.This) + ".pdf")
                : ReportFiles.Table(report.This, texts).As(ending);
        });
    }
}
