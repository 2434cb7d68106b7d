using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Engine.Import;
using SopEngine.Web.Http;

namespace SopEngine.Web.Import;

internal static class ImportDocumentPages
{
    public static void MapImportDocumentPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/import", (Person person, PageRequest page, DocumentImports imports, ReadingQueue queue, Problems problems) =>
            person.May(Right.WriteSops) ? List(person, page, imports, queue) : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/sops/import", async (Person person, PageRequest page, DocumentImports imports, ReadingQueue queue) =>
        {
            page.OnProblem(problem => List(person, page, imports, queue, problem));
            IReadOnlyList<IFormFile> files = page.Context.Request.HasFormContentType ? [.. (await page.Form()).Files] : [];
            var brought = await page.Send(new BringDocuments.Command(person, files));
            return page.Then(brought.Count == 1 ? $"/sops/import/{brought[0]}" : "/sops/import", "Reading.Brought", brought.Count);
        }).WithMetadata(new RequestSizeLimitAttribute(BringDocuments.LargestForm));

        app.MapGet("/sops/import/{id:long}",
            (Person person, long id, int? sop, PageRequest page, DocumentImports imports, ReadingQueue queue, Problems problems) =>
            person.May(Right.WriteSops) ? Result(person, id, sop ?? 0, page, imports, queue, problems)
                : throw new ProblemException(problems.Forbidden()));

        app.MapGet("/sops/import/{id:long}/pages/{number:int}.svg", async (
            Person person, long id, int number, PageRequest page, DocumentImports imports, Problems problems) =>
        {
            if (!person.May(Right.WriteSops)) throw new ProblemException(problems.Forbidden());
            var document = await imports.Find(person.UnitId, id, page.Cancellation) ?? throw new ProblemException(problems.NotFound());
            var read = document.Reading is null ? null : ReadDocument.FromJson(document.Reading);
            if (read is null || number < 1 || number > read.Pages.Count) throw new ProblemException(problems.NotFound());
            page.Context.Response.Headers.CacheControl = "private, max-age=3600";
            return Results.Text(read.Pages[number - 1], "image/svg+xml; charset=utf-8");
        });

        app.MapPost("/sops/import/{id:long}/draft", async (
            Person person, long id, [FromForm] int? sop, PageRequest page, DocumentImports imports, ReadingQueue queue,
                Problems problems) =>
        {
            page.OnProblem(problem => Result(person, id, sop ?? 0, page, imports, queue, problems, problem));
            var definition = await page.Send(new DraftSop.Command(person, id, sop ?? 0));
            return page.Then($"/sops/{definition}/table", "Reading.Drafted");
        });

        app.MapPost("/sops/import/{id:long}/removal",
            async (Person person, long id, PageRequest page, DocumentImports imports, Problems problems) =>
        {
            if (!person.May(Right.WriteSops)) throw new ProblemException(problems.Forbidden());
            if (await imports.Find(person.UnitId, id, page.Cancellation) is null) throw new ProblemException(problems.NotFound());
            await imports.Remove(person.UnitId, id, page.Cancellation);
            return page.Then("/sops/import", "Reading.Removed");
        });
    }

    private static async Task<IResult> List(Person person, PageRequest page, DocumentImports imports, ReadingQueue queue,
        Problem? problem = null)
    {
        var items = await imports.List(person.UnitId, page.Cancellation);
        foreach (var item in items.Where(item => item.State == "waiting")) queue.Add(person.UnitId, item.Id);
        return Pages.Show<ImportDocumentsPage>(new { Items = items, Problem = problem }, problem);
    }

    private static async Task<IResult> Result(
        Person person, long id, int sop, PageRequest page, DocumentImports imports, ReadingQueue queue, Problems problems,
            Problem? problem = null)
    {
        var document = await imports.Find(person.UnitId, id, page.Cancellation) ?? throw new ProblemException(problems.NotFound());
        if (document.State == "waiting") queue.Add(person.UnitId, id);
        var read = document.Reading is null ? null : ReadDocument.FromJson(document.Reading);
        var drafts = await imports.Drafts(person.UnitId, id, page.Cancellation);
        return Pages.Show<ReadingPage>(
            new
            {
                Document = document,
                Read = read,
                Sop = Math.Clamp(sop, 0, Math.Max(0, (read?.Sops.Count ?? 1) - 1)),
                Drafts = drafts,
                Problem = problem
            }, problem);
    }
}
