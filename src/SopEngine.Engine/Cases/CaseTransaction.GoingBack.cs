using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>What a case that goes back needs to know of its past. Rare, so each reads for itself behind the first round trip.</summary>
internal sealed partial class CaseTransaction
{
    private async ValueTask<Decision> Advance(LockedCase target, CaseEvent happened, CancellationToken cancellation)
    {
        if (happened is QuestionAnswered answered && !await IsAsked(target, answered, cancellation)) return Interpreter.Refuse(target.State, RefusalReason.QuestionNotOpen);
        if (happened is not (TaskUndone or CaseReopened)) return Interpreter.Advance(target.Flow, target.State, happened, now, patience: Patience);

        var past = await PastFor(target, happened, cancellation);
        if (target.State.Status != CaseStatus.Running) target.EndedSince = past?.At;
        var decision = Interpreter.Advance(target.Flow, target.State, happened, now, past: past, patience: Patience);
        // Others know already that the case was over: its customer, and the case that waited for it.
        return happened is TaskUndone && decision.Refusal is null && target.State.Status != CaseStatus.Running && (target.Customer ?? target.Parent?.Case) is not null
            ? Interpreter.Refuse(target.State, RefusalReason.CannotUndo)
            : decision;
    }

    /// <summary>The event with who did the step that is to be done again, where that person still may.</summary>
    private async ValueTask<CaseEvent> WithHolder(LockedCase target, CaseEvent happened, CancellationToken cancellation) => happened switch
    {
        TaskSentBack back => back with { Holder = await WhoDid(target, back.To, cancellation) },
        CaseReopened reopened => reopened with { Holder = await WhoDid(target, reopened.To, cancellation) },
        _ => happened,
    };

    private async Task<long?> WhoDid(LockedCase target, string step, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        var done = new List<(int Version, int Activity, long Person)>();
        await using (var read = Command(CaseSql.ReadDone, unit, target.Id))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) done.Add((reader.GetInt32(0), reader.GetInt32(1), reader.GetInt64(2)));
        }

        foreach (var (version, activity, person) in done)
        {
            // Before a move to another version, the step may have been another activity.
            var flow = version == target.Definition.Version ? target.Flow : await flows.Get(target.Definition with { Version = version }, cancellation);
            if (flow.StepAt(activity)?.ActivityId != step) continue;

            await using var read = Command(CaseSql.ReadPerson, unit, person, now.ToSql());
            await using var reader = await read.ExecuteReaderAsync(cancellation);
            if (await reader.ReadAsync(cancellation)) ReadActor(reader, unit, 0);
            var lane = target.Flow.Steps.FirstOrDefault(found => found.ActivityId == step)?.Lane;
            return _actors.GetValueOrDefault((unit, person)) is { } actor && Authority.CapacityFor(actor, target.Flow, lane, target.Customer, [], null) is { For: null } ? person : null;
        }

        return null;
    }

    private async Task<bool> IsAsked(LockedCase target, QuestionAnswered answered, CancellationToken cancellation)
    {
        if (_rows.IsAnswered(target, answered.Question, answered.Person)) return false;
        await using var read = Command(CaseSql.ReadQuestion, target.Definition.Unit, target.Id, answered.Question, answered.Person, answered.Task);
        return await read.ExecuteScalarAsync(cancellation) is true;
    }

    private async Task<Past?> PastFor(LockedCase target, CaseEvent happened, CancellationToken cancellation)
    {
        var events = new List<StoredEvent>();
        await using (var read = Command(CaseSql.ReadHistory, target.Definition.Unit, target.Id))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) events.Add(new StoredEvent(reader.GetDateTime(0), reader.GetString(1)));
        }

        // What this transaction let happen to the case before is not in the table yet.
        events.AddRange(_rows.HistoryOf(target).Select(row => new StoredEvent(row.At, row.Event)));
        return (await StoredHistory.Replay(flows, target.Definition, events, cancellation)).PastFor(happened);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
