using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Appointments;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

internal static class CasePages
{
    private const int PageSize = 30;

    public static void MapCasePages(this IEndpointRouteBuilder app)
    {
        app.MapReopenPages();

        app.MapGet("/cases", async (
            Person person, HttpContext context, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            var filter = CaseFilter.Of(context.Request.Query);
            var choices = await mediator.Send(new ReadCaseChoices.Query(person, filter), cancellation);
            var found = await mediator.Send(new ListCases.Query(person, filter, after, PageSize), cancellation);
            return Pages.Show<CasesPage>(
                new { Person = person, Filter = filter, Choices = choices, IsFirst = after is null, Found = found });
        });

        app.MapGet("/cases.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string ending, HttpContext context, IMediator mediator,
            IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        {
            var found = await mediator.Send(
                new ListCases.Query(person, CaseFilter.Of(context.Request.Query), null, ListCases.MostRows, IsCounted: false),
                cancellation);
            return CaseFile.Of(found.Page.Items, texts).CutWhen(found.Page.Next is not null, texts).As(ending);
        });

        app.MapGet("/cases/{id:long}", async (Person person, long id, int? until, CaseTimeline timeline, CancellationToken cancellation) =>
            Pages.Show<CasePage>(new { Person = person, Case = (await timeline.Read(person, id, cancellation)) with { Until = until } }))
            .NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/appointments/{step}", async (
            Person person, long id, string step, Appointments appointments, Problems problems, CancellationToken cancellation) =>
        {
            var entry = await appointments.Find(
                person.UnitId, id, step, person.IsCustomer ? person.Id : null, isMailed: false, cancellation);
            return entry is null
                ? throw new ProblemException(problems.NotFound())
                : Results.File(
                    Encoding.UTF8.GetBytes(InvitationText.Write(entry)), $"{Appointments.MediaType}; charset=utf-8",
                    Appointments.FileName(id));
        }).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/drawing", async (
            Person person, long id, CaseTimeline timeline, SopSheets sheets, Problems problems, CancellationToken cancellation) =>
        {
            var seen = await timeline.Read(person, id, cancellation);
            var definition = seen.Flow.Definition;
            var sheet = await sheets.Of(
                new DefinitionVersion(person.UnitId, definition.DefinitionId, definition.Version), isInForce: true, cancellation);
            return sheet is null
                ? throw new ProblemException(problems.NotFound())
                : Pages.Show<DrawingPage>(new { Case = seen, Sheet = sheet });
        }).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/print", async (
            Person person, long id, CaseTimeline timeline, CasePapers papers, CancellationToken cancellation) =>
            await papers.Print(person, await timeline.Read(person, id, cancellation), cancellation)).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/slip", async (
            Person person, long id, HttpRequest request, CaseTimeline timeline, CasePapers papers, CaseReceipt receipt,
            CancellationToken cancellation) =>
        {
            var seen = await timeline.Read(person, id, cancellation);
            return await papers.Slip(person, seen, await receipt.Of(person, seen, Site(request), cancellation), cancellation);
        }).NotesView(CaseViews.Kind.Case);

        app.MapGet("/cases/{id:long}/receipt", async (
            Person person, long id, string? paper, HttpRequest request, CaseTimeline timeline, CaseReceipt receipt,
            CancellationToken cancellation) =>
        {
            var seen = await timeline.Read(person, id, cancellation);
            var words = await receipt.Of(person, seen, Site(request), cancellation);
            return Pages.Show<ReceiptPage>(new { Person = person, Case = seen, Words = words, IsNarrow = paper == "80" });
        }).NotesView(CaseViews.Kind.Case);

        app.MapPost("/cases", async (
            Person person, [FromForm] string? sop, [FromForm] string? title, [FromForm] string? customer, [FromForm] string? key,
            PageRequest page, StartForm start) =>
        {
            page.OnProblem(problem => start.Show(person, sop ?? "", page.Cancellation, problem, title, customer), also: 403);
            var started = await page.Send(
                new StartCase.Command(person, sop ?? "", title, customer, new Dictionary<string, JsonElement>(), key));
            return page.Then($"/cases/{started.Case}", "Start.Started");
        });

        app.MapGet("/sops/{id}/start", async (
            Person person, string id, string? customer, StartForm start, CancellationToken cancellation) =>
            await start.Show(person, id, cancellation, customer: customer));

        app.MapPost("/cases/{id:long}/pause", (
            Person person, long id, [FromForm] string? reason, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
            Pause(new PauseCase.Command(person, id, Resume: false, reason, key), "Case.Paused", page, timeline));

        app.MapPost("/cases/{id:long}/resumption", (
            Person person, long id, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
            Pause(new PauseCase.Command(person, id, Resume: true, null, key), "Case.Resumed", page, timeline));

        app.MapPost("/cases/{id:long}/cancellation", (
            Person person, long id, [FromForm] string? reason, [FromForm] string? key, PageRequest page, CaseTimeline timeline) =>
        {
            page.OnProblem(async problem =>
            {
                var seen = await timeline.Read(person, id, page.Cancellation);
                return Pages.Show<CasePage>(new { Person = person, Case = seen, Problem = problem, Reason = reason }, problem);
            });
            return page.Send(new CancelCase.Command(person, id, reason, key), $"/cases/{id}", "Case.Cancelled");
        });
    }

    private static string Site(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    private static Task<IResult> Pause(PauseCase.Command command, string done, PageRequest page, CaseTimeline timeline)
    {
        page.OnProblem(async problem =>
        {
            var seen = await timeline.Read(command.Person, command.Case, page.Cancellation);
            return Pages.Show<CasePage>(new { command.Person, Case = seen, Problem = problem, command.Reason, IsPausing = true }, problem);
        });
        return page.Send(command, $"/cases/{command.Case}", done);
    }
}
