using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Assessments;
using SopEngine.Core.Rights;
using SopEngine.Engine.Assessments;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops.Assessments;

/// <summary>The list of SOPs to be assessed, and the forms of each SOP.</summary>
internal static class AssessmentPages
{
    public static void MapAssessmentPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops/assessments", async (Person person, PageRequest page) =>
            Pages.Show<AssessmentsPage>(new { Person = person, Due = await page.Send(new ListAssessments.Query(person)) }));

        app.MapPost("/sops/assessments/interval", async (Person person, [FromForm] int? months, PageRequest page) =>
        {
            if (person.May(Right.DecideOnSops))
                page.OnProblem(async problem => Pages.Show<AssessmentsPage>(
                    new { Person = person, Due = await page.Send(new ListAssessments.Query(person)), Problem = problem }, problem));
            return await page.Send(
                new ChooseInterval.Command(person, months ?? 0), "/sops/assessments", "Assessment.IntervalChosen", months ?? 0);
        });

        app.MapGet("/sops/{id}/assessments", async (
            Person person, string id, PageRequest page, SopFiles files, AssessedSops sops, AssessmentStore store, Problems problems) =>
        {
            if (!person.May(Right.SeeDrafts)) throw new ProblemException(problems.Forbidden());
            var office = await sops.Read(person.UnitId, id, page.Cancellation);
            return Pages.Show<SopAssessmentsPage>(new
            {
                Person = person,
                File = await files.Read(person, id, null, page.Cancellation),
                Office = office,
                Kept = await store.Of(person.UnitId, id, null, page.Cancellation),
            });
        });

        app.MapGet("/sops/{id}/assessments/new", async (
            Person person, string id, string? kind, PageRequest page, SopFiles files, AssessedSops sops, Problems problems) =>
            person.May(Right.AssessSops)
                ? await ShowForm(person, new FilledForm { Kind = FilledForm.KindOf(kind) }, id, page, files, sops, problems)
                : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/sops/{id}/assessments", async (
            Person person, string id, PageRequest page, SopFiles files, AssessedSops sops, Problems problems) =>
        {
            var filled = FilledForm.Read(await page.Form());
            if (person.May(Right.AssessSops))
                page.OnProblem(problem => ShowForm(person, filled with { Problem = problem }, id, page, files, sops, problems));
            var kept = await page.Send(filled.Command(person, id));
            return page.Then($"/sops/{id}/assessments/{kept}", $"Assessment.Kept.{filled.Kind}");
        });

        app.MapGet("/sops/{id}/assessments/{no:long}", async (
            Person person, string id, long no, PageRequest page, SopFiles files, AssessmentStore store, Problems problems) =>
        {
            if (!person.May(Right.SeeDrafts)) throw new ProblemException(problems.Forbidden());
            var kept = await store.Of(person.UnitId, id, no, page.Cancellation);
            if (kept is not [var assessment]) throw new ProblemException(problems.NotFound());
            var flow = await files.Drawing(person, id, assessment.Version, page.Cancellation);
            return Pages.Show<AssessmentPaper>(new { Person = person, Assessment = assessment, Flow = flow });
        });
    }

    private static async Task<IResult> ShowForm(
        Person person, FilledForm filled, string id, PageRequest page, SopFiles files, AssessedSops sops, Problems problems)
    {
        var office = await sops.Read(person.UnitId, id, page.Cancellation);
        if (office.Sops is not [var sop]) throw new ProblemException(problems.NotFound());
        var file = await files.Read(person, id, sop.Version, page.Cancellation);
        return Pages.Show<AssessmentFormPage>(
            new
            {
                Person = person,
                File = file,
                Filled = filled,
                office.Today,
                Since = sop.InForceSince,
                Subjects = AssessedPoint.Subjects(filled.Kind, file.Flow),
            },
            filled.Problem);
    }
}
