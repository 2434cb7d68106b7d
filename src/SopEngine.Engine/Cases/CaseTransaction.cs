using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Outbox;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// One transaction over the commands of one or several cases, in two round trips: <see cref="Read"/> locks and reads the cases,
/// <see cref="Decide"/> asks the interpreter, <see cref="Commit"/> writes everything at once. A command that is refused writes nothing and
/// does not disturb the others.
/// </summary>
internal sealed class CaseTransaction(NpgsqlConnection connection, FlowCache flows, UnitCalendars calendars, Instant now)
{
    private readonly Dictionary<(int Unit, long Id), LockedCase> _cases = [];
    private readonly Dictionary<(int Unit, long Id), Actor> _actors = [];
    private readonly Dictionary<(int Unit, string Key), KeptAnswer> _answers = [];
    private readonly Dictionary<int, int> _calendarVersions = [];
    private readonly Queue<long> _newIds = new();
    private readonly CaseRows _rows = new();

    public bool HasOutbox => _rows.HasOutbox;

    public List<string> Lines { get; } = [];

    /// <summary>Takes over a case that the caller has locked in this transaction, from its columns of <see cref="CaseSql.CaseColumns"/>.</summary>
    public async ValueTask Take(NpgsqlDataReader row, int column, CancellationToken cancellation)
    {
        if (_cases.ContainsKey((row.GetInt32(column), row.GetInt64(column + 1)))) return;
        var found = ReadCase(row, column);
        _cases.Add((found.Definition.Unit, found.Id), found.With(await flows.Get(found.Definition, cancellation)));
    }

