using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

internal static class SopApi
{
    private const long LargestDefinition = 5 * 1024 * 1024;

    public sealed record Sop(SopItem Head, IReadOnlyList<Step> Steps);

    /// <summary>A row of the SOP's table.</summary>
    public sealed record Step(
        string Number, string Kind, string Instruction, string Lane, string? TimeLimit, IReadOnlyList<string> Requirements, string Output,
        string Remarks, IReadOnlyList<string> Outcomes);

    public static void MapSopApi(this RouteGroupBuilder api)
    {
        var sops = api.MapGroup("/sops").WithTags("SOPs");

        sops.MapGet("", async Task<Ok<IReadOnlyList<SopItem>>> (Person person, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(await mediator.Send(new ListSops.Query(person), cancellation)))
            .WithName("ListSops").WithSummary("The SOPs in force");

        sops.MapGet("/{id}", async Task<Ok<Sop>> (Person person, string id, IMediator mediator, CancellationToken cancellation) =>
            {
                var sop = await mediator.Send(new ReadSop.Query(person, id), cancellation);
                return TypedResults.Ok(new Sop(sop.Sop, [.. sop.Flow.Steps.Select(step => new Step(
                    step.Number, step.Kind.ToString(), step.Instruction, sop.Flow.Lane(step.Lane)?.Name ?? step.Lane,
                    step.Limit?.ToString(), step.Requirements, step.Output, step.Remarks, step.Outcomes))]));
            })
            .WithName("ReadSop").WithSummary("A SOP with its steps");

        sops.MapPost("", async Task<Created<PublishSop.Published>> (
                Person person, JsonElement definition, bool? acceptGaps, IMediator mediator, CancellationToken cancellation) =>
            {
                var published = await mediator.Send(new PublishSop.Command(person, definition, acceptGaps == true), cancellation);
                return TypedResults.Created($"/api/v1/sops/{published.Id}", published);
            })
            .WithName("PublishSop").WithSummary("Put a definition in force as a new version")
            .WithDescription("The body is an Elsa 3 workflow definition as the designer exports it. Cases that run keep their version. "
                + "A SOP with gaps (an empty lane, no head, effective date, approver or legal basis) is refused with 422 and the list of "
                + "them, unless `acceptGaps` is true; the SOP's log then names them.")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestDefinition));
    }
}
