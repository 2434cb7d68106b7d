using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>A task's row, with its case's title.</summary>
internal sealed record TaskRow(
    long CaseId, int No, string DefinitionId, int Version, int Activity, string? Lane, string? Title, long? HolderId, string? HolderName,
    DateTime OpenedAt, DateTime DueAt, string? TimeLimit, int Level, bool IsVacant, DateTime? ClosedAt, string? Outcome, string CaseTitle,
    string? Customer, string? Organisation, DateTime? PausedAt, string? Pauses, int Vacant, bool IsLast, bool IsTold,
    string? Chosen, string? ChosenNames)
{
    /// <summary>SQL of the row's columns over the task <c>t</c> and its case <c>c</c>. Takes <c>@now</c>.</summary>
    /// <param name="isTold">SQL of <see cref="TaskItem.IsTold"/>.</param>
    public static string Columns(string isTold = "false") =>
        $"""
        t.case_id, t.no, t.definition_id, t.version, t.activity, t.lane, t.title, t.holder_id,
        (select name from people h where h.unit_id = t.unit_id and h.id = t.holder_id) as holder_name,
        t.opened_at, t.due_at, t.time_limit, t.level::int as level,
        t.level > 0 and exists (
          select from escalations e where e.unit_id = t.unit_id and e.case_id = t.case_id and e.no = t.no and e.level = t.level
            and e.percent = 0) as is_vacant,
        t.closed_at, t.outcome, c.title as case_title,
        (select name from people u where u.unit_id = c.unit_id and u.id = c.customer_id) as customer,
        (select nullif(title, '') from people u where u.unit_id = c.unit_id and u.id = c.customer_id) as organisation,
        case when t.closed_at is null then c.paused_at end as paused_at,
        case when c.paused_at is not null or t.due_at < coalesce(t.closed_at, @now) then {CasePauses.Column} end as pauses,
        case when t.level > 0 then {VacantLadder.Climbed} else 0 end as vacant, coalesce(t.closed_seq = c.seq, false) as is_last,
        {isTold} as is_told, t.chosen::text as chosen, {ChosenPeople.Names} as chosen_names
        """;

    public async ValueTask<TaskItem> With(FlowCache flows, OfficeClock clocks, int unit, CancellationToken cancellation)
    {
        var flow = await flows.Get(new DefinitionVersion(unit, DefinitionId, Version), cancellation);
        var step = flow.StepAt(Activity);
        Instant? due = DueAt == DateTime.MaxValue ? null : DueAt.ToInstant();
        var paused = PausedAt?.ToInstant();
        return new TaskItem(
            new TaskId(CaseId, No), step?.Number, Title ?? step?.Instruction ?? flow.Activities[Activity].Name, flow.Definition.Name,
            flow.Definition.SopNumber, CaseId, CaseTitle, flow.Lane(Lane) is { } lane ? new LaneItem(lane.Id, lane.Name) : null,
            HolderId is null ? null : HolderName, HolderId, OpenedAt.ToInstant(), due, TimeLimit,
            IsVacant ? Escalated.Vacant : Level > 0 ? flow.LadderOf(Activity)[Level - 1].Percent : null,
            Customer, ClosedAt?.ToInstant(), Outcome,
            await clocks.Of(unit, flow, Activity, Lane, due, Level, Vacant, ClosedAt?.ToInstant(), CasePauses.Read(Pauses), cancellation),
            paused)
        {
            Name = step?.ShortCaption ?? Title ?? flow.Activities[Activity].Name,
            Organisation = Organisation,
            IsTold = IsTold,
            For = ChosenNames,
            // Those to whom the step behind was disposed were told.
            UndoUntil = IsLast && step?.Disposes != true ? ClosedAt?.ToInstant() + TaskUndone.Window : null,
        };
    }
}

/// <summary>A task in a list.</summary>
/// <param name="Number">The step's number in the SOP; null for a task that is no step.</param>
/// <param name="Instruction">The task's title, or the step's instruction.</param>
/// <param name="Holder">Name of the person who claimed it; null while it is in the queue.</param>
/// <param name="DueAt">Null for a task without a time limit.</param>
/// <param name="TimeLimit">The limit as the SOP writes it.</param>
/// <param name="Escalated">The highest level of its ladder that it has reached, as a percentage of the limit; null for none, 0 when it was
/// raised because nobody holds its lane.</param>
/// <param name="Customer">Name of the case's customer; null for a case of the office's own.</param>
/// <param name="Standing">Its state against its limit.</param>
/// <param name="PausedAt">Time at which its case was paused; null when it is not.</param>
/// <param name="Outcome">The outcome of its completion; null while it is open, and when it was cancelled.</param>
public sealed record TaskItem(
    TaskId Id, string? Number, string Instruction, string Sop, string? SopNumber, long Case, string CaseTitle, LaneItem? Lane,
    string? Holder, long? HolderId,
    Instant OpenedAt, Instant? DueAt, string? TimeLimit, int? Escalated, string? Customer, Instant? ClosedAt, string? Outcome,
    StandingItem Standing, Instant? PausedAt)
{
    /// <summary>The step's short name; the title of a task that is no step.</summary>
    public required string Name { get; init; }

    /// <summary>The customer's organisation; null for none.</summary>
    public string? Organisation { get; init; }

    /// <summary>Names of the people to whom a disposition gave it, and who alone may take it; null for its whole lane.</summary>
    public string? For { get; init; }

    /// <summary>True when it was raised to the person for information only.</summary>
    public bool IsTold { get; init; }

    /// <summary>End of the time in which its completion can be taken back; null when something has happened in its case since.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Instant? UndoUntil { get; init; }
}

public sealed record LaneItem(string Id, string Name);
