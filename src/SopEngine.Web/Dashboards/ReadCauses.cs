using MediatR;
using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>
/// The causes of lateness: how late cases spent their time, by SOP, and how the late steps in them did. Counted from the histories of the
/// cases of a period's last late steps.
/// </summary>
public static class ReadCauses
{
    /// <summary>The most late steps that are looked at: the last of the period.</summary>
    public const int Most = 500;

    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Lateness>;

    /// <param name="IsCut">True when the period has more late steps than were looked at.</param>
    public sealed record Lateness(Row Total, IReadOnlyList<Row> BySop, IReadOnlyList<StepRow> BySteps, bool IsCut);

    /// <param name="Key">Of the SOP; empty for all.</param>
    /// <param name="Cases">The number of cases with a late step; their time is what <paramref name="Causes"/> splits.</param>
    /// <param name="Steps">The number of their late steps.</param>
    public sealed record Row(string Key, int Cases, int Steps, Causes Causes);

    /// <param name="Step">Its id in the definition; null for a task that is no step.</param>
    public sealed record StepRow(string Sop, string? Step, string Name, int Steps, Causes Causes);

    internal sealed class Handler(
        SopDatabase database, FlowCache flows, OfficeClock clocks, IRequestHandler<ListSteps.Query, ListSteps.Result> steps, IClock clock)
        : IRequestHandler<Query, Lateness>
    {
        // The holders' deeds are sought by their text first: reading the JSON of all events of the cases would cost more.
        private const string Sql =
            $"""
            select c.id, c.definition_id, c.started_at, c.ended_at, {CasePauses.Column} as pauses from cases c
            where c.unit_id = @unit and c.id = any (@cases);
            select case_id, no, definition_id, version, activity, lane, opened_at, closed_at, opened_seq from tasks
            where unit_id = @unit and case_id = any (@cases) order by case_id, no;
            select h.case_id, h.seq, h.at, e.kept ->> 'event' as kind, (e.kept ->> 'task')::int as task, (e.kept ->> 'level')::int as level,
              e.kept ->> 'holder' is not null as has_holder
            from history h cross join lateral (select readable(h.event)) as e (kept)
            where h.unit_id = @unit and h.case_id = any (@cases)
              and h.event::text ~ '"(claimed|released|handedOver|escalated|sentBack|reopened)"'
            order by h.case_id, h.seq
            """;

        public async Task<Lateness> Handle(Query query, CancellationToken cancellationToken)
        {
            var unit = query.Person.UnitId;
            var late = await steps.Handle(
                new(query.Person, query.Filter with { Standing = Standing.DoneLate, Order = null }, null, Most), cancellationToken);
            var wanted = new { cases = late.Items.Select(item => item.Id.Case).Distinct().ToArray() };
            var (cases, tasks, deeds) = await database.QueryMany(unit, Sql, wanted, async results => (
                (await results.ReadAsync<CaseRow>()).ToList(), (await results.ReadAsync<TaskRow>()).ToLookup(row => row.CaseId),
                (await results.ReadAsync<DeedRow>()).ToLookup(row => row.CaseId)), cancellationToken);
            var calendar = await clocks.Calendar(unit, cancellationToken);
            var lateOf = late.Items.ToLookup(item => item.Id.Case, item => item.Id.No);
            var (ofCases, ofSteps) = (new List<(CaseRow Case, Causes Causes)>(), new List<(TaskRow Task, Flow Flow, Causes Causes)>());
            foreach (var row in cases)
            {
                var (pauses, spans) = (CasePauses.Read(row.Pauses), new Dictionary<int, (TaskRow Row, Flow Flow, TaskSpan Span)>());
                var done = new HashSet<string>();
                foreach (var task in tasks[row.Id])
                {
                    var flow = await flows.Get(new DefinitionVersion(unit, task.DefinitionId, task.Version), cancellationToken);
                    var isAgain = !done.Add(flow.StepAt(task.Activity)?.ActivityId ?? $"{task.Activity}");
                    spans[task.No] = (task, flow, new TaskSpan(
                        new Interval(task.OpenedAt.ToInstant(), task.ClosedAt?.ToInstant()), flow.Lane(task.Lane) is { External: true },
                        isAgain, [.. Held(task, flow, deeds[row.Id])]));
                }

                var until = row.EndedAt?.ToInstant() ?? clock.GetCurrentInstant();
                ofCases.Add((row, Causes.Of(
                    calendar, row.StartedAt.ToInstant(), until, [.. spans.Values.Select(span => span.Span)], pauses)));
                foreach (var (task, flow, span) in lateOf[row.Id].Select(no => spans[no]))
                    ofSteps.Add((task, flow, Causes.Of(
                        calendar.For(flow.HoursOf(task.Activity)), span.Open.Start, span.Open.End, [span], pauses)));
            }

            return new(
                Sum("", ofCases, lateOf),
                [.. ofCases.GroupBy(one => one.Case.DefinitionId).Select(some => Sum(some.Key, [.. some], lateOf))
                    .OrderByDescending(sum => sum.Steps).ThenBy(sum => sum.Key, StringComparer.Ordinal)],
                [.. ofSteps.GroupBy(one => (one.Task.DefinitionId, one.Flow.StepAt(one.Task.Activity)?.ActivityId))
                    .Select(some => new StepRow(
                        some.Key.DefinitionId, some.Key.ActivityId, NameOf(some.First().Flow, some.First().Task.Activity), some.Count(),
                        Sum(some.Select(one => one.Causes))))
                    .OrderByDescending(step => step.Steps).ThenBy(step => step.Name, StringComparer.Ordinal)],
                late.Next is not null);
        }

        private static Row Sum(string key, List<(CaseRow Case, Causes Causes)> cases, ILookup<long, int> late) => new(
            key, cases.Count, cases.Sum(one => late[one.Case.Id].Count()), Sum(cases.Select(one => one.Causes)));

        private static Causes Sum(IEnumerable<Causes> causes) => causes.Aggregate(default(Causes), (sum, one) => sum + one);

        private static string NameOf(Flow flow, int activity) => flow.StepAt(activity) is { } step
            ? $"{step.Number}. {step.ShortCaption}" : flow.Activities[activity].Name;

        /// <summary>The times in which somebody held the task.</summary>
        private static IEnumerable<Interval> Held(TaskRow task, Flow flow, IEnumerable<DeedRow> deeds)
        {
            Instant? since = null;
            foreach (var deed in deeds)
            {
                bool? held = deed switch
                {
                    // The step that was given back is held again by the person who did it.
                    { Kind: "sentBack" or "reopened" } => deed.Seq == task.OpenedSeq && deed.HasHolder ? true : null,
                    _ when deed.Task != task.No => null,
                    { Kind: "claimed" or "handedOver" } => true,
                    // The case may have moved since to a version with a shorter ladder.
                    { Kind: "escalated" } => flow.LadderOf(task.Activity).ElementAtOrDefault(deed.Level!.Value - 1)
                        is { Mode: EscalationMode.Reassign } ? false : null,
                    _ => false,
                };
                if (held == true) since ??= deed.At.ToInstant();
                if (held != false || since is not { } start) continue;
                yield return new Interval(start, deed.At.ToInstant());
                since = null;
            }

            if (since is { } last) yield return new Interval(last, task.ClosedAt?.ToInstant());
        }
    }

    private sealed record CaseRow(long Id, string DefinitionId, DateTime StartedAt, DateTime? EndedAt, string? Pauses);

    private sealed record TaskRow(
        long CaseId, int No, string DefinitionId, int Version, int Activity, string? Lane, DateTime OpenedAt, DateTime? ClosedAt,
        int OpenedSeq);

    private sealed record DeedRow(long CaseId, int Seq, DateTime At, string Kind, int? Task, int? Level, bool HasHolder);
}
