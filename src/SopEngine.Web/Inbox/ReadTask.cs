using MediatR;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>A task as its page shows it: its step, the person's possible actions, and its escalations.</summary>
public static class ReadTask
{
    public sealed record Query(Person Person, TaskId Task) : IRequestOf<TaskDetail>;

    /// <param name="Step">The step of the SOP; null for a task that is no step.</param>
    /// <param name="MayDo">True when the person may claim or complete it now.</param>
    /// <param name="MayHandOver">True when the person may hand it over now.</param>
    /// <param name="IsMine">True when the person holds it.</param>
    /// <param name="MayGrant">True when the person may give it more time.</param>
    /// <param name="MayRemind">True when the person may remind its holder or the holders of its lane, and is not one of them.</param>
    /// <param name="Escalations">The levels that it reached, the last first.</param>
    public sealed record TaskDetail(
        TaskItem Item, Step? Step, bool IsOpen, bool MayDo, bool MayHandOver, bool IsMine, Instant? ClosedAt, string? ClosedBy,
        string? Outcome, IReadOnlyList<EscalationItem> Escalations, bool MayGrant, bool MayRemind)
    {
        /// <summary>The steps to which the person may send the case back, the nearest first.</summary>
        public IReadOnlyList<EarlierStep> EarlierSteps { get; init; } = [];

        /// <summary>True for a customer's step that the person may do now in the customer's name.</summary>
        public bool MayServe { get; init; }

        /// <summary>True when the person may dispose it on: it is of the steps that earlier forms give to people.</summary>
        public bool MayDispose => MayHandOver && Step is { Holders: not null };

        /// <summary>True when the person may fill in its form.</summary>
        public bool MayFill => MayDo || MayServe;

        /// <summary>The step that the person did and that only somebody else may verify by this one; null for none.</summary>
        public Step? Verifies { get; init; }

        /// <summary>The documents of the office that its step issues or hands over, for whoever may fill in its form.</summary>
        public IReadOnlyList<StepDocument> Documents { get; init; } = [];

        /// <summary>The SOP's version that the task runs on.</summary>
        internal Flow? Flow { get; init; }

        /// <summary>The state of the case; null when the person may not fill in its form now.</summary>
        internal CaseState? State { get; init; }
    }

    /// <param name="ActivityId">The step's id in the definition.</param>
    /// <param name="Name">Its short name.</param>
    /// <param name="DoneBy">Name of the person who did it last.</param>
    public sealed record EarlierStep(
        string ActivityId, string Number, string Name, string Instruction, string? Lane, string? DoneBy);

    /// <summary>A document of the office that a step issues, has to be read for, or hands over to the customer.</summary>
    /// <param name="Name">The template's name; its key while it is not in force.</param>
    public sealed record StepDocument(string Kind, string Name, bool IsIssued, bool IsDraft, bool IsHandedOver, bool IsInForce)
    {
        /// <summary>True when the actor of the step can read it as it would be now.</summary>
        public bool MayBeRead => IsInForce && (IsIssued || IsDraft);
    }

    /// <summary>A level of the ladder that a task reached.</summary>
    /// <param name="Percent">Of its time limit.</param>
    /// <param name="Mode">notify, share or reassign.</param>
    /// <param name="Lanes">Names of the lanes that it was raised to.</param>
    /// <param name="ToHead">True when it was raised to the head of the office.</param>
    /// <param name="ToMe">True when it was raised to the person.</param>
    public sealed record EscalationItem(
        int Level, int Percent, string Mode, Instant At, IReadOnlyList<string> Lanes, bool ToHead, bool ToMe);

