using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>The messages that an event of a case sends to people.</summary>
/// <param name="by">The person who sent the command; null for the engine.</param>
internal readonly struct CaseTellings(LockedCase target, long? by, Instant now)
{
    /// <summary>The messages of an effect; none when the inbox shows it already.</summary>
    public IEnumerable<Telling> Of(Effect effect) => effect switch
    {
        HolderReminded reminded => Of(reminded),
        PeopleMentioned mentioned => Of(mentioned),
        CommentMade made => Of(made),
        PeopleNotified notified => [Of(notified)],
        StepReturned returned => [Of(returned)],
        PeopleChosen chosen => Of(chosen),
        HolderRelieved relieved => [Of(relieved)],
        ColleaguesAsked asked => Of(asked),
        AnswerGiven answer => [Of(answer)],
        CaseGoesOn goesOn => Of(goesOn),
        StepLapsed lapsed => Of(lapsed),
        AppointmentChanged changed when target.Customer is not null => [Of(changed)],
        CaseEnded ended when target.Customer is not null => [Of(ended)],
        Announcement => throw new ArgumentOutOfRangeException(nameof(effect), effect, "Unknown announcement."),
        _ => [],
    };

    /// <summary>Tells a customer that it is their turn, unless they opened the step themselves. Staff have their inboxes.</summary>
    public IEnumerable<Telling> Opened(TaskOpened opened, DateTime due)
    {
        if (target.Customer is null || target.Flow.Lane(opened.Lane) is not { External: true }) return [];
        var step = Step(target.Flow, opened.Activity, due.ToInstant());
        var telling = About(MessageKind.StepOpened, $"opened:{target.Id}:{opened.Task}", step);
        return [telling with { To = Telling.Customer, Task = opened.Task, By = by }];
    }

    /// <summary>
    /// The receipt of a case that was opened in this transaction, for its customer, also when the customer opened it. A sub-case has none.
    /// </summary>
    public static IEnumerable<Telling> Received(LockedCase opened)
    {
        if (opened is not { Register: { } entry, Customer: not null, Parent: null }) yield break;
        List<(string Name, string Value)> details = [("register", entry.Number)];
        var next = opened.State.Waits(opened.Flow).Select(wait => opened.Flow.StepAt(wait.Activity)).OfType<Step>().FirstOrDefault();
        if (next is not null) details.Add(("step", next.Instruction));
        if (opened.Clock?.DueAt is { } due) details.Add(("due", InstantPattern.General.Format(due.ToInstant())));
        yield return Telling.OfCase(
            opened.Definition.Unit, opened.Id, opened.Title, opened.Flow, MessageKind.CaseReceived, $"received:{opened.Id}",
            opened.StartedAt, details) with
        { To = Telling.Customer };
    }

    /// <summary>The values with which texts name a step.</summary>
    public static IEnumerable<(string Name, string Value)> Step(Flow flow, int activity, Instant? due)
    {
        yield return ("step", flow.StepAt(activity)?.Instruction ?? flow.Activities[activity].Name);
        if (due is { } at && at < Instant.MaxValue) yield return ("due", InstantPattern.General.Format(at));
    }

    /// <summary>With the result and its reason, where the SOP asks for one that the customer may read.</summary>
    private Telling Of(CaseEnded ended)
    {
        List<(string, string)> details = [("status", LockedCase.Text(ended.Status))];
        if (ended.Result is { } result)
        {
            details.Add(("result", result.Name));
            var isTheirs = target.Flow.Fields.GetValueOrDefault("alasan") is { Audience: FieldAudience.Customer };
            if (isTheirs && result.Reason is { } reason) details.Add(("text", reason));
        }

        return About(MessageKind.CaseEnded, Key("ended"), details) with { To = Telling.Customer, By = by };
    }

    /// <summary>To the customer, with the entry for their calendar; also when they are the one who did the step.</summary>
    private Telling Of(AppointmentChanged changed)
    {
        var (made, from) = (changed.Appointment, target);
        var kind = made.IsOff ? MessageKind.AppointmentOff : MessageKind.AppointmentMade;
        var instruction = from.Flow.Steps.FirstOrDefault(step => step.ActivityId == made.Step)?.Instruction ?? "";
        IEnumerable<(string, string)> details =
        [
            ("step", instruction), ("due", InstantPattern.General.Format(made.From)), ("place", made.Place), ("appointment", made.Step),
        ];
        return About(kind, $"appointment:{from.Id}:{made.Step}:{made.Sequence}", details) with
        {
            To = Telling.Customer,
        };
    }

    private IEnumerable<Telling> Of(HolderReminded reminded) => ToPerformers(
        About(MessageKind.Reminder, Key("reminder"), Step(target.Flow, reminded.Activity, null)) with
        {
            Task = reminded.Task,
            By = reminded.By,
        }, reminded.Holder, reminded.Lane);

    private IEnumerable<Telling> Of(PeopleMentioned mentioned)
    {
        var telling = About(MessageKind.Mention, Key("mention"), [("text", mentioned.Text)]) with { By = mentioned.By };
        return mentioned.People.Select(person => telling with { Person = person });
    }

    /// <summary>
    /// The customer's words go to the holders and lanes of the open steps, or else to the lanes that serve the customer; the office's words
    /// for the customer go to them.
    /// </summary>
    private IEnumerable<Telling> Of(CommentMade made)
    {
        if (target.Customer is null) return [];
        if (made.ForCustomer)
            return [About(MessageKind.OfficeWrote, Key("wrote"), [("text", made.Text)]) with { To = Telling.Customer, By = made.By }];
        if (made.By != target.Customer) return [];
        var telling = About(MessageKind.CustomerWrote, Key("wrote"), [("text", made.Text)]) with { By = made.By };
        var flow = target.Flow;
        var steps = target.State.Waits(flow).Where(open => flow.StepAt(open.Activity) is not null).ToList();
        var readers = steps.Where(open => flow.Lane(flow.StepAt(open.Activity)!.Lane) is not { External: true }).SelectMany(open =>
            open.Holder is { } holder ? [telling with { Person = holder }]
            : open.Chosen is { } chosen ? chosen.Select(person => telling with { Person = person })
            : [telling with { To = flow.StepAt(open.Activity)!.Lane }]).ToList();
        if (readers.Count > 0) return readers;
        var lanes = steps.SelectMany(open => flow.CounterLanesOf(open.Activity)).ToHashSet();
        if (lanes.Count == 0) lanes = [.. flow.Steps.SelectMany(step => flow.CounterLanesOf(step.Activity))];
        return lanes.Select(lane => telling with { To = lane });
    }

    private Telling Of(PeopleNotified notified)
    {
        IEnumerable<(string, string)> text = [("subject", notified.Subject), ("text", notified.Body)];
        return About(MessageKind.Notification, $"notification:{target.Id}:{notified.Frame}", text) with
        {
            To = notified.To switch
            {
                Recipient.Lane => LaneOrCustomer(notified.Lane),
                Recipient.Customer => Telling.Customer,
                Recipient.Head => Telling.Head,
                Recipient.Starter => Telling.Starter,
                _ => throw new ArgumentOutOfRangeException(nameof(notified)),
            },
        };
    }

    /// <summary>Replaces the message of <see cref="Opened"/> by having its key; see <see cref="Tables.MessagesTable.Add"/>.</summary>
    private Telling Of(StepReturned returned) =>
        About(MessageKind.StepReturned, $"opened:{target.Id}:{returned.Task}", StepAndText(returned.Activity, null, returned.Reason)) with
        {
            Person = returned.Holder,
            To = returned.Holder is null ? LaneOrCustomer(returned.Lane) : null,
            Task = returned.Task,
            By = returned.By,
        };

    private IEnumerable<Telling> Of(PeopleChosen chosen)
    {
        var telling = About(MessageKind.Disposition, Key($"chosen:{chosen.Task}"), StepAndText(chosen.Activity, null, chosen.Text)) with
        {
            Task = chosen.Task,
            By = by,
        };
        return chosen.To.Select(person => telling with { Person = person });
    }

    private IEnumerable<Telling> Of(ColleaguesAsked asked)
    {
        var telling = About(MessageKind.QuestionAsked, Key("asked"), StepAndText(asked.Activity, asked.AnswerBy, asked.Text)) with
        {
            Task = asked.Task,
            By = asked.By,
        };
        return asked.To.Select(person => telling with { Person = person });
    }

    private Telling Of(AnswerGiven answer) =>
        About(MessageKind.QuestionAnswered, Key("answered"), StepAndText(answer.Activity, null, answer.Text)) with
        {
            AskerOf = answer.Question,
            Task = answer.Task,
            By = answer.By,
        };

    private Telling Of(HolderRelieved relieved)
    {
        var text = StepAndText(relieved.Activity, null, relieved.Reason);
        return About(MessageKind.StepWithdrawn, $"withdrawn:{target.Id}:{relieved.Task}", text)
            with
        { Person = relieved.Holder, By = relieved.By };
    }

    private IEnumerable<Telling> Of(CaseGoesOn goesOn)
    {
        var telling = About(MessageKind.CaseReopened, Key("reopened"), [("text", goesOn.Reason)]) with { By = goesOn.By };
        IEnumerable<Telling> customer = target.Customer is null ? [] : [telling with { To = Telling.Customer }];
        return [.. customer, .. goesOn.Holders.Select(holder => telling with { Person = holder })];
    }

    /// <summary>To the customer: the reason why their case goes back, or ends. The message of its end is replaced by this one.</summary>
    private IEnumerable<Telling> Of(StepLapsed lapsed)
    {
        if (target.Customer is null) return [];
        var isClosed = lapsed.Rule.Then == LapseThen.Close;
        var text = StepAndText(lapsed.Activity, lapsed.At, lapsed.Rule.Reason).Append(("to", lapsed.Rule.To));
        return
        [
            About(isClosed ? MessageKind.LapseClosed : MessageKind.LapseReturned, Key(isClosed ? "ended" : "lapsed"), text) with
            {
                To = Telling.Customer,
            },
        ];
    }

    /// <summary>To the customer, the holder or the lane: until when the step still waits, and what follows.</summary>
    public IEnumerable<Telling> Lapsing(int task, Instant lapse)
    {
        if (target.OpenTask(task) is not { } open || target.Flow.StepAt(open.Activity) is not { Lapse: { } rule } step) return [];
        var kind = rule.Then == LapseThen.Close ? MessageKind.LapseCloses : MessageKind.LapseReturns;
        var text = StepAndText(open.Activity, lapse, rule.Reason).Append(("to", rule.To));
        // Counted again to the same moment, the task is not reminded of it twice.
        return ToPerformers(
            About(kind, $"lapsing:{target.Id}:{task}:{lapse.ToUnixTimeSeconds()}", text) with { Task = task }, open.Holder, step.Lane);
    }

    /// <summary>To the holder of its task, or those for whom it stands, or else the lane or customer.</summary>
    private IEnumerable<Telling> ToPerformers(Telling telling, long? holder, string? lane)
    {
        if (holder is not null) return [telling with { Person = holder }];
        return target.OpenTask(telling.Task!.Value)?.Chosen is { } chosen
            ? chosen.Select(person => telling with { Person = person })
            : [telling with { To = LaneOrCustomer(lane) }];
    }

    private IEnumerable<(string Name, string Value)> StepAndText(int activity, Instant? due, string text) =>
        Step(target.Flow, activity, due).Append(("text", text));

    private string? LaneOrCustomer(string? lane) => target.Flow.Lane(lane) is { External: true } ? Telling.Customer : lane;

    /// <summary>The key of a message that an event sends once.</summary>
    private string Key(string what) => $"{what}:{target.Id}:{target.Seq}";

    private Telling About(MessageKind kind, string key, IEnumerable<(string Name, string Value)> details) =>
        Telling.OfCase(target.Definition.Unit, target.Id, target.Title, target.Flow, kind, key, now, details);
}
