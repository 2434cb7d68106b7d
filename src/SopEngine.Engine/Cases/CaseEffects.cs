using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>Turns the effects of a decision into the rows that a transaction will write.</summary>
internal sealed class CaseEffects(CaseRows rows, CaseClocks clocks)
{
    /// <summary>The lines for the log.</summary>
    public List<string> Lines { get; } = [];

    /// <param name="by">The person who sent the command; null for the engine.</param>
    /// <exception cref="ArgumentOutOfRangeException">This release does not know the effect.</exception>
    public async ValueTask Apply(LockedCase target, Effect effect, long? by, Instant now, CancellationToken cancellation)
    {
        var tellings = new CaseTellings(target, by, now);
        rows.Messages.Add(tellings.Of(effect));
        switch (effect)
        {
            case TaskOpened opened:
                var (task, activity, lane, limit, title) = opened;
                var times = await clocks.Times(target, task, activity, lane, limit, anew: true, now, cancellation);
                rows.Tasks.Open(new NewTask(target, task, activity, lane, title, now.ToSql(), target.Seq, times)
                {
                    Holder = opened.Holder,
                    Chosen = ChosenPeople.Write(opened.Chosen),
                });
                rows.Messages.Add(tellings.Opened(opened, times.DueAt));
                break;
            case TaskHeld held:
                rows.Tasks.Change(new TaskChange(target.KeyOf(held.Task), held.Holder));
                break;
            case TaskNarrowed narrowed:
                rows.Tasks.Narrow(target.KeyOf(narrowed.Task), narrowed.Chosen);
                break;
            case TaskMoved moved:
                var counted = await clocks.Times(
                    target, moved.Task, moved.Activity, moved.Lane, moved.Limit, !target.State.IsPaused, null, cancellation);
                rows.Tasks.Move(new TaskMoving(target.KeyOf(moved.Task), target.Definition.Version, moved.Activity, moved.Lane, counted));
                break;
            case TaskRecounted recounted:
                rows.Recount(await clocks.Recount(target, recounted, cancellation));
                break;
            case TaskRaised raised:
                rows.Raise(target.KeyOf(raised.Task), raised, now.ToSql());
                break;
            case TaskClosed closed:
                if (closed.Level > 0) rows.Escalations.Close(target.KeyOf(closed.Task));
                rows.Tasks.Change(new TaskChange(target.KeyOf(closed.Task), null, now.ToSql(), target.Seq, closed.Person, closed.Outcome));
                break;
            case TaskReopened reopened:
                rows.Reopen(target.KeyOf(reopened.Task), reopened.Holder, target.Seq);
                break;
            case AlarmSet alarm:
                rows.Waits.Add(new WaitRow(target.KeyOf(alarm.Wait), alarm.At.ToSql(), null));
                break;
            case EventAwaited awaited:
                rows.Waits.Add(new WaitRow(target.KeyOf(awaited.Wait), null, awaited.Name));
                break;
            case WaitEnded ended:
                rows.Waits.End(target.KeyOf(ended.Wait));
                break;
            case BillChanged billed:
                rows.Bills.Set(target, billed.Bill);
                break;
            case AppointmentChanged changed:
                rows.Appointments.Set(target, changed.Appointment, now.ToSql());
                break;
            case DocumentsAttached attached:
                rows.Documents.Attach(target, attached, now.ToSql());
                break;
            case SamplesKept samples:
                rows.Samples.Keep(target, samples, by, now.ToSql());
                break;
            case ColleaguesAsked asked:
                rows.Questions.Ask(target, asked, now.ToSql());
                break;
            case AnswerGiven answer:
                rows.Questions.Answer(target, answer, now.ToSql());
                break;
            case LineWritten line:
                Lines.Add(line.Text);
                break;
            case DocumentsHandedOver handed:
                rows.Documents.HandOver(target, handed.Kinds);
                break;
            case PromiseBroken or SubCaseRequested or EventPublished or DocumentRequested or StepDocumentRequested or CaseEnded:
                if (OutboxMessage.Of(target, effect) is { } message)
                    rows.Outbox.Add(new OutboxRow(target.Definition.Unit, target.Id, message, now.ToSql()));
                break;
            case Announcement:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Unknown effect.");
        }
    }
}
