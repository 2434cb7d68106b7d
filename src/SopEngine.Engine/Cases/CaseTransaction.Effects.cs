using System.Text.Json;
using NodaTime;
using Npgsql;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Outbox;

namespace SopEngine.Engine.Cases;

/// <summary>What the effects of a decision make the transaction write.</summary>
internal sealed partial class CaseTransaction
{
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
            case DocumentRequested asked:
                Send(target, new MakeDocument(asked.Wait, asked.Name, asked.Template, asked.Values, asked.Kind, asked.Numbering, asked.Class, asked.ForCustomer));
                break;
            case DocumentsAttached attached:
                _rows.Attach(unit, target.Id, attached);
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
}
