using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>
/// The past of a case, as far as a decision needs it, including the changes of this transaction. Few commands ask, so each question is a
/// round trip of its own.
/// </summary>
internal sealed class CasePast(NpgsqlConnection connection, FlowCache flows, LoadedCases loaded, CaseRows rows)
{
    /// <summary>The event that this one takes back, with the case as it stood before; see <see cref="HistoryReplay.PastFor"/>.</summary>
    public async Task<Past?> Before(LockedCase target, CaseEvent happened, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>();
        await using (var read = connection.Command(HistoryTable.ReadCase, target.Definition.Unit, target.Id))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) events.Add(new StoredEvent(reader.GetDateTime(0), reader.GetString(1)));
        }

        events.AddRange(rows.History.Of(target));
        return (await StoredHistory.Replay(flows, target.Definition, events, cancellation)).PastFor(happened);
    }

    /// <summary>True when the person was asked this question and has not answered it.</summary>
    public async Task<bool> IsAsked(LockedCase target, QuestionAnswered answered, CancellationToken cancellation)
    {
        if (rows.Questions.IsAnswered(target, answered.Question, answered.Person)) return false;
        await using var read = connection.Command(
            QuestionsTable.ReadOpen, target.Definition.Unit, target.Id, answered.Question, answered.Person, answered.Task);
        return await read.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>The last person who did a step, if they still may do it; null for none.</summary>
    /// <param name="step">The step's id in the definition.</param>
    public async Task<long?> Doer(LockedCase target, string step, Instant now, CancellationToken cancellation)
    {
        if ((await Done(target, cancellation)).FirstOrDefault(done => done.Step == step) is not (_, var person)) return null;
        var lane = target.Flow.Steps.FirstOrDefault(found => found.ActivityId == step)?.Lane;
        return await loaded.ReadActor(target.Definition.Unit, person, now, cancellation) is { } actor
            && Authority.CapacityFor(actor, target.Flow, lane, target.Customer, [], null) is { For: null } ? person : null;
    }

    /// <summary>The first of these steps that the person was the last to do; null for none.</summary>
    /// <param name="numbers">The numbers of the steps.</param>
    public async Task<Step?> Did(LockedCase target, IReadOnlyList<string> numbers, long person, CancellationToken cancellation)
    {
        var done = await Done(target, cancellation);
        return target.Flow.Steps.FirstOrDefault(step => numbers.Contains(step.Number)
            && done.FirstOrDefault(deed => deed.Step == step.ActivityId)?.Person == person);
    }

    /// <summary>True when one of these steps was done, and not taken back.</summary>
    public async Task<bool> WasDone(LockedCase target, IReadOnlyList<Step> steps, CancellationToken cancellation) =>
        steps.Count > 0 && (await Done(target, cancellation)).Any(done => steps.Any(step => step.ActivityId == done.Step));

    /// <summary>The lane of a closed task, the person who closed it, and the moment. Null when there never was such a task.</summary>
    public async Task<(string? Lane, long? By, DateTime? At)?> Closed(LockedCase target, int number, CancellationToken cancellation)
    {
        var key = target.KeyOf(number);
        var change = rows.Tasks.ChangeOf(key);
        if (rows.Tasks.Opened(key) is { } opened) return (opened.Lane, change?.ClosedBy, change?.ClosedAt);

        await using var read = connection.Command(TasksTable.ReadClosed, key.Unit, key.Case, key.No);
        await using var reader = await read.ExecutePrepared(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        var row = new RowCursor(reader);
        var (lane, by, at) = (row.NextText(), row.NextOrNull<long>(), row.NextOrNull<DateTime>());
        return (lane, change?.ClosedBy ?? by, change?.ClosedAt ?? at);
    }

    /// <summary>The steps that were done, the last first.</summary>
    private async Task<List<DoneStep>> Done(LockedCase target, CancellationToken cancellation)
    {
        var tasks = new List<DoneTask>();
        await using (var read = connection.Command(TasksTable.ReadDone, target.Definition.Unit, target.Id))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                if (!rows.Tasks.Reopened.Contains(target.KeyOf(reader.GetInt32(0))))
                    tasks.Add(new DoneTask(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt64(3)));
            }
        }

        return [.. target.Done.AsEnumerable().Reverse().Select(done => done.Step),
            .. await DoneStep.Of(flows, target.Definition, tasks, cancellation)];
    }
}
