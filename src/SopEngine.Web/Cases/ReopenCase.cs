using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Lets an ended case go on at a step of the head's choice.</summary>
public static class ReopenCase
{
    /// <param name="To">The step's id in the definition, one of <see cref="Choices"/>; null when none was chosen.</param>
    [Requires(Right.ReopenCases)]
    public sealed record Command(Person Person, long Case, string? To, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Case;

        public CaseEvent Event => new CaseReopened(Person.Id, To!, Reason!.Trim());
    }

    /// <summary>The steps at which the case can be opened again, in the order of their numbers; none while it runs.</summary>
    [Requires(Right.ReopenCases)]
    public sealed record Choices(Person Person, long Case) : IRequestOf<IReadOnlyList<Step>>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.To).NotEmpty().WithMessage(_ => texts["Reopen.ToMissing"]).MaximumLength(200);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
        }
    }

    internal sealed class ChoicesHandler(SopDatabase database, FlowCache flows, IClock clock, Problems problems)
        : IRequestHandler<Choices, IReadOnlyList<Step>>
    {
        private const string Sql =
            """
            select definition_id, version from cases where unit_id = @unit and id = @Case;
            select at, event::text from history where unit_id = @unit and case_id = @Case order by seq
            """;

        public async Task<IReadOnlyList<Step>> Handle(Choices query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var (of, events) = await database.QueryMany(unit, Sql, new { query.Case },
                async results => (await results.ReadSingleOrDefaultAsync<Head>(), (await results.ReadAsync<StoredEvent>()).ToList()),
                cancellationToken);
            if (of is null) throw new ProblemException(problems.NotFound());

            var replay = await StoredHistory.Replay(
                flows, new DefinitionVersion(unit, of.DefinitionId, of.Version), events, cancellationToken);
            return replay.PastFor(new CaseReopened(query.Person.Id, "", "")) is { } end
                ? Reopening.Steps(replay.Flow, replay.State, end, clock.Now())
                : [];
        }

        private sealed record Head(string DefinitionId, int Version);
    }
}
