using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>What the effects of a decision make the transaction tell people.</summary>
internal sealed partial class CaseTransaction
{
    /// <summary>A customer learns that it is his turn; staff have their inboxes. Who sent the case on himself sees it on the next page.</summary>
    private void TellCustomer(LockedCase target, TaskRow opened, long? by)
    {
        if (target.Customer is null || target.Flow.Lane(opened.Lane) is not { External: true }) return;
        _rows.Add(About(target, MessageKind.StepOpened, $"opened:{target.Id}:{opened.No}", StepOf(target.Flow, opened.Activity, opened.Times.DueAt.ToInstant())) with
        {
            To = Telling.Customer,
            Task = opened.No,
            By = by,
        });
    }

    private void TellOfEnd(LockedCase target, CaseStatus status, long? by)
    {
        if (target.Customer is null) return;
        _rows.Add(About(target, MessageKind.CaseEnded, $"ended:{target.Id}:{target.Seq}", [("status", LockedCase.Text(status))]) with { To = Telling.Customer, By = by });
    }

    private void Tell(LockedCase target, HolderReminded reminded) =>
        _rows.Add(About(target, MessageKind.Reminder, $"reminder:{target.Id}:{target.Seq}", StepOf(target.Flow, reminded.Activity, null)) with
        {
            Person = reminded.Holder,
            To = reminded.Holder is not null ? null : target.Flow.Lane(reminded.Lane) is { External: true } ? Telling.Customer : reminded.Lane,
            Task = reminded.Task,
            By = reminded.By,
        });

    private void Tell(LockedCase target, PeopleMentioned mentioned)
    {
        foreach (var person in mentioned.People)
            _rows.Add(About(target, MessageKind.Mention, $"mention:{target.Id}:{target.Seq}", [("text", mentioned.Text)]) with { Person = person, By = mentioned.By });
    }

    private void Tell(LockedCase target, PeopleNotified notified) =>
        _rows.Add(About(target, MessageKind.Notification, $"notification:{target.Id}:{notified.Frame}", [("subject", notified.Subject), ("text", notified.Body)]) with
        {
            To = notified.To switch
            {
                Recipient.Lane => target.Flow.Lane(notified.Lane) is { External: true } ? Telling.Customer : notified.Lane,
                Recipient.Customer => Telling.Customer,
                Recipient.Head => Telling.Head,
                Recipient.Starter => Telling.Starter,
                _ => throw new ArgumentOutOfRangeException(nameof(notified)),
            },
        });

    /// <summary>Says more than that a step has opened, so it takes the place of that.</summary>
    private void Tell(LockedCase target, StepReturned returned) =>
        _rows.Replace(About(target, MessageKind.StepReturned, $"opened:{target.Id}:{returned.Task}", [.. StepOf(target.Flow, returned.Activity, null), ("text", returned.Reason)]) with
        {
            Person = returned.Holder,
            To = returned.Holder is not null ? null : target.Flow.Lane(returned.Lane) is { External: true } ? Telling.Customer : returned.Lane,
            Task = returned.Task,
            By = returned.By,
        });

    private void Tell(LockedCase target, ColleaguesAsked asked)
    {
        foreach (var person in asked.To)
            _rows.Add(About(target, MessageKind.QuestionAsked, $"asked:{target.Id}:{target.Seq}", [.. StepOf(target.Flow, asked.Activity, asked.AnswerBy), ("text", asked.Text)]) with
            {
                Person = person,
                Task = asked.Task,
                By = asked.By,
            });
    }

    private void Tell(LockedCase target, AnswerGiven answer) =>
        _rows.Add(About(target, MessageKind.QuestionAnswered, $"answered:{target.Id}:{target.Seq}", [.. StepOf(target.Flow, answer.Activity, null), ("text", answer.Text)]) with
        {
            AskerOf = answer.Question,
            Task = answer.Task,
            By = answer.By,
        });

    private void Tell(LockedCase target, HolderRelieved relieved) =>
        _rows.Add(About(target, MessageKind.StepWithdrawn, $"withdrawn:{target.Id}:{relieved.Task}", [.. StepOf(target.Flow, relieved.Activity, null), ("text", relieved.Reason)]) with
        {
            Person = relieved.Holder,
            By = relieved.By,
        });

    private void Tell(LockedCase target, CaseGoesOn goesOn)
    {
        var telling = About(target, MessageKind.CaseReopened, $"reopened:{target.Id}:{target.Seq}", [("text", goesOn.Reason)]) with { By = goesOn.By };
        if (target.Customer is not null) _rows.Add(telling with { To = Telling.Customer });
        foreach (var holder in goesOn.Holders) _rows.Add(telling with { Person = holder });
    }

    private Telling About(LockedCase target, MessageKind kind, string key, IEnumerable<(string Name, string Value)> details) =>
        Telling.OfCase(target.Definition.Unit, target.Id, target.Title, target.Flow, kind, key, now, details);

    internal static IEnumerable<(string Name, string Value)> StepOf(Flow flow, int activity, Instant? due)
    {
        yield return ("step", flow.StepAt(activity)?.Instruction ?? flow.Activities[activity].Name);
        if (due is { } at && at < Instant.MaxValue) yield return ("due", InstantPattern.General.Format(at));
    }
}
