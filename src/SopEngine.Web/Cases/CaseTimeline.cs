using System.Text.Json;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Reads a case with its history and its open tasks, for its own page and for the page of each task.</summary>
public sealed class CaseTimeline(
    SopDatabase database, FlowCache flows, OfficeClock clocks, DocumentStore documents, IClock clock, Problems problems)
{
    private static readonly string Sql =
        $"""
        select c.id, c.title, c.status, c.definition_id, c.version, c.customer_id, cu.name as customer,
          nullif(cu.title, '') as organisation,
          c.started_at, st.name as started_by, c.ended_at, c.register_number,
          c.parent_case, {CaseClocks.Columns}
        from cases c
        left join people cu on cu.unit_id = c.unit_id and cu.id = c.customer_id
        left join people st on st.unit_id = c.unit_id and st.id = c.started_by
        where c.unit_id = @unit and c.id = @caseId;

        select t.no, t.version, t.activity, t.lane, t.title, h.name as holder, t.opened_at, t.due_at, t.original_due_at, t.time_limit,
          t.closed_at,
          d.name as closed_by, t.outcome,
          t.closed_seq, t.level::int as level, case when t.level > 0 then {VacantLadder.Climbed} else 0 end as vacant, t.opened_seq,
          t.lapse_at, {ChosenPeople.Names} as chosen,
          t.closed_at is null and not exists (select from lane_holders l where l.unit_id = t.unit_id and l.lane = t.lane) as is_vacant
        from tasks t
        left join people h on h.unit_id = t.unit_id and h.id = t.holder_id
        left join people d on d.unit_id = t.unit_id and d.id = t.closed_by
        where t.unit_id = @unit and t.case_id = @caseId
        order by t.no;

        select h.seq, h.at, p.name as actor, h.event::text as event, encode(h.hash, 'hex') as hash,
          coalesce(nullif(b.title, ''), b.name) as on_behalf_of, coalesce(e.read -> 'for' ->> 'kind', 'Plh') as kind, o.name as other
        from history h cross join lateral (select readable(h.event) as read) e
        left join people p on p.unit_id = h.unit_id and p.id = h.actor_id
        left join people b on b.unit_id = h.unit_id and b.id = (e.read -> 'for' ->> 'person')::bigint
        left join people o on o.unit_id = h.unit_id
          and o.id = case e.read ->> 'event'
            when 'handedOver' then (e.read ->> 'to')::bigint when 'claimed' then (e.read ->> 'from')::bigint end
        where h.unit_id = @unit and h.case_id = @caseId
        order by h.seq;

        select k.id, k.title, k.status, {ParentWait.IsCompensation} as is_compensation
        from cases c join cases k on k.unit_id = c.unit_id and k.parent_case = c.id
        where c.unit_id = @unit and c.id = @caseId order by k.id;

        select id, user_name, name, {RightsSql.Of(Right.HoldLanes, "roles")} as may_hold_lanes,
          deactivated_at is null as is_active,
          coalesce((select string_agg(h.lane, ' ') from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id), '') as lanes
        from people p where unit_id = @unit and kind = 'staff' order by name;

        select {StoredBill.Columns}, u.bill_payment
        from bills b join units u on u.id = b.unit_id where b.unit_id = @unit and b.case_id = @caseId order by b.no desc;

        select {CaseSample.Columns} from {CaseSample.Source} where s.unit_id = @unit and s.case_id = @caseId order by s.line;

        select {StoredAppointment.Columns} from appointments a where a.unit_id = @unit and a.case_id = @caseId order by a.from_at, a.step
        """;

    /// <exception cref="ProblemException">There is no such case, or it is not the customer's own.</exception>
    public async Task<CaseView> Read(Person person, long caseId, CancellationToken cancellation)
    {
        var (head, tasks, events, subCases, colleagues, bills, samples, appointments) = await database.QueryMany(
            person.UnitId, Sql, new { caseId }, async results => (
            await results.ReadSingleOrDefaultAsync<CaseRow>(),
            (await results.ReadAsync<TaskOfCase>()).ToList(),
            (await results.ReadAsync<EventRow>()).ToList(),
            (await results.ReadAsync<LinkedCase>()).ToList(),
            (await results.ReadAsync<Colleague>()).ToList(),
            (await results.ReadAsync<BillOfCase>()).ToList(),
            (await results.ReadAsync<CaseSample.Stored>()).Select(row => row.Sample).ToList(),
            (await results.ReadAsync<StoredAppointment>()).ToList()), cancellation);
        if (head is null || (person.IsCustomer && head.CustomerId != person.Id)) throw new ProblemException(problems.NotFound());

        // A case that moved to another version did its earlier steps on the one before.
        var versions = new Dictionary<int, Flow>();
        foreach (var version in tasks.Select(row => row.Version).Append(head.Version).Distinct())
            versions[version] = await flows.Get(new DefinitionVersion(person.UnitId, head.DefinitionId, version), cancellation);
        var flow = versions[head.Version];
        var history = events
            .Select(row => new CaseEventView(row.Seq, row.At.ToInstant(), row.Name, CaseEventJson.Read(row.Event), row.Hash, row.Other))
            .Where(entry => !person.IsCustomer || IsForCustomer(entry.Event, person)).ToList();
        if (person.IsCustomer)
        {
            var steps = tasks.ToDictionary(row => row.No, row => versions[row.Version].StepAt(row.Activity));
            history = [.. history.Select(entry => entry with { Event = ForCustomer(entry.Event, steps, person) })];
        }

        var comments = history.Where(entry => entry.Event is TaskCompleted or TaskSentBack or CaseReopened or TaskUndone or TaskLapsed)
            .ToDictionary(entry => entry.Seq);
        var seen = tasks.Select(row => View(row, versions[row.Version], comments)).ToList();
        var view = new CaseView(
            head.Id, head.Title, head.Status, flow, head.Customer, head.StartedAt.ToInstant(), head.StartedBy, head.EndedAt?.ToInstant(),
            head.ParentCase, seen, history, subCases,
            [.. (await documents.OfCase(person.UnitId, caseId, cancellation)).Where(person.MaySee)], person.IsCustomer ? [] : colleagues)
        {
            Organisation = head.Organisation,
            Samples = person.IsCustomer ? [.. samples.Select(sample => sample.ForCustomer())] : samples,
            RegisterNumber = head.RegisterNumber,
            Bills = [.. bills.Select(row => row.Bill)],
            Appointments = appointments,
            HowToPay = bills.Count > 0 ? bills[0].BillPayment : "",
            Names = colleagues.ToDictionary(colleague => colleague.Id, colleague => colleague.Name),
            Undoable = Undoable(person, head, events[^1], tasks, versions, clock.GetCurrentInstant()),
            Clocks = await CaseClocks.Of(clocks, person.UnitId, flow, head.Clocks, head.StartedAt.ToInstant(), head.EndedAt?.ToInstant(),
                seen.Where(task => task.IsOpen).Select(task => (task.Activity, task.DueAt)), clock.GetCurrentInstant(), cancellation),
        };
        for (var index = 0; index < tasks.Count && head is { Status: "running", PausedAt: null }; index++)
        {
            var row = tasks[index];
            if (row.ClosedAt is null && Authority.AtCounter(person.Actor, versions[row.Version], row.Activity, head.CustomerId) is not null)
                seen[index] = seen[index] with { MayServe = true };
        }

        foreach (var (index, task) in seen.Index().ToList())
        {
            if (task.Returned?.Event is TaskLapsed lapsed)
                seen[index] = task with { LapseReason = seen.Find(other => other.No == lapsed.Task)?.Step?.Lapse?.Reason };
        }

        var pauses = view.Pauses.ToList();
        foreach (var (index, row) in tasks.Index().Where(task => task.Item.ClosedAt is null && seen[task.Index].DueAt is not null))
        {
            seen[index] = seen[index] with
            {
                Standing = await clocks.Of(
                    person.UnitId, versions[row.Version], row.Activity, row.Lane, seen[index].DueAt, row.Level, row.Vacant, null, pauses,
                    cancellation),
            };
        }

        return view;
    }

    private static bool IsForCustomer(CaseEvent happened, Person customer) => happened switch
    {
        CommentAdded comment => comment.ForCustomer || comment.Person == customer.Id,
        DocumentAdded added => added.ForCustomer || added.Person == customer.Id,
        DocumentMade made => made.ForCustomer,
        DocumentIssued issued => issued.ForCustomer,
        DocumentCancelled cancelled => cancelled.ForCustomer,
        QuestionAsked or QuestionAnswered or TaskDisposed => false,
        _ => true,
    };

    /// <summary>
    /// The event without the fields that are the office's own, and without the form's work, which holds names and a hash of them.
    /// </summary>
    private static CaseEvent ForCustomer(CaseEvent happened, IReadOnlyDictionary<int, Step?> steps, Person customer)
    {
        // The list of documents hides the reason, too.
        if (happened is DocumentCancelled cancelled) return cancelled with { Reason = "" };
        if (happened is TaskCompleted { Documents: { } attached } sent)
            happened = sent with { Documents = [.. attached.Where(document => document.ForCustomer || sent.Person == customer.Id)] };
        if (happened is not TaskCompleted { Data.ValueKind: JsonValueKind.Object } done
            || steps.GetValueOrDefault(done.Task)?.Fields.Where(field => field.Audience == FieldAudience.Office).ToList()
                is not { Count: > 0 } hidden)
            return happened;
        return done with
        {
            Data = JsonSerializer.SerializeToElement(done.Data.EnumerateObject()
                .Where(value => !hidden.Exists(field => value.NameEquals(field.Name)))
                .ToDictionary(value => value.Name, value => value.Value)),
            Form = null,
        };
    }

    private static CaseTask View(TaskOfCase row, Flow flow, Dictionary<int, CaseEventView> completions)
    {
        var closing = row.ClosedSeq is { } seq ? completions.GetValueOrDefault(seq) : null;
        var completed = closing?.Event is TaskCompleted done && done.Task == row.No ? done : null;
        return new CaseTask(row.No, row.Activity, flow.StepAt(row.Activity), row.Title ?? flow.Activities[row.Activity].Name,
            flow.Lane(row.Lane), row.Holder,
            row.OpenedAt.ToInstant(), row.DueAt == DateTime.MaxValue ? null : row.DueAt.ToInstant(), row.TimeLimit,
            row.ClosedAt?.ToInstant(),
            completed is null ? row.ClosedBy : closing!.Actor, row.Outcome, completed?.Comment, completed?.Data ?? default,
            row.IsVacant && flow.Lane(row.Lane) is { External: false }, completed?.Checks ?? [])
        {
            Returned = completions.GetValueOrDefault(row.OpenedSeq) is { Event: var back } returning
                && (back is TaskLapsed || flow.StepAt(row.Activity)?.ActivityId == To(back))
                ? returning : null,
            Counter = completed?.Counter,
            IsUndone = closing?.Event is TaskUndone,
            SentBack = closing?.Event is TaskSentBack sent && sent.Task == row.No ? closing : null,
            Lapsed = closing?.Event is TaskLapsed lapsed && lapsed.Task == row.No ? lapsed : null,
            LapseAt = row.LapseAt?.ToInstant(),
            For = row.Chosen,
            OpenedSeq = row.OpenedSeq,
            OriginalDueAt = row.OriginalDueAt?.ToInstant(),
            Ladder = flow.LadderOf(row.Activity),
            Reached = row.ClosedAt is null ? [.. flow.LadderOf(row.Activity).Take(row.Level)] : [],
        };
    }

    private static string? To(CaseEvent happened) =>
        happened switch { TaskSentBack back => back.To, CaseReopened reopened => reopened.To, _ => null };

    /// <summary>
    /// The completion that the person may take back now, as far as the data read here tells; the engine checks the rest.
    /// </summary>
    private static (int Task, Instant Until)? Undoable(
        Person person, CaseRow head, EventRow last, List<TaskOfCase> tasks, Dictionary<int, Flow> versions, Instant now)
    {
        if (CaseEventJson.Read(last.Event) is not TaskCompleted done || done.Person != person.Id) return null;
        var isAwaited = (head.CustomerId ?? head.ParentCase) is not null;
        if (!Undoing.IsInTime(last.At.ToInstant(), now)
            || Undoing.IsFinal(Enum.Parse<CaseStatus>(head.Status, ignoreCase: true), isAwaited)) return null;
        var (own, opened) = (tasks.First(task => task.No == done.Task), tasks.Where(task => task.OpenedSeq == last.Seq));
        return Undoing.IsLasting(versions[own.Version].StepAt(own.Activity))
            || opened.Any(task => Undoing.IsTold(versions[task.Version], task.Lane)
                || versions[task.Version].TellsChosen(versions[task.Version].StepAt(task.Activity)))
            ? null
            : (done.Task, last.At.ToInstant() + TaskUndone.Window);
    }

    private sealed record CaseRow
    {
        public long Id { get; init; }
        public string Title { get; init; } = "";
        public string Status { get; init; } = "";
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public long? CustomerId { get; init; }
        public string? Customer { get; init; }
        public string? Organisation { get; init; }
        public string? RegisterNumber { get; init; }
        public DateTime StartedAt { get; init; }
        public string? StartedBy { get; init; }
        public DateTime? EndedAt { get; init; }
        public long? ParentCase { get; init; }
        public DateTime? PausedAt { get; init; }
        public DateTime? StandardDueAt { get; init; }
        public DateTime[] StandardStops { get; init; } = [];

        public CaseClocks.Row Clocks => new(PausedAt, StandardDueAt, StandardStops);
    }

    private sealed record TaskOfCase(
        int No, int Version, int Activity, string? Lane, string? Title, string? Holder,
        DateTime OpenedAt, DateTime DueAt, DateTime? OriginalDueAt, string? TimeLimit, DateTime? ClosedAt,
        string? ClosedBy, string? Outcome, int? ClosedSeq, int Level, int Vacant, int OpenedSeq, DateTime? LapseAt, string? Chosen,
        bool IsVacant);

    private sealed record BillOfCase : StoredBill
    {
        public string BillPayment { get; init; } = "";
    }

    private sealed record EventRow(
        int Seq, DateTime At, string? Actor, string Event, string Hash, string? OnBehalfOf, string Kind, string? Other)
    {
        /// <summary>"Sari (plh. Kepala Balai)".</summary>
        public string? Name => OnBehalfOf is null ? Actor : $"{Actor} ({Kind.ToLowerInvariant()}. {OnBehalfOf})";
    }
}
