using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Samples;

internal static class SampleEndpoints
{
    private const int PageSize = 50;

    public static void MapSamplePages(this IEndpointRouteBuilder app)
    {
        var rules = app.ServiceProvider.GetRequiredService<DocumentRules>();
        // A scanner types a code and Enter: that leads to the sample itself.
        app.MapGet("/samples", async (Person person, string? q, string? state, string? place, string? after, PageRequest page) =>
        {
            var filter = SampleFilter.Of(q, state, place);
            var found = await page.Send(new ListSamples.Query(person, filter, after, PageSize));
            return found.Exact is { } code && after is null
                ? Pages.Then($"/samples/{code}")
                : Pages.Show<SamplesPage>(new { Filter = filter, Found = found, IsFirst = after is null });
        });

        app.MapGet("/samples.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string ending, string? q, string? state, string? place, PageRequest page, IStringLocalizer<Texts> texts) =>
        {
            var found = await page.Send(new ListSamples.Query(person, SampleFilter.Of(q, state, place), null, ListSamples.MostRows));
            return SampleFile.Of(found.Samples.Items, texts).CutWhen(found.Samples.Next is not null, texts).As(ending);
        });

        app.MapGet("/samples/scan", (Person person, Problems problems) =>
            person.IsCustomer ? throw new ProblemException(problems.Forbidden()) : Pages.Show<ScanPage>());

        app.MapGet("/samples/{code}", (Person person, string code, PageRequest page) => Show(person, code, page));

        app.MapPost("/samples/{code}/moves", async (Person person, string code, PageRequest page) =>
        {
            var form = await page.Form();
            var typed = SampleMoveInput.Read(form);
            var sample = await page.Send(new ReadSample.Query(person, code));
            page.OnProblem(problem => Show(person, code, page, problem, typed));
            await page.Send(new MoveSamples.Command(person, sample.Case.Id, typed, form.Files.GetFiles(SampleMoveInput.Proof)));
            return page.Then($"/samples/{sample.Sample.Code}", "Samples.Moved.One");
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));

        app.MapPost("/cases/{id:long}/samples/moves", async (Person person, long id, PageRequest page, CaseTimeline timeline) =>
        {
            var form = await page.Form();
            var typed = SampleMoveInput.Read(form);
            page.OnProblem(async problem => Pages.Show<CasePage>(new
            {
                Person = person,
                Case = await timeline.Read(person, id, page.Cancellation),
                Problem = problem,
                Samples = typed,
            }, problem));
            var moved = await page.Send(new MoveSamples.Command(person, id, typed, form.Files.GetFiles(SampleMoveInput.Proof)));
            return page.Then($"/cases/{id}", "Samples.Moved", moved);
        }).WithMetadata(new RequestSizeLimitAttribute(rules.LargestForm));
    }

    private static async Task<IResult> Show(
        Person person, string code, PageRequest page, Problem? problem = null, SampleMoveInput? typed = null) =>
        Pages.Show<SamplePage>(new
        {
            Person = person,
            Found = await page.Send(new ReadSample.Query(person, code)),
            Problem = problem,
            Typed = typed,
        }, problem);
}
