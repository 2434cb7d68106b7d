using System.Text.Json.Nodes;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Sheets;
using SopEngine.Core.Comparison;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Shared;

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

    /// <summary>Where the form of a deed is sent.</summary>
    public static string Address(string id, SopDeed deed) => $"/sops/{id}/{Deeds.First(pair => pair.Value == deed).Key}";

    public static void MapSopPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops", async (Person person, string? q, string? state, string? after, IMediator mediator, CancellationToken cancellation) =>
        {
            if (!person.SeesDrafts) return Pages.Show<SopsPage>(new { Sops = await mediator.Send(new ListSops.Query(person, q), cancellation), Search = q, ShowSheets = !person.IsCustomer });

            DefinitionState? chosen = Enum.TryParse<DefinitionState>(state, ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : null;
            var library = await mediator.Send(new ListLibrary.Query(person, q, chosen, after, PageSize), cancellation);
            return Pages.Show<LibraryPage>(new { Person = person, Library = library, Search = q, State = chosen, IsFirst = after is null });
        });

        app.MapNewSop();
        app.MapGet("/sops/{id}", async (Person person, string id, int? version, SopFiles files, CancellationToken cancellation) =>
            Pages.Show<SopPage>(new { Person = person, File = await files.Read(person, id, version, cancellation) }));

        app.MapGet("/sops/{id}/export", async (Person person, string id, int? version, SopFiles files, CancellationToken cancellation) =>
        {
            var file = await files.Read(person, id, version, cancellation);
            var json = JsonNode.Parse(file.Shown.Json)!.AsObject();
            json["isLatest"] = file.Shown.IsLatest;
            json["isPublished"] = file.Shown.IsPublished;
            return Results.File(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Readable)), "application/json", $"{id}-v{file.Shown.Version}.json");
        });

        app.MapSheetPages();
        app.MapHeaderPages();
        app.MapVersionPages();
        app.MapMovePages();
        foreach (var (address, deed) in Deeds) app.MapDeed(address, deed);
    }

    private static void MapNewSop(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/new", (Person person, Problems problems) =>
            person.IsAuthor ? Pages.Show<NewSopPage>() : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/sops", async (
            Person person, [FromForm] Guid form, [FromForm] string? name, [FromForm] string? number, HttpContext context, IMediator mediator, Problems problems) =>
        {
            try
            {
                var begun = await mediator.Send(new BeginSop.Command(person, form, name?.Trim() ?? "", number?.Trim() ?? ""), context.RequestAborted);
                return Pages.Then($"/studio/workflows/definitions/{begun.DefinitionId}/edit");
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 } problem)
            {
                return Pages.Show<NewSopPage>(new { Form = form, Name = name, Number = number, Problem = problem }, 422);
            }
        });
    }

    private static void MapDeed(this IEndpointRouteBuilder app, string address, SopDeed deed) => app.MapPost($"/sops/{{id}}/{address}", async (
        Person person, string id, [FromForm] int version, [FromForm] int revision, [FromForm] string? note, HttpContext context, IMediator mediator, SopFiles files,
        Problems problems, IStringLocalizer<Texts> texts) =>
    {
        try
        {
            await mediator.Send(new ReviewSop.Command(person, id, version, revision, deed, note), context.RequestAborted);
            return Pages.Then($"/sops/{id}?version={version}", context, texts[$"Sops.Did.{deed}"]);
        }
        catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 or 403 } problem && person.SeesDrafts)
        {
            // What is wrong with the drawing stands on the page anyway, step by step.
            if (problem.Code == "definition-invalid") problem = problem with { Errors = null, Detail = texts["Sops.SeeProblems"] };
            return Pages.Show<SopPage>(
                new { Person = person, File = await files.Read(person, id, version, context.RequestAborted), Problem = problem, Deed = deed, Note = note }, problem.Status == 403 ? 403 : 422);
        }
    });

    private static void MapSheetPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/sheet", async (Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SheetPage>(new { Sheet = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation) }));

        app.MapGet("/sops/{id}/sheet.svg", async (Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
        {
            var read = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation);
            return Results.File(System.Text.Encoding.UTF8.GetBytes(SvgWriter.Document(read.Sheet)), "image/svg+xml; charset=utf-8", read.FileName + ".svg");
        });
    }

    private static void MapHeaderPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/header", async (Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation) =>
        {
            var file = await Latest(person, id, files, problems, cancellation);
            return Pages.Show<HeaderPage>(new { Person = person, File = file, Fields = HeaderFields.Of(file.Flow.Definition), file.Latest.Version, file.Latest.Revision });
        });

        app.MapPost("/sops/{id}/header", async (
            Person person, string id, [FromForm] int version, [FromForm] int revision, HttpContext context, IMediator mediator, SopFiles files, Problems problems,
            IStringLocalizer<Texts> texts) =>
        {
            var fields = HeaderFields.Read(await context.Request.ReadFormAsync(context.RequestAborted));
            try
            {
                var saved = await mediator.Send(new EditHeader.Command(person, id, version, revision, fields), context.RequestAborted);
                return Pages.Then($"/sops/{id}?version={saved.Version}", context, texts["Header.Saved"]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 409 or 422 } problem)
            {
                var file = await Latest(person, id, files, problems, context.RequestAborted);
                return Pages.Show<HeaderPage>(new { Person = person, File = file, Fields = fields, Version = version, Revision = revision, Problem = problem }, 422);
            }
        });
    }

    private static void MapVersionPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/versions", async (Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation) =>
            Pages.Show<VersionsPage>(new { Person = person, File = await ForInsiders(person, id, null, files, problems, cancellation) }));

        app.MapGet("/sops/{id}/compare", async (Person person, string id, int? from, int? to, SopFiles files, Problems problems, CancellationToken cancellation) =>
        {
            var file = await ForInsiders(person, id, to, files, problems, cancellation);
            var after = to is null ? file.Latest.Version : file.Shown.Version;
            var before = from ?? file.Versions.FirstOrDefault(version => version.Version < after)?.Version ?? after;
            var (old, now) = (await files.Drawing(person, id, before, cancellation), await files.Drawing(person, id, after, cancellation));
            return Pages.Show<ComparePage>(new { Person = person, File = file, Before = old, After = now, From = before, To = after, Difference = FlowDifference.Between(old, now) });
        });

        app.MapGet("/sops/{id}/use", async (Person person, string id, SopFiles files, IMediator mediator, Problems problems, CancellationToken cancellation) =>
        {
            var file = await ForInsiders(person, id, null, files, problems, cancellation);
            return Pages.Show<UsePage>(new { Person = person, File = file, Users = await mediator.Send(new FindUses.Query(person, id, file.Flow.Definition.Sop?.Number), cancellation) });
        });

        app.MapPost("/sops/{id}/versions/{version:int}/revival", async (
            Person person, string id, int version, HttpContext context, DefinitionStore definitions, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (!person.IsAuthor) throw new ProblemException(problems.Forbidden());
            var reverted = await definitions.Revert(person.UnitId, person.Id, id, version, context.RequestAborted);
            return reverted is DefinitionResult.Done { Definition: var draft }
                ? Pages.Then($"/sops/{id}?version={draft.Version}", context, texts["Sops.Revived", version])
                : throw new ProblemException(problems.Of(reverted));
        });
    }

    private static void MapMovePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/move", async (
            Person person, string id, int? to, [FromQuery(Name = "case")] long? only, SopFiles files, IMediator mediator, Problems problems, CancellationToken cancellation) =>
        {
            var file = await ForInsiders(person, id, null, files, problems, cancellation);
            var target = to ?? file.InForce?.Version ?? throw new ProblemException(problems.NotFound());
            return await ShowMoves(person, file, target, only is { } one ? [one] : null, mediator, cancellation);
        });

        app.MapPost("/sops/{id}/move", async (
            Person person, string id, [FromForm] int to, HttpContext context, SopFiles files, IMediator mediator, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var chosen = form["case"].Select(text => long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0).Where(number => number > 0).ToList();
            try
            {
                var moved = await mediator.Send(new MoveCases.Command(person, id, to, chosen, form["reason"]), context.RequestAborted);
                return Pages.Then($"/sops/{id}/move?to={to}", context, texts[moved.Refused == 0 ? "Move.Done" : "Move.DonePartly", moved.Count, moved.Refused]);
            }
            catch (Exception e) when (problems.Of(e) is { Status: 422 } problem)
            {
                var file = await ForInsiders(person, id, null, files, problems, context.RequestAborted);
                return await ShowMoves(person, file, to, chosen, mediator, context.RequestAborted, problem, form["reason"]);
            }
        });
    }

    /// <param name="chosen">The cases that are ticked; null for all that can be moved.</param>
    private static async Task<IResult> ShowMoves(
        Person person, SopFile file, int to, IReadOnlyList<long>? chosen, IMediator mediator, CancellationToken cancellation, Problem? problem = null, string? reason = null)
    {
        var preview = await mediator.Send(new MoveCases.Query(person, file.Id, to), cancellation);
        return Pages.Show<MovePage>(new { Person = person, File = file, To = to, Preview = preview, Chosen = chosen, Problem = problem, Reason = reason }, problem is null ? 200 : 422);
    }

    /// <summary>The SOP around its latest version, for those who write it.</summary>
    private static async Task<SopFile> Latest(Person person, string id, SopFiles files, Problems problems, CancellationToken cancellation)
    {
        if (!person.IsAuthor) throw new ProblemException(problems.Forbidden());
        var file = await files.Read(person, id, null, cancellation);
        return file.Shown.IsLatest ? file : await files.Read(person, id, file.Latest.Version, cancellation);
    }

    private static Task<SopFile> ForInsiders(Person person, string id, int? version, SopFiles files, Problems problems, CancellationToken cancellation) =>
        person.SeesDrafts ? files.Read(person, id, version, cancellation) : throw new ProblemException(problems.Forbidden());

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
