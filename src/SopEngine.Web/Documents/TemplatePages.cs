using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>The list of an office's templates, and the editor of one.</summary>
internal static class TemplatePages
{
    private const string List = "/documents/templates";

    public static string Address(string kind) => $"{List}/{kind}";

    public static void MapTemplatePages(this IEndpointRouteBuilder app)
    {
        app.MapGet(List, (Person person, PageRequest page) => ShowList(person, page));

        app.MapPost(List + "/shelf", async (Person person, [FromForm] string? template, PageRequest page) =>
        {
            page.OnProblem(problem => ShowList(person, page, problem));
            return await page.Send(
                new AdoptTemplate.Command(person, template ?? ""), Address(template ?? ""), "DocTemplate.Adopted");
        });

        app.MapGet(List + "/new", (Person person, PageRequest page, Problems problems) =>
            person.May(Right.WriteSops) ? Show(person, page, "") : throw new ProblemException(problems.Forbidden()));

        app.MapGet(List + "/{kind}", (Person person, string kind, int? version, long? @case, PageRequest page) =>
            Show(person, page, kind, version, caseId: @case));

        app.MapPost(List, async (Person person, PageRequest page) =>
        {
            var input = TemplateInput.Read("", await page.Form());
            page.OnProblem(problem => Show(person, page, "", typed: input, caseId: input.Case, problem: problem));
            return await page.Send(new SaveTemplate.Command(person, input, IsNew: true), Address(input.Kind), "DocTemplate.Saved");
        });

        app.MapPost(List + "/{kind}", async (Person person, string kind, PageRequest page) =>
        {
            var input = TemplateInput.Read(kind, await page.Form());
            page.OnProblem(problem => Show(person, page, kind, typed: input, caseId: input.Case, problem: problem));
            var next = input.Case is { } about ? $"{Address(kind)}?case={about}" : Address(kind);
            return await page.Send(new SaveTemplate.Command(person, input, IsNew: false), next, "DocTemplate.Saved");
        });

        // A preview keeps nothing: the page comes back with the typed fields and the document that they make.
        app.MapPost(List + "/{kind}/preview", async (Person person, string kind, PageRequest page) =>
        {
            var input = TemplateInput.Read(Stored(kind), await page.Form());
            return await Show(person, page, Stored(kind), typed: input, caseId: input.Case);
        });

        app.MapPost(List + "/{kind}/preview.pdf", async (Person person, string kind, PageRequest page) =>
        {
            var input = TemplateInput.Read(Stored(kind), await page.Form());
            var file = await page.Send(new ReadTemplate.Query(person, Stored(kind), null, input, input.Case));
            return file.Preview is { } preview
                ? PreviewFile.Of(page.Context, preview)
                : await Show(person, page, Stored(kind), typed: input, caseId: input.Case);
        });

        app.MapPost(List + "/{kind}/force", (
            Person person, string kind, [FromForm] int version, [FromForm] int revision, PageRequest page) =>
        {
            page.OnProblem(problem => Show(person, page, kind, problem: problem));
            return page.Send(new PutTemplateInForce.Command(person, kind, version, revision), Address(kind), "DocTemplate.NowInForce");
        });
    }

    /// <summary>The kind as it is stored; empty on the page of a new template.</summary>
    private static string Stored(string kind) => kind == "new" ? "" : kind;

    private static async Task<IResult> ShowList(Person person, PageRequest page, Problem? problem = null) =>
        Pages.Show<TemplatesPage>(
            new { Person = person, Found = await page.Send(new ListTemplates.Query(person)), Problem = problem }, problem);

    private static async Task<IResult> Show(
        Person person, PageRequest page, string kind, int? version = null, TemplateInput? typed = null, long? caseId = null,
        Problem? problem = null)
    {
        var file = await page.Send(new ReadTemplate.Query(person, kind, version, typed, caseId));
        return Pages.Show<TemplatePage>(new { Person = person, Kind = kind, File = file, Problem = problem }, problem);
    }
}
