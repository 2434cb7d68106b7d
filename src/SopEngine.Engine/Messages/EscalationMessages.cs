using System.Globalization;
using Dapper;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Messages;

/// <summary>
/// Tells people of the levels that late tasks reached, on every node. The rows that the sweep writes are the queue of messages, so the
/// sweep itself pays nothing for them. A person who would get more than a handful within ten minutes, as after a standstill, gets one
/// summary.
/// </summary>
public sealed class EscalationMessages(SopDatabase database, FlowCache flows, IClock clock, ILogger<EscalationMessages> log)
    : DueWork(apart: TimeSpan.FromSeconds(1), atMost: TimeSpan.FromMinutes(1), log)
{
    internal const int Handful = 5;

    private const int Breach = 100;

    /// <summary>Small enough that a person who completes one of these tasks meanwhile hardly waits.</summary>
    private const int Batch = 1_000;

    private const string FirstUntold = "select min(at) from escalations where told_at is null";

    /// <summary>Before a lane's id: the supervisors who answer for it.</summary>
    private const string Supervisors = "@over:";

    private static readonly Duration Together = Duration.FromMinutes(10);

    private const string Untold = "select distinct unit_id from escalations where told_at is null";

    private const string Claim =
        """
        select e.case_id, e.no, e.level::int, e.target, e.percent, e.is_open, t.definition_id, t.version, t.activity, t.lane, t.holder_id,
          t.chosen::text,
          (select name from people h where h.unit_id = t.unit_id and h.id = t.holder_id) as holder, t.level::int as climbed, t.due_at,
          c.title, c.customer_id, e.at
        from escalations e
        join tasks t on t.unit_id = e.unit_id and t.case_id = e.case_id and t.no = e.no
        join cases c on c.unit_id = e.unit_id and c.id = e.case_id
        where e.unit_id = @unit and e.told_at is null order by e.at limit @Batch
        for update of e skip locked
        """;

    private static readonly string People =
        $"""
        select lane, person_id from lane_holders where unit_id = @unit and lane = any (@lanes)
        union all
        select '{Escalated.Head}', id from people where unit_id = @unit and {RightsSql.Of(Role.Head, "roles")}
        union all
        select '{Supervisors}' || l.lane, p.id from people p cross join unnest(@lanes) as l (lane)
        where p.unit_id = @unit and p.deactivated_at is null and {RightsSql.Of(Role.Supervisor, "p.roles")}
          and oversees(@unit, p.id, l.lane)
        """;

    /// <summary>The number of each person's recent messages on late tasks, and the unread summary to which more can be added.</summary>
    private const string Recent =
        """
        select p.id as person, count(*)::int as count, max(m.id) filter (where m.kind = 'late-summary' and m.read_at is null) as summary
        from unnest(@people) as p (id)
        join lateral (
          select id, kind, read_at, at from messages
          where unit_id = @unit and person_id = p.id order by id desc limit 20) m on m.at > @since
        where m.kind in ('step-due', 'step-late', 'lane-late', 'step-raised', 'step-vacant', 'customer-awaited', 'late-summary')
        group by p.id
        """;

    private const string AddToSummaries =
        """
        update messages set details = jsonb_set(details::jsonb, '{count}', to_jsonb(((details ->> 'count')::int + count)::text))::json
        from unnest(@summaries, @counts) as more (summary, count)
        where unit_id = @unit and id = more.summary
        """;

    private const string Told =
        """
        update escalations e set told_at = @now from unnest(@cases, @tasks, @levels, @targets) as t (case_id, no, level, target)
        where e.unit_id = @unit and e.case_id = t.case_id and e.no = t.no and e.level = t.level and e.target = t.target
        """;

    /// <summary>Sends all due messages.</summary>
    /// <returns>The number of levels told of.</returns>
    public async Task<int> TellDue(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var units = (await connection.QueryAsync<int>(new CommandDefinition(Untold, cancellationToken: cancellation))).AsList();
        var told = 0;
        foreach (var unit in units)
        {
            int claimed;
            do
            {
                claimed = await TellBatch(connection, unit, cancellation);
                told += claimed;
            }
            while (claimed == Batch);
        }

        return told;
    }

    protected override Task<TimeSpan> RunOnce(CancellationToken cancellation) =>
        database.RunWhenDue(clock, FirstUntold, TellDue, cancellation);

    private async Task<int> TellBatch(NpgsqlConnection connection, int unit, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // One node at a time for a unit: it must know the person's recent messages.
        if (!await connection.ExecuteScalarAsync<bool>(
            Sql("select pg_try_advisory_xact_lock(hashtext('sop.escalation-messages'), @unit)", new { unit }))) return 0;

        var reached = (await connection.QueryAsync<Reached>(Sql(Claim, new { unit, Batch }))).AsList();
        if (reached.Count > 0)
        {
            var now = clock.Now();
            await Tell(connection, unit, await ByPerson(connection, unit, reached, now, cancellation), now, cancellation);
            await connection.ExecuteAsync(Sql(Told, new
            {
                unit,
                now,
                cases = reached.Select(row => row.CaseId).ToArray(),
                tasks = reached.Select(row => row.No).ToArray(),
                levels = reached.Select(row => (short)row.Level).ToArray(),
                targets = reached.Select(row => row.Target).ToArray(),
            }));
        }

        await transaction.CommitAsync(cancellation);
        return reached.Count;

        CommandDefinition Sql(string sql, object parameters) => new(sql, parameters, cancellationToken: cancellation);
    }

    private async Task Tell(
        NpgsqlConnection connection, int unit, Dictionary<long, List<Heading>> byPerson, Instant now, CancellationToken cancellation)
    {
        var recent = (await connection.QueryAsync<Heard>(new CommandDefinition(
            Recent, new { unit, people = byPerson.Keys.ToArray(), since = now - Together }, cancellationToken: cancellation)))
            .ToDictionary(row => row.Person);
        var tellings = new List<Telling>();
        var summaries = new List<(long Id, int More)>();
        foreach (var (person, tasks) in byPerson)
        {
            var heard = recent.GetValueOrDefault(person);
            if (heard?.Summary is { } summary) summaries.Add((summary, tasks.Count));
            else if ((heard?.Count ?? 0) + tasks.Count > Handful) tellings.Add(Summary(unit, person, tasks, now));
            else foreach (var task in tasks) tellings.Add(await One(unit, person, task, now, cancellation));
        }

        if (summaries.Count > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                AddToSummaries,
                new { unit, summaries = summaries.Select(one => one.Id).ToArray(), counts = summaries.Select(one => one.More).ToArray() },
                cancellationToken: cancellation));
        }

        await Tellings.Tell(connection, tellings, cancellation);
    }

    /// <summary>
    /// The tasks of each person's messages, each once, in words that are true now: after several levels in one sweep, the warning of the
    /// first is not told any more. Tasks done in the meantime are left out.
    /// </summary>
    private async Task<Dictionary<long, List<Heading>>> ByPerson(
        NpgsqlConnection connection, int unit, List<Reached> rows, Instant now, CancellationToken cancellation)
    {
        var lanes = rows.SelectMany(row => new[] { row.Target, row.Lane }).OfType<string>().Distinct().ToArray();
        var people = (await connection.QueryAsync<(string Lane, long Person)>(
            new CommandDefinition(People, new { unit, lanes }, cancellationToken: cancellation)))
            .ToLookup(row => row.Lane, row => row.Person);
        var told = new Dictionary<(long Person, long Case, int Task), Heading>();
        foreach (var row in rows.Where(row => row.IsOpen).OrderBy(row => row.Level))
        {
            var flow = await FlowOf(unit, row, cancellation);
            var isLate = row.DueAt.ToInstant() <= now;
            if (flow.Lane(row.Lane) is { External: true })
            {
                Add(row, isLate ? MessageKind.CustomerAwaited : MessageKind.StepDue, row.CustomerId is { } customer ? [customer] : []);
                continue;
            }

            var isVacant = row.Percent == Escalated.Vacant;
            if (row.Target != Escalated.Holder)
            {
                if (isVacant || isLate) Add(row, isVacant ? MessageKind.StepVacant : MessageKind.LaneLate, people[Supervisors + row.Lane]);
                Add(row, isVacant ? MessageKind.StepVacant : isLate ? MessageKind.StepRaised : MessageKind.StepDue, people[row.Target]);
            }

            if (row.Target == Escalated.Holder || IsBreach(flow, row))
                Add(row, isLate ? MessageKind.StepLate : MessageKind.StepDue, Performers(row));
        }

        return told.GroupBy(entry => entry.Key.Person, entry => entry.Value).ToDictionary(group => group.Key, group => group.ToList());

        void Add(Reached row, MessageKind kind, IEnumerable<long> persons)
        {
            foreach (var person in persons)
            {
                // Of a person's several parts in a task, the supervisor's says least.
                var key = (person, row.CaseId, row.No);
                if (kind == MessageKind.LaneLate && told.TryGetValue(key, out var known) && known.Kind != MessageKind.LaneLate) continue;
                told[key] = new Heading(row, kind);
            }
        }

        IEnumerable<long> Performers(Reached row) =>
            row.HolderId is { } holder ? [holder] : row.Lane is null ? []
            : ChosenPeople.Read(row.Chosen) is { } chosen ? people[row.Lane].Intersect(chosen) : people[row.Lane];
    }

    /// <summary>True for the first level from the breach on.</summary>
    private static bool IsBreach(Flow flow, Reached row) =>
        row.Percent >= Breach && flow.LadderOf(row.Activity).FirstOrDefault(level => level.Percent >= Breach)?.Level == row.Level;

    private static Telling Summary(int unit, long person, List<Heading> tasks, Instant now) =>
        new(
            unit, MessageKind.LateSummary, $"late:{now.ToUnixTimeTicks()}", now,
            new Dictionary<string, string> { ["count"] = tasks.Count.ToString(CultureInfo.InvariantCulture) })
        {
            Person = person,
        };

    private async Task<Telling> One(int unit, long person, Heading heading, Instant now, CancellationToken cancellation)
    {
        var (row, kind) = heading;
        var flow = await FlowOf(unit, row, cancellation);
        // The key includes the moment: a step that got more time can be late a second time.
        var key = $"level:{row.CaseId}:{row.No}:{row.Level}:{row.At.ToInstant().ToUnixTimeTicks()}";
        var reached = flow.LadderOf(row.Activity).Take(row.Climbed).ToList();
        var percent = row.Percent == Escalated.Vacant ? row.Percent : reached.Select(level => level.Percent).Append(row.Percent).Max();
        var details = CaseTellings.Step(flow, row.Activity, row.DueAt.ToInstant()).Concat(
        [
            ("percent", percent.ToString(CultureInfo.InvariantCulture)),
            ("lane", flow.Lane(row.Lane)?.Name ?? ""), ("holder", row.Holder ?? ""),
            ("raised", string.Join(", ", reached.SelectMany(level => level.Lanes.Select(lane => flow.Lane(lane)?.Name ?? lane)
                .Concat(level.Head ? [Escalated.Head] : [])).Distinct())),
        ]);
        return Telling.OfCase(unit, row.CaseId, row.Title, flow, kind, key, now, details) with { Person = person, Task = row.No };
    }

    private ValueTask<Flow> FlowOf(int unit, Reached row, CancellationToken cancellation) =>
        flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation);

    private sealed record Reached(
        long CaseId, int No, int Level, string Target, int Percent, bool IsOpen, string DefinitionId, int Version, int Activity,
        string? Lane, long? HolderId, string? Chosen, string? Holder,
        int Climbed, DateTime DueAt, string Title, long? CustomerId, DateTime At);

    /// <summary>A task of a message, with the kind of words for its reader.</summary>
    private sealed record Heading(Reached Row, MessageKind Kind);

    private sealed record Heard(long Person, int Count, long? Summary);
}
