using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Surveys;

/// <summary>The index of satisfaction: for those who lead, as files, as a poster, and for the public.</summary>
internal static class IkmPages
{
    public static void MapIkmPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/surveys", (Person person, string? period, string? service, PageRequest page) => Show(person, page, period, service));

        app.MapGet("/surveys/report.{ending:regex(^(csv|xlsx|pdf)$)}", async (
            Person person, string? period, string? service, string ending, IMediator mediator, SopDatabase database,
            IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        {
            var view = await mediator.Send(new ReadIkm.Query(person, period, service), cancellation);
            return ending == "pdf"
                ? Results.File(
                    IkmPaper.Of(view, await IkmPaper.ReadOffice(database, person.UnitId, cancellation), texts).ToArray(), "application/pdf",
                    IkmFiles.Name(view) + ".pdf")
                : IkmFiles.Table(view, texts).As(ending);
        });

        app.MapGet("/surveys/poster", async (Person person, string? period, string? service, PageRequest page) =>
            Pages.Show<PosterPage>(new
            {
                Person = person,
                View = await page.Send(new ReadIkm.Query(person, period, service)),
            }));

        app.MapPost("/surveys/publication", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var isPublic = form["public"] == "true";
            return await page.Send(
                new PublishIkm.Command(person, form["period"].ToString(), isPublic), Address(form["period"], null),
                isPublic ? "Ikm.WasPublished" : "Ikm.WasWithdrawn");
        });

        app.MapPost("/surveys/actions", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var (period, service) = (form["period"].ToString(), form["service"].ToString());
            page.OnProblem(problem => Show(person, page, period, service, problem, form));
            return await page.Send(
                new PlanAction.Command(
                    person, period, service, form["element"].ToString(), form["action"].ToString(),
                    long.TryParse(form["owner"], CultureInfo.InvariantCulture, out var owner) ? owner : 0, IsoDate.Read(form["due"])),
                Address(period, service) + "#plan", "Ikm.Planned");
        });

        app.MapPost("/surveys/actions/{id:long}", async (Person person, long id, PageRequest page) =>
        {
            var form = await page.Form();
            return await page.Send(
                new ChangeAction.Command(person, id, form["state"].ToString(), form["note"]),
                Address(form["period"], form["service"]) + "#plan", "Ikm.Changed");
        });

        app.MapGet("/ikm/{office}", async (
            string office, string? period, SurveyReports reports, PublicOffices offices, CancellationToken cancellation) =>
        {
            var found = await reports.Published(StorableText.Start(office, 100), period, cancellation);
            var site = found is null ? null : await offices.Find(office, cancellation);
            return Pages.Show<PublicIkmPage>(new { Office = office, Site = site, Found = found }, found is null ? 404 : 200);
        }).AllowAnonymous();
    }

    /// <summary>The address of a page about the index of a period and a service.</summary>
    public static string Address(string? period, string? service, string path = "/surveys") => QueryHelpers.AddQueryString(
        path, new Dictionary<string, string?> { ["period"] = period, ["service"] = service }
            .Where(pair => !string.IsNullOrEmpty(pair.Value)));

    private static async Task<IResult> Show(
        Person person, PageRequest page, string? period, string? service, Problem? problem = null, IFormCollection? filled = null) =>
        Pages.Show<IkmPage>(
            new
            {
                Person = person,
                View = await page.Send(new ReadIkm.Query(person, period, service)),
                Problem = problem,
                Filled = filled,
            },
            problem);
}
