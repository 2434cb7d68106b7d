using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Sheets;
using SopEngine.Core.Comparison;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

internal static class SopPages
{
    private const int PageSize = 50;

    private static readonly Dictionary<string, SopDeed> Deeds = new()
    {
        ["submission"] = SopDeed.Submit,
        ["withdrawal"] = SopDeed.Withdraw,
        ["evaluation"] = SopDeed.Evaluate,
        ["return"] = SopDeed.Return,
        ["signing"] = SopDeed.SendForSignature,
        ["force"] = SopDeed.PutInForce,
        ["revocation"] = SopDeed.Revoke,
    };

    /// <summary>The address that the form of a deed is sent to.</summary>
    public static string Address(string id, SopDeed deed) => $"/sops/{id}/{Deeds.First(pair => pair.Value == deed).Key}";

    public static void MapSopPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops", async (
            Person person, string? q, string? state, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            if (!person.May(Right.SeeDrafts))
                return Pages.Show<SopsPage>(new
                {
                    Sops = await mediator.Send(new ListSops.Query(person, q), cancellation),
                    Search = q,
                    ShowSheets = !person.IsCustomer,
                });

            DefinitionState? chosen = Enum.TryParse<DefinitionState>(state, ignoreCase: true, out var parsed)
                && Enum.IsDefined(parsed) ? parsed : null;
            var library = await mediator.Send(new ListLibrary.Query(person, q, chosen, after, PageSize), cancellation);
            return Pages.Show<LibraryPage>(new { Person = person, Library = library, Search = q, State = chosen, IsFirst = after is null });
        });

        app.MapNewSop();
        app.MapShelf();
        app.MapGet("/sops/{id}", async (Person person, string id, int? version, SopFiles files, CancellationToken cancellation) =>
            Pages.Show<SopPage>(new { Person = person, File = await files.Read(person, id, version, cancellation) }));

        app.MapGet("/sops/{id}/export", async (Person person, string id, int? version, SopFiles files, CancellationToken cancellation) =>
        {
            var file = await files.Read(person, id, version, cancellation);
            var json = JsonNode.Parse(file.Shown.Json)!.AsObject();
            json["isLatest"] = file.Shown.IsLatest;
            json["isPublished"] = file.Shown.IsPublished;
            return Results.File(
                System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Readable)), "application/json", $"{id}-v{file.Shown.Version}.json");
        });

        app.MapSheetPages();
        app.MapHeaderPages();
        app.MapFormPages();
        app.MapVersionPages();
        app.MapMovePages();
        foreach (var (address, deed) in Deeds) app.MapDeed(address, deed);
    }

    private static void MapNewSop(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/new", (Person person, Problems problems) =>
            person.May(Right.WriteSops) ? Pages.Show<NewSopPage>() : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/sops", async (
            Person person, [FromForm] Guid form, [FromForm] string? name, [FromForm] string? number, [FromForm] string? next, PageRequest page) =>
        {
            page.OnProblem(problem =>
                Pages.Show<NewSopPage>(new { Form = form, Name = name, Number = number, Problem = problem }, problem));
            var begun = await page.Send(new BeginSop.Command(person, form, name?.Trim() ?? "", number?.Trim() ?? ""));
            return Pages.Then(next == "table"
                ? $"/sops/{begun.DefinitionId}/table" : $"/studio/workflows/definitions/{begun.DefinitionId}/edit");
        });
    }

    private static void MapShelf(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/shelf", async (Person person, PageRequest page) =>
            Pages.Show<ShelfPage>(new { Sops = await page.Send(new ListShelf.Query(person)) }));

        app.MapPost("/sops/shelf", async (Person person, [FromForm] string? sop, PageRequest page) =>
        {
            page.OnProblem(async problem =>
                Pages.Show<ShelfPage>(new { Sops = await page.Send(new ListShelf.Query(person)), Problem = problem }, problem));
            var adopted = await page.Send(new AdoptSop.Command(person, sop ?? ""));
            return page.Then($"/sops/{adopted}", "Shelf.Adopted");
        });
    }

    private static void MapDeed(this IEndpointRouteBuilder app, string address, SopDeed deed) => app.MapPost($"/sops/{{id}}/{address}", (
        Person person, string id, [FromForm] int version, [FromForm] int revision, [FromForm] string? note, [FromForm] string? despite,
        PageRequest page, SopFiles files, IStringLocalizer<Texts> texts) =>
    {
        if (person.May(Right.SeeDrafts)) page.OnProblem(ShowAgain, also: 403);
        return page.Send(
            new ReviewSop.Command(person, id, version, revision, deed, note, despite is not null), $"/sops/{id}?version={version}",
            $"Sops.Did.{deed}");

        async Task<IResult> ShowAgain(Problem problem)
        {
            // The page lists the drawing's problems anyway, step by step.
            if (problem.Code == "definition-invalid") problem = problem with { Errors = null, Detail = texts["Sops.SeeProblems"] };
            return Pages.Show<SopPage>(
                new
                {
                    Person = person,
                    File = await files.Read(person, id, version, page.Cancellation),
                    Problem = problem,
                    Deed = deed,
                    Note = note,
                },
                problem.Status == 403 ? 403 : 422);
        }
    });

    private static void MapSheetPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/sheet", async (Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SheetPage>(new { Sheet = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation) }));

        app.MapGet("/sops/{id}/sheet.svg", async (
            Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
        {
            var read = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation);
            return Results.File(
                System.Text.Encoding.UTF8.GetBytes(SvgWriter.Document(read.Sheet)), "image/svg+xml; charset=utf-8", read.FileName + ".svg");
        });

        app.MapGet("/sops/{id}/sheet.pdf", async (
            Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
        {
            var read = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation);
            return Results.File(SheetPdf.Write(read.Sheet, person.UnitName), "application/pdf", read.FileName + ".pdf");
        });
    }

    private static void MapHeaderPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/header", async (
            Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation) =>
        {
            var file = await Latest(person, id, files, problems, cancellation);
            var fields = HeaderFields.Of(file.Flow.Definition);
            return Pages.Show<HeaderPage>(
                new { Person = person, File = file, Fields = fields, file.Latest.Version, file.Latest.Revision });
        });

        app.MapPost("/sops/{id}/header", async (
            Person person, string id, [FromForm] int version, [FromForm] int revision, PageRequest page, SopFiles files,
            Problems problems) =>
        {
            var fields = HeaderFields.Read(await page.Form());
            page.OnProblem(async problem =>
            {
                var file = await Latest(person, id, files, problems, page.Cancellation);
                return Pages.Show<HeaderPage>(
                    new { Person = person, File = file, Fields = fields, Version = version, Revision = revision, Problem = problem },
                    problem);
            });
            var saved = await page.Send(new EditHeader.Command(person, id, version, revision, fields));
            return page.Then($"/sops/{id}?version={saved.Version}", "Header.Saved");
        });
    }

    private static void MapVersionPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/versions", async (
                Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation) =>
            Pages.Show<VersionsPage>(new { Person = person, File = await ForInsiders(person, id, null, files, problems, cancellation) }));

        app.MapGet("/sops/{id}/compare", async (
            Person person, string id, int? from, int? to, SopFiles files, Problems problems, CancellationToken cancellation) =>
        {
            var file = await ForInsiders(person, id, to, files, problems, cancellation);
            var after = to is null ? file.Latest.Version : file.Shown.Version;
            var before = from ?? file.Versions.FirstOrDefault(version => version.Version < after)?.Version ?? after;
            var (old, now) = (await files.Drawing(person, id, before, cancellation), await files.Drawing(person, id, after, cancellation));
            var difference = FlowDifference.Between(old, now);
            return Pages.Show<ComparePage>(
                new { Person = person, File = file, Before = old, After = now, From = before, To = after, Difference = difference });
        });

        app.MapGet("/sops/{id}/use", async (
            Person person, string id, SopFiles files, IMediator mediator, Problems problems, CancellationToken cancellation) =>
        {
            var file = await ForInsiders(person, id, null, files, problems, cancellation);
            var users = await mediator.Send(new FindUses.Query(person, id, file.Flow.Definition.SopNumber), cancellation);
            return Pages.Show<UsePage>(new { Person = person, File = file, Users = users });
        });

        app.MapPost("/sops/{id}/versions/{version:int}/revival", async (
            Person person, string id, int version, PageRequest page, DefinitionStore definitions, Problems problems) =>
        {
            if (!person.May(Right.WriteSops)) throw new ProblemException(problems.Forbidden());
            var reverted = await definitions.Revert(person.UnitId, person.Id, id, version, page.Cancellation);
            return reverted is DefinitionResult.Done { Definition: var draft }
                ? page.Then($"/sops/{id}?version={draft.Version}", "Sops.Revived", version)
                : throw new ProblemException(problems.Of(reverted));
        });
    }

    private static void MapMovePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/move", async (
            Person person, string id, int? to, long? @case, SopFiles files, PageRequest page, Problems problems) =>
        {
            var file = await ForInsiders(person, id, null, files, problems, page.Cancellation);
            var target = to ?? file.InForce?.Version ?? throw new ProblemException(problems.NotFound());
            return await ShowMoves(person, file, target, @case is { } one ? [one] : null, page);
        });

        app.MapPost("/sops/{id}/move", async (
            Person person, string id, [FromForm] int to, PageRequest page, SopFiles files, Problems problems) =>
        {
            var form = await page.Form();
            var chosen = form["case"].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0).ToList();
            page.OnProblem(async problem =>
            {
                var file = await ForInsiders(person, id, null, files, problems, page.Cancellation);
                return await ShowMoves(person, file, to, chosen, page, problem, form["reason"]);
            });
            var moved = await page.Send(new MoveCases.Command(person, id, to, chosen, form["reason"]));
            return page.Then($"/sops/{id}/move?to={to}", moved.Refused == 0 ? "Move.Done" : "Move.DonePartly", moved.Count, moved.Refused);
        });
    }

    /// <param name="chosen">The ticked cases; null for all that can be moved.</param>
    private static async Task<IResult> ShowMoves(
        Person person, SopFile file, int to, IReadOnlyList<long>? chosen, PageRequest page, Problem? problem = null, string? reason = null)
    {
        var preview = await page.Send(new MoveCases.Query(person, file.Id, to));
        return Pages.Show<MovePage>(
            new { Person = person, File = file, To = to, Preview = preview, Chosen = chosen, Problem = problem, Reason = reason }, problem);
    }

    /// <summary>The SOP around its latest version, for its authors.</summary>
    internal static async Task<SopFile> Latest(Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation)
    {
        if (!person.May(Right.WriteSops)) throw new ProblemException(problems.Forbidden());
        var file = await files.Read(person, id, null, cancellation);
        return file.Shown.IsLatest ? file : await files.Read(person, id, file.Latest.Version, cancellation);
    }

    private static Task<SopFile> ForInsiders(
        Person person, string id, int? version, SopFiles files, Problems problems, CancellationToken cancellation) =>
        person.May(Right.SeeDrafts) ? files.Read(person, id, version, cancellation) : throw new ProblemException(problems.Forbidden());

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
