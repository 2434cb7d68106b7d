using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The editor of a step's form.</summary>
internal static class FormPages
{
    public static void MapFormPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/{id}/form", async (
            Person person, string id, string? step, SopFiles files, KeptForms kept, Problems problems, PageRequest page) =>
        {
            var file = await SopPages.Latest(person, id, files, problems, page.Cancellation);
            var own = Find(file, step, problems);
            // An editor that was kept has its own number of fields.
            var sent = kept.Has(page.Context.Request) ? await kept.Find(page.Context) : null;
            var draft = sent is null ? FormDraft.Of(EditForm.FieldsOf(file.Shown, own.ActivityId)) : FormDraft.Read(sent.Values(), "");
            return Pages.Show<FormPage>(
                new
                {
                    Person = person,
                    File = file,
                    Step = own,
                    Draft = draft,
                    Preview = own,
                    IsEdited = sent is not null,
                    file.Latest.Version,
                    file.Latest.Revision,
                });
        });

        app.MapPost("/sops/{id}/form", async (
            Person person, string id, [FromForm] int version, [FromForm] int revision, [FromForm] string? step, [FromForm] string? deed,
            SopFiles files, DefinitionStore definitions, Problems problems, PageRequest page) =>
        {
            var form = await page.Form();
            var draft = FormDraft.Read(form, deed ?? "");
            page.OnProblem(problem => ShowAgain(problem));
            if (deed != "save") return await ShowAgain(null);

            var saved = await page.Send(new EditForm.Command(person, id, version, revision, step ?? "", draft.Write()));
            return page.Then($"/sops/{id}/form?step={Uri.EscapeDataString(step ?? "")}", "Fields.Saved", saved.Version);

            async Task<IResult> ShowAgain(Problem? problem)
            {
                var file = await SopPages.Latest(person, id, files, problems, page.Cancellation);
                var own = Find(file, step, problems);
                var preview = EditForm.With(file.Shown, own.ActivityId, draft.Write()) is { } changed
                    ? (await definitions.Compile(changed, page.Cancellation)).Drawing.Steps
                        .FirstOrDefault(other => other.ActivityId == own.ActivityId)
                    : null;
                return Pages.Show<FormPage>(
                    new
                    {
                        Person = person,
                        File = file,
                        Step = own,
                        Draft = draft,
                        Preview = preview,
                        IsEdited = true,
                        Version = version,
                        Revision = revision,
                        Problem = problem,
                    },
                    problem);
            }
        });
    }

    /// <summary>The step with this id; without one, the first.</summary>
    private static Step Find(SopFile file, string? step, Problems problems) =>
        (string.IsNullOrEmpty(step) && file.Flow.Steps is [var first, ..] ? first
            : file.Flow.Steps.FirstOrDefault(own => own.ActivityId == step)) ?? throw new ProblemException(problems.NotFound());
}