    /// <summary>The first round trip. Begins a transaction, unless the caller has begun it to claim what the commands come from.</summary>
    public async Task Read(IReadOnlyCollection<CaseCommand> commands, bool begin, CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        var units = commands.Select(command => command.Unit).Distinct().ToArray();
        if (begin)
        {
            batch.Add("begin");
            batch.Add("select set_config('sop.units', $1, true)").With(SopDatabase.Units(units));
        }

        var wanted = commands.OfType<AdvanceCase>().Select(command => (command.Unit, command.Case, command.Actor)).Distinct().ToList();
        var starts = commands.OfType<StartCase>().ToList();
        var keys = commands.Where(command => command.RequestKey is not null).Select(command => (command.Unit, Key: command.RequestKey!)).Distinct().ToList();
        if (wanted.Count > 0)
        {
            batch.Add(CaseSql.LockCases).With(NpgsqlDbType.Integer, wanted.Select(row => row.Unit))
                .With(NpgsqlDbType.Bigint, wanted.Select(row => row.Case)).With(NpgsqlDbType.Bigint, wanted.Select(row => row.Actor));
        }

        if (starts.Count > 0)
            batch.Add(CaseSql.PrepareStarts).With(NpgsqlDbType.Integer, starts.Select(start => start.Unit)).With(NpgsqlDbType.Bigint, starts.Select(start => start.Actor));
        if (keys.Count > 0)
            batch.Add(CaseSql.ReadKeys).With(NpgsqlDbType.Integer, keys.Select(row => row.Unit)).With(NpgsqlDbType.Text, keys.Select(row => row.Key));

        var stored = new List<StoredCase>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellation))
        {
            if (begin) await reader.NextResultAsync(cancellation);
            if (wanted.Count > 0) await ReadRows(reader, row => stored.Add(ReadCaseAndActor(row)), cancellation);
            if (starts.Count > 0) await ReadRows(reader, ReadStart, cancellation);
            if (keys.Count > 0) await ReadRows(reader, ReadAnswer, cancellation);
        }

        // A case that two people want something of stands there twice.
        foreach (var found in stored) _cases.TryAdd((found.Definition.Unit, found.Id), found.With(await flows.Get(found.Definition, cancellation)));
    }

    /// <summary>Decides one command. What was decided before it in this transaction has happened for it.</summary>
    public async ValueTask<CaseResult> Decide(CaseCommand command, CancellationToken cancellation)
    {
        var eventJson = CaseEventJson.Write(command.Event);
        if (command.RequestKey is { } key && _answers.TryGetValue((command.Unit, key), out var answer)) return answer.To(command, eventJson);

        // Nobody is known of a case that is not there, so that comes first.
        var existing = command is AdvanceCase advance ? _cases.GetValueOrDefault((advance.Unit, advance.Case)) : null;
        if (command is AdvanceCase && existing is null) return new CaseResult.NotFound();

        var actor = command.Actor is { } id ? _actors.GetValueOrDefault((command.Unit, id)) : null;
        if (command.Actor is not null && actor is null) return new CaseResult.Forbidden(null);

        var target = existing ?? await Open((StartCase)command, cancellation);
        if (actor is not null && Forbids(actor, target, command) is { } forbidden) return forbidden;

        var decision = command.Event is CaseMoved moved
            ? await Move(target, moved, cancellation)
            : Interpreter.Advance(target.Flow, target.State, command.Event, now);
        if (decision.Refusal is { } refusal) return await Explain(refusal, actor, target, command, cancellation);

        if (target.IsNew) _cases.Add((target.Definition.Unit, target.Id), target);
        _rows.Add(target.Append(decision.State, eventJson, command.Actor, command.RequestKey, now));
        foreach (var effect in decision.Effects) await Apply(target, effect, cancellation);

        var done = new CaseResult.Done(target.Id, target.Seq, now);
        if (command.RequestKey is { } kept) _answers[(command.Unit, kept)] = new KeptAnswer(done, eventJson);
        return done;
    }

    /// <summary>The second round trip: all writes and the commit.</summary>
    public async Task Commit(CancellationToken cancellation)
    {
        await using var batch = connection.CreateBatch();
        _rows.WriteTo(batch, [.. _cases.Values]);
        batch.Add("commit");
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private async ValueTask<LockedCase> Open(StartCase start, CancellationToken cancellation)
    {
        var flow = await flows.Get(start.Definition, cancellation);
        return new LockedCase
        {
            Definition = start.Definition,
            Id = _newIds.Dequeue(),
            Title = start.Title ?? flow.Definition.Name,
            Flow = flow,
            State = CaseState.New,
            Seq = 0,
            Hash = CaseHash.Start,
            Customer = start.Customer,
            Parent = start.Parent,
            StartedBy = start.Actor,
            IsNew = true,
        };
    }

    /// <summary>Takes the case over to the other version's flow, which what happens to it next in this transaction then runs on.</summary>
    private async ValueTask<Decision> Move(LockedCase target, CaseMoved moved, CancellationToken cancellation)
    {
        if (target.Definition.Version != moved.From)
            return VersionMove.Refuse(target.State, RefusalReason.VersionIsAnother, target.Definition.Version.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var to = target.Definition with { Version = moved.To };
        var flow = await flows.Get(to, cancellation);
        var decision = VersionMove.Plan(target.Flow, flow, target.State).Decide(target.State);
        if (decision.Refusal is null) target.MoveTo(to, flow);
        return decision;
    }

    private static CaseResult.Forbidden? Forbids(Actor actor, LockedCase target, CaseCommand command)
    {
        if (TaskOf(command.Event) is { } number)
        {
            // A task that is not open is told apart later, from its row.
            if (OpenTask(target, number) is not { } open) return null;
            var lane = LaneOf(target.Flow, open.Activity);
            var reached = target.Flow.LadderOf(open.Activity).Take(open.Level);
            return Authority.MayDo(actor, target.Flow, lane, target.Customer, reached) ? null : new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);
        }

        var mayDo = command.Event switch
        {
            CaseStarted => Authority.MayStart(actor, target.Flow, target.Customer),
            CaseCancelled => Authority.MayCancelCase(actor),
            CaseMoved => Authority.MayMoveCases(actor),
            _ => false,
        };
        return mayDo ? null : new CaseResult.Forbidden(null);
    }

    private static OpenWait? OpenTask(LockedCase target, int number)
    {
        foreach (var wait in target.State.Waits(target.Flow))
        {
            if (wait.Number == number && wait.Kind == WaitKind.Task) return wait;
        }

        return null;
    }

    private static string? LaneOf(Flow flow, int activity) => flow.StepAt(activity)?.Lane;

    /// <summary>Says of a task that is no longer open who closed it and when, to those who might have done it.</summary>
    private async ValueTask<CaseResult> Explain(
        Refusal refusal, Actor? actor, LockedCase target, CaseCommand command, CancellationToken cancellation)
    {
        if (refusal.Reason == RefusalReason.TaskHeldByOther)
            return new CaseResult.Refused(refusal, long.Parse(refusal.Subject, System.Globalization.CultureInfo.InvariantCulture));
        if (TaskOf(command.Event) is not { } number || refusal.Reason is not (RefusalReason.TaskNotOpen or RefusalReason.CaseNotRunning))
            return new CaseResult.Refused(refusal);

        if (await ClosedTask(target, number, cancellation) is not var (lane, by, at)) return new CaseResult.NotFound();
        if (actor is not null && !Authority.MayDo(actor, target.Flow, lane, target.Customer, [])) return new CaseResult.Forbidden(target.Flow.Lane(lane)?.Name);
        return new CaseResult.Refused(refusal, by, at?.ToInstant());
    }

    private async Task<(string? Lane, long? By, DateTime? At)?> ClosedTask(LockedCase target, int number, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        var change = _rows.ChangeOf(unit, target.Id, number);
        if (_rows.NewTask(target, number) is { } opened) return (opened.Lane, change?.ClosedBy, change?.ClosedAt);

        await using var read = new NpgsqlCommand(CaseSql.ReadClosedTask, connection)
        {
            Parameters = { new() { Value = unit }, new() { Value = target.Id }, new() { Value = number } },
        };
        await using var reader = await read.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation)) return null;
        return (
            reader.IsDBNull(0) ? null : reader.GetString(0),
            change?.ClosedBy ?? (reader.IsDBNull(1) ? null : reader.GetInt64(1)),
            change?.ClosedAt ?? (reader.IsDBNull(2) ? null : reader.GetDateTime(2)));
    }

    private static int? TaskOf(CaseEvent happened) => happened switch
    {
        TaskCompleted { Task: var number } => number,
        TaskClaimed { Task: var number } => number,
        TaskReleased { Task: var number } => number,
        _ => null,
    };

    private async ValueTask Apply(LockedCase target, Effect effect, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        switch (effect)
        {
            case TaskOpened opened:
                _rows.Add(await Task(target, opened, cancellation));
                break;
            case TaskHeld held:
                _rows.Change(unit, target.Id, held.Task, new TaskChange(held.Holder));
                break;
            case TaskMoved moved:
                _rows.Move(unit, target.Id, moved.Task, await TaskMove(target, moved, cancellation));
                break;
            case TaskRaised raised:
                _rows.Raise(unit, target.Id, raised.Task, raised.To, Escalated.Rows(unit, target.Id, raised, now.ToSql()));
                break;
            case TaskClosed closed:
                if (closed.Level > 0) _rows.CloseEscalations(unit, target.Id, closed.Task);
                _rows.Change(unit, target.Id, closed.Task, new TaskChange(null, now.ToSql(), target.Seq, closed.Person, closed.Outcome));
                break;
            case AlarmSet alarm:
                _rows.Add(unit, target.Id, alarm.Wait, new WaitRow(alarm.At.ToSql(), null));
                break;
            case EventAwaited awaited:
                _rows.Add(unit, target.Id, awaited.Wait, new WaitRow(null, awaited.Name));
                break;
            case WaitEnded ended:
                _rows.EndWait(unit, target.Id, ended.Wait);
                break;
            case SubCaseRequested requested:
                Send(target, new StartSubCase(requested.Wait, requested.Sop.DefinitionId, requested.Sop.Number, requested.Inputs, requested.CorrelationId));
                break;
            case EventPublished published:
                Send(target, new DeliverEvent(published.Name, published.CorrelationId, published.Local, published.Payload));
                break;
            case LineWritten line:
                Lines.Add(line.Text);
                break;
            case CaseEnded ended when target.Parent is { } parent:
                Send(target, new TellParent(parent.Case, parent.Wait, ended.Status, target.State.Outputs));
                break;
        }
    }

    private async ValueTask<TaskRow> Task(LockedCase target, TaskOpened opened, CancellationToken cancellation)
    {
        var times = await Times(target, opened.Activity, opened.Lane, opened.Limit, now, cancellation);
        return new TaskRow(target, opened.Task, opened.Activity, opened.Lane, opened.Title, now.ToSql(), target.Seq, opened.Limit?.ToString(),
            _calendarVersions[target.Definition.Unit], times);
    }

    private async ValueTask<TaskMoveRow> TaskMove(LockedCase target, TaskMoved moved, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        var openedAt = _rows.NewTask(target, moved.Task)?.OpenedAt;
        if (openedAt is null)
        {
            await using var read = new NpgsqlCommand(CaseSql.ReadOpenedAt, connection)
            {
                Parameters = { new() { Value = unit }, new() { Value = target.Id }, new() { Value = moved.Task } },
            };
            openedAt = (DateTime)(await read.ExecuteScalarAsync(cancellation))!;
        }

        var times = await Times(target, moved.Activity, moved.Lane, moved.Limit, openedAt.Value.ToInstant(), cancellation);
        return new TaskMoveRow(target.Definition.Version, moved.Activity, moved.Lane, moved.Limit?.ToString(), _calendarVersions[unit], times);
    }

    private async ValueTask<TaskTimes> Times(
        LockedCase target, int activity, string? lane, TimeLimit? limit, Instant opened, CancellationToken cancellation)
    {
        if (limit is null) return TaskTimes.None;

        var unit = target.Definition.Unit;
        var calendar = await calendars.Get(unit, _calendarVersions[unit], cancellation);
        var isCustomers = target.Flow.Lane(lane) is { External: true };
        var due = StepClock.Due(calendar, limit, isCustomers, opened)!.Value;
        return TaskTimes.Of(due, target.Flow.LadderOf(activity).Select(level => StepClock.At(calendar, isCustomers, opened, due, level.Percent)));
    }

    private void Send(LockedCase target, OutboxMessage message) => _rows.Add(new OutboxRow(
        target.Definition.Unit, target.Id, message.Kind, JsonSerializer.Serialize(message, message.GetType(), OutboxMessage.Json), now.ToSql()));

    private static async Task ReadRows(NpgsqlDataReader reader, Action<NpgsqlDataReader> read, CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation)) read(reader);
        await reader.NextResultAsync(cancellation);
    }

    private StoredCase ReadCaseAndActor(NpgsqlDataReader row)
    {
        ReadActor(row, row.GetInt32(0), 12);
        return ReadCase(row, 0);
    }

    private StoredCase ReadCase(NpgsqlDataReader row, int at)
    {
        var unit = row.GetInt32(at);
        _calendarVersions[unit] = row.GetInt32(at + 11);
        return new StoredCase(
            new DefinitionVersion(unit, row.GetString(at + 2), row.GetInt32(at + 3)),
            row.GetInt64(at + 1),
            CaseStateJson.Read(row.GetString(at + 4)),
            row.GetInt32(at + 5),
            row.GetFieldValue<byte[]>(at + 6),
            row.GetString(at + 7),
            row.IsDBNull(at + 8) ? null : row.GetInt64(at + 8),
            row.IsDBNull(at + 9) ? null : new ParentWait(row.GetInt64(at + 9), row.GetInt32(at + 10)));
    }

    private void ReadStart(NpgsqlDataReader row)
    {
        var unit = row.GetInt32(0);
        _newIds.Enqueue(row.GetInt64(1));
        _calendarVersions[unit] = row.GetInt32(2);
        ReadActor(row, unit, 3);
    }

    private void ReadActor(NpgsqlDataReader row, int unit, int column)
    {
        if (row.IsDBNull(column)) return;
        var id = row.GetInt64(column);
        _actors[(unit, id)] = new Actor(
            id, row.GetString(column + 1) == "customer", row.GetFieldValue<string[]>(column + 2), row.GetFieldValue<string[]>(column + 3));
    }

    private void ReadAnswer(NpgsqlDataReader row) => _answers[(row.GetInt32(0), row.GetString(1))] = new KeptAnswer(
        new CaseResult.Done(row.GetInt64(2), row.GetInt32(3), row.GetDateTime(4).ToInstant()), row.GetString(5));

    private readonly record struct StoredCase(
        DefinitionVersion Definition, long Id, CaseState State, int Seq, byte[] Hash, string Title, long? Customer, ParentWait? Parent)
    {
        public LockedCase With(Flow flow) => new()
        {
            Definition = Definition,
            Id = Id,
            Title = Title,
            Flow = flow,
            State = State,
            Seq = Seq,
            Hash = Hash,
            Customer = Customer,
            Parent = Parent,
        };
    }

    /// <summary>The answer that a key got before, and the event it was for.</summary>
    private readonly record struct KeptAnswer(CaseResult.Done Done, string EventJson)
    {
        public CaseResult To(CaseCommand command, string eventJson)
        {
            var isSame = EventJson == eventJson && (command is not AdvanceCase advance || advance.Case == Done.Case);
            return isSame ? Done : new CaseResult.KeyReused();
        }
    }
}
