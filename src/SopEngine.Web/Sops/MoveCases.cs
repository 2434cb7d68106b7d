using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>
/// Moves running cases to the version in force, or back to one that was. Cases that cannot be mapped stay where they are.
/// </summary>
public static class MoveCases
{
    public const int Most = 200;

    /// <summary>The dry run.</summary>
    [Requires(Right.MoveCases)]
    public sealed record Query(Person Person, string Id, int To) : IRequestOf<Preview>;

    /// <param name="Moves">The first planned moves, at most <see cref="Most"/>.</param>
    /// <param name="Total">Number of running cases on another version.</param>
    public sealed record Preview(IReadOnlyList<CaseMove> Moves, int Total);

    /// <param name="Cases">Cases that the person chose from the dry run.</param>
    [Requires(Right.MoveCases)]
    public sealed record Command(Person Person, string Id, int To, IReadOnlyList<long> Cases, string? Reason) : IRequestOf<Moved>;

    public sealed record Moved(int Count, int Refused);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Cases.Count).LessThanOrEqualTo(Most);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
        }
    }

    internal sealed class Previewing(CaseMoves moves, DefinitionStore definitions, Problems problems) : IRequestHandler<Query, Preview>
    {
        public async Task<Preview> Handle(Query query, CancellationToken cancellationToken)
        {
            await CheckTarget(definitions, problems, query.Person, query.Id, query.To, cancellationToken);
            return new Preview(
                await moves.Plan(query.Person.UnitId, query.Id, query.To, 0, Most, cancellationToken),
                await moves.Count(query.Person.UnitId, query.Id, query.To, cancellationToken));
        }
    }

    internal sealed class Moving(CaseMoves moves, DefinitionStore definitions, Problems problems) : IRequestHandler<Command, Moved>
    {
        public async Task<Moved> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            await CheckTarget(definitions, problems, person, command.Id, command.To, cancellationToken);
            var chosen = command.Cases.ToHashSet();
            var planned = (await moves.Plan(person.UnitId, command.Id, command.To, 0, Most, cancellationToken))
                .Where(move => chosen.Contains(move.Case) && move.CanMove);
            var results = await moves.Apply(person.UnitId, planned, command.To, person.Id, command.Reason!.Trim(), cancellationToken);
            var moved = results.Count(result => result is CaseResult.Done);
            return new Moved(moved, chosen.Count - moved);
        }
    }

    /// <summary>Only a version that is or was in force runs cases: a draft may still change.</summary>
    private static async Task CheckTarget(
        DefinitionStore definitions, Problems problems, Person person, string id, int to, CancellationToken cancellation)
    {
        if (await definitions.Find(
            person.UnitId, id, VersionChoice.All, to, cancellation) is not { State: DefinitionState.InForce or DefinitionState.Superseded })
            throw new ProblemException(problems.NotFound());
    }
}
