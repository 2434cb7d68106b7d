using System.Text.Json;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>What the effects of a decision make the transaction write.</summary>
internal sealed partial class CaseTransaction
{
    private async ValueTask Apply(LockedCase target, Effect effect, long? by, CancellationToken cancellation)
    {
        var unit = target.Definition.Unit;
        switch (effect)
        {
            case TaskOpened opened:
                var task = await Task(target, opened, cancellation);
                _rows.Add(task);
                TellCustomer(target, task, by);
                break;
            case TaskHeld held:
                _rows.Change(unit, target.Id, held.Task, new TaskChange(held.Holder));
                break;
            case TaskMoved moved:
                _rows.Move(unit, target.Id, moved.Task, await TaskMove(target, moved, cancellation));
                break;
            case TaskRecounted recounted:
                _rows.Recount(unit, target.Id, recounted.Task, await Recount(target, recounted, cancellation));
                break;
            case PromiseBroken broken:
                Send(target, new StandardBroken(broken.Due.ToDateTimeOffset(), broken.Expected?.ToDateTimeOffset()));
                break;
            case TaskRaised raised:
                _rows.Raise(unit, target.Id, raised.Task, raised.To, Escalated.Rows(unit, target.Id, raised, now.ToSql()));
                break;
            case TaskClosed closed:
                if (closed.Level > 0) _rows.CloseEscalations(unit, target.Id, closed.Task);
                _rows.Change(unit, target.Id, closed.Task, new TaskChange(null, now.ToSql(), target.Seq, closed.Person, closed.Outcome));
                break;
            case TaskReopened reopened:
                _rows.Reopen(unit, target.Id, reopened.Task, reopened.Holder, target.Seq);
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
            case HolderReminded reminded:
                Tell(target, reminded);
                break;
            case PeopleMentioned mentioned:
                Tell(target, mentioned);
                break;
            case PeopleNotified notified:
                Tell(target, notified);
                break;
            case ColleaguesAsked asked:
                _rows.Ask(target, asked, now.ToSql());
                Tell(target, asked);
                break;
            case AnswerGiven answer:
                _rows.Answer(target, answer, now.ToSql());
                Tell(target, answer);
                break;
            case StepReturned returned:
                Tell(target, returned);
                break;
            case HolderRelieved relieved:
                Tell(target, relieved);
                break;
            case CaseGoesOn goesOn:
                Tell(target, goesOn);
                break;
            case CaseEnded ended:
                if (target.Parent is { } parent) Send(target, new TellParent(parent.Case, parent.Wait, ended.Status, target.State.Outputs));
                TellOfEnd(target, ended.Status, by);
                break;
        }
    }

    private void Send(LockedCase target, OutboxMessage message) => _rows.Add(new OutboxRow(
        target.Definition.Unit, target.Id, message.Kind, JsonSerializer.Serialize(message, message.GetType(), OutboxMessage.Json), now.ToSql()));
}
