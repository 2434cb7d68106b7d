using System.Globalization;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class SubstituteEndpoints
{
    /// <param name="Away">Id of the person who is away; you, when left out.</param>
    /// <param name="From" example="2026-11-23">The first day, in the office's zone.</param>
    /// <param name="Until" example="2026-11-27">The last day.</param>
    /// <param name="Lanes">Ids of the lanes that the deputy takes over; left out, everything.</param>
    public sealed record NewSubstitute(
        long? Away, long? Deputy, SubstituteKind Kind, string? From, string? Until, IReadOnlyList<string>? Lanes, string? Reason);

    public static void MapSubstitutePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/substitutes", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SubstitutesPage>(
                new { Person = person, Lists = await mediator.Send(new ListSubstitutes.Query(person), cancellation) }));

        app.MapGet("/people/substitutes/new", (Person person, long? away, PageRequest page, Problems problems) =>
            Form(person, away, page, problems));

        app.MapPost("/people/substitutes", async (Person person, PageRequest page, Problems problems) =>
        {
            var form = await page.Form();
            var away = Number(form["away"]);
            page.OnProblem(problem => Form(person, away, page, problems, problem, form));
            IReadOnlyList<string>? lanes = form["scope"] == "some" ? [.. form["lane"].OfType<string>()] : null;
            var kind = form["kind"] == "plt" ? SubstituteKind.Plt : SubstituteKind.Plh;
            return await page.Send(
                new MakeSubstitute.Command(person, away, Number(form["deputy"]), kind, IsoDate.Read(form["from"]),
                    IsoDate.Read(form["until"]), lanes, form["reason"]),
                "/people/substitutes", "Substitutes.Made");
        });

        app.MapPost("/people/substitutes/{id:long}/end", (Person person, long id, PageRequest page) =>
            page.Send(new EndSubstitute.Command(person, id), "/people/substitutes", "Substitutes.Ended"));
    }

    public static void MapSubstituteApi(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/substitutes").WithTags("People");

        group.MapGet("", async Task<Ok<ListSubstitutes.Lists>> (Person person, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListSubstitutes.Query(person), cancellation)))
            .WithName("ListSubstitutes").WithSummary("Who is away and who stands in");

        group.MapPost("", async Task<NoContent> (Person person, NewSubstitute made, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new MakeSubstitute.Command(
                    person, made.Away, made.Deputy, made.Kind, IsoDate.Read(made.From), IsoDate.Read(made.Until), made.Lanes, made.Reason),
                    cancellation);
                return TypedResults.NoContent();
            })
            .WithName("MakeSubstitute").WithSummary("Hand what a person does to a deputy for dates")
            .WithDescription(
                "For yourself; head, supervisors and admins for anybody. A deputy who is away is followed to his own, three long at most.");

        group.MapDelete("/{id:long}", async Task<NoContent> (Person person, long id, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new EndSubstitute.Command(person, id), cancellation);
                return TypedResults.NoContent();
            })
            .WithName("EndSubstitute").WithSummary("End a substitution now, or call it off");
    }

    private static async Task<IResult> Form(
        Person person, long? away, PageRequest page, Problems problems, Problem? problem = null, IFormCollection? filled = null)
    {
        var staff = await page.Send(new ListStaff.Query(person));
        if (!person.May(Right.MakeSubstitutes) && away is not null && away != person.Id) throw new ProblemException(problems.Forbidden());
        var who = staff.FirstOrDefault(member => member.Id == (away ?? (person.May(Right.MakeSubstitutes) ? null : person.Id)));
        if (who is null && away is not null) throw new ProblemException(problems.NotFound());
        return Pages.Show<SubstituteFormPage>(
            new { Person = person, Staff = staff, Away = who, Problem = problem, Filled = filled }, problem);
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
