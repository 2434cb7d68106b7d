using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Gives several tasks to one colleague, with a note on the record of each. Each succeeds or fails for itself.</summary>
public static class HandOverTasks
{
    /// <param name="To">The colleague's id; null when nobody was chosen.</param>
    public sealed record Command(Person Person, IReadOnlyList<TaskId> Tasks, long? To, string? Reason)
        : IRequestOf<IReadOnlyList<ClaimTasks.Outcome>>;

    /// <summary>The open ones of some tasks, to look at before handing them over.</summary>
    public sealed record Query(Person Person, IReadOnlyList<TaskId> Tasks) : IRequestOf<IReadOnlyList<TaskItem>>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Tasks.Count).InclusiveBetween(1, ClaimTasks.Most).OverridePropertyName("tasks");
            RuleFor(command => command.To).NotNull().WithMessage(_ => texts["HandOver.ToMissing"]);
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(500).WithName(_ => texts["HandOver.Reason"]);
        }
    }

    internal sealed class Handler(CaseCommands commands) : IRequestHandler<Command, IReadOnlyList<ClaimTasks.Outcome>>
    {
        public Task<IReadOnlyList<ClaimTasks.Outcome>> Handle(Command command, CancellationToken cancellationToken) => ClaimTasks.Each(
            commands, command.Person, command.Tasks,
            task => new TaskHandedOver(task.No, command.Person.Id, command.To!.Value, command.Reason!.Trim()), cancellationToken);
    }

    internal sealed class ReadHandler(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock, Problems problems)
        : IRequestHandler<Query, IReadOnlyList<TaskItem>>
    {
        private static readonly string Sql =
            $"""
            select {TaskRow.Columns()}
            from unnest(@cases, @numbers) with ordinality as wanted (case_id, no, place)
            join tasks t on t.unit_id = @unit and t.case_id = wanted.case_id and t.no = wanted.no
            join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.closed_at is null order by wanted.place
            """;

        public async Task<IReadOnlyList<TaskItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Person.IsCustomer) throw new ProblemException(problems.Forbidden());
            var unit = query.Person.UnitId;
            var parameters = new
            {
                cases = query.Tasks.Select(task => task.Case).ToArray(),
                numbers = query.Tasks.Select(task => task.No).ToArray(),
                now = clock.Now(),
            };
            var items = new List<TaskItem>();
            foreach (var row in await database.Query<TaskRow>(unit, Sql, parameters, cancellationToken))
                items.Add(await row.With(flows, clocks, unit, cancellationToken));
            return items;
        }
    }
}