    internal sealed class Handler(SopDatabase database, FlowCache flows, OfficeClock clocks, IClock clock, Problems problems)
        : IRequestHandler<Query, TaskDetail>
    {
        private static readonly string Sql =
            $"""
            select {TaskRow.Columns()} from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            where t.unit_id = @unit and t.case_id = @Case and t.no = @No;

            select t.closed_at, p.name as closed_by, t.outcome, c.customer_id, case when t.closed_at is null then c.state::text end as state
            from tasks t join cases c on c.unit_id = t.unit_id and c.id = t.case_id
            left join people p on p.unit_id = t.unit_id and p.id = t.closed_by
            where t.unit_id = @unit and t.case_id = @Case and t.no = @No;

            select level::int, percent, mode, at, target from escalations e where unit_id = @unit and case_id = @Case and no = @No
              and level <= (select t.level from tasks t where t.unit_id = e.unit_id and t.case_id = e.case_id and t.no = e.no)
              order by level desc, target;

            select last.version, last.activity, p.id, p.name from (
              select distinct on (version, activity) version, activity, no, closed_by from tasks
              where unit_id = @unit and case_id = @Case and closed_by is not null and outcome is not null
              order by version, activity, no desc) last
            join people p on p.unit_id = @unit and p.id = last.closed_by order by last.no desc
            """;

        public async Task<TaskDetail> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var (row, closing, raised, doers) = await database.QueryMany(
                person.UnitId, Sql, new { query.Task.Case, query.Task.No, now = clock.Now() },
                async results => (
                    await results.ReadSingleOrDefaultAsync<TaskRow>(), await results.ReadSingleOrDefaultAsync<Closing>(),
                    (await results.ReadAsync<Raised>()).ToList(),
                    (await results.ReadAsync<Doer>()).ToList()),
                cancellationToken);
            if (row is null || closing is null) throw new ProblemException(problems.NotFound());

            var definition = new DefinitionVersion(person.UnitId, row.DefinitionId, row.Version);
            var flow = await flows.Get(definition, cancellationToken);
            var done = await DoneStep.Of(
                flows, definition, doers.Select(doer => new DoneTask(doer.Version, doer.Activity, doer.Id)), cancellationToken);
            var reached = flow.LadderOf(row.Activity).Take(row.Level).ToList();
            var capacity = Authority.CapacityFor(person.Actor, flow, row.Lane, closing.CustomerId, reached, row.HolderId,
                ChosenPeople.Read(row.Chosen));
            var isShared = reached.Any(level => level.Mode != EscalationMode.Notify);
            // A customer learns nothing of other customers' cases; staff of the unit may look on.
            if (person.IsCustomer && closing.CustomerId != person.Id) throw new ProblemException(problems.NotFound());

            var isOpen = closing.ClosedAt is null;
            var step = flow.StepAt(row.Activity);
            var verified = flow.Steps.FirstOrDefault(
                earlier => step?.NotBy.Contains(earlier.Number) == true && DoerOf(earlier, done) == person.Id);
            var mayDo = isOpen && row.PausedAt is null && capacity is not null && verified is null
                && (row.HolderId is null || row.HolderId == person.Id || row.HolderId == capacity.For?.Person || isShared);
            var mayServe = isOpen && !mayDo && row.PausedAt is null
                && Authority.AtCounter(person.Actor, flow, row.Activity, closing.CustomerId) is not null;
            var state = (mayDo || mayServe) && closing.State is { } json ? CaseStateJson.Read(json) : null;
            return new TaskDetail(await row.With(flows, clocks, person.UnitId, cancellationToken), step, isOpen, mayDo,
                isOpen && Authority.MayHandOver(person.Actor, flow, row.Lane, capacity, row.HolderId, isShared), row.HolderId == person.Id,
                closing.ClosedAt?.ToInstant(), closing.ClosedBy, closing.Outcome,
                [.. raised.GroupBy(target => target.Level).Select(level => View(level, flow, person))],
                isOpen && Authority.MayGrantTime(person.Actor, reached),
                isOpen && row.Lane is not null && (row.HolderId is { } holder ? holder != person.Id : !person.Lanes.Contains(row.Lane))
                    && Authority.MayRemind(person.Actor, reached))
            {
                MayServe = mayServe,
                Verifies = isOpen && capacity is not null ? verified : null,
                Documents = mayDo || mayServe ? await Documents(person.UnitId, step, cancellationToken) : [],
                EarlierSteps = state is null || !mayDo ? [] : Earlier(flow, state, query.Task.No, done, doers),
                Flow = flow,
                State = state,
            };
        }

        private async Task<IReadOnlyList<StepDocument>> Documents(int unit, Step? step, CancellationToken cancellation)
        {
            if (step is null or { Issues.Count: 0, Drafts.Count: 0, HandsOver.Count: 0 }) return [];
            var kinds = step.Issues.Union(step.Drafts).Union(step.HandsOver).ToArray();
            var names = (await database.Query<(string Kind, string Name)>(
                unit, "select kind, name from document_templates where unit_id = @unit and state = 'in_force' and kind = any (@kinds)",
                new { kinds }, cancellation)).ToDictionary(template => template.Kind, template => template.Name);
            return [.. kinds.Select(kind => new StepDocument(
                kind, names.GetValueOrDefault(kind, kind), step.Issues.Contains(kind), step.Drafts.Contains(kind),
                step.HandsOver.Contains(kind), names.ContainsKey(kind)))];
        }

        private IReadOnlyList<EarlierStep> Earlier(
            Flow flow, CaseState state, int task, IReadOnlyList<DoneStep> done, List<Doer> doers) =>
            [.. EarlierSteps.Of(flow, state, task, clock.Now()).Select(step => new EarlierStep(
                step.ActivityId, step.Number, step.ShortCaption, step.Instruction, flow.Lane(step.Lane)?.Name,
                DoerOf(step, done) is { } person ? doers.First(doer => doer.Id == person).Name : null))];

        /// <summary>The last person who did a step; null for none.</summary>
        private static long? DoerOf(Step step, IReadOnlyList<DoneStep> done) =>
            done.FirstOrDefault(deed => deed.Step == step.ActivityId)?.Person;

        private static EscalationItem View(IGrouping<int, Raised> level, Flow flow, Person person)
        {
            var first = level.First();
            var mine = Escalated.TargetsOf(person.Actor);
            return new EscalationItem(level.Key, first.Percent, first.Mode, first.At.ToInstant(),
                [.. level.Where(target => !target.Target.StartsWith('@'))
                    .Select(target => flow.Lane(target.Target)?.Name ?? target.Target)],
                level.Any(target => target.Target == Escalated.Head), level.Any(target => mine.Contains(target.Target)));
        }

        private sealed record Raised(int Level, int Percent, string Mode, DateTime At, string Target);

        /// <summary>The last person who did a step.</summary>
        private sealed record Doer(int Version, int Activity, long Id, string Name);

        private sealed record Closing(DateTime? ClosedAt, string? ClosedBy, string? Outcome, long? CustomerId, string? State);
    }
}
