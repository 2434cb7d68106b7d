using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>The deeds of the office's people and its customers.</summary>
internal sealed partial class SimulatedOffice
{
    private const double UsualMinutes = 12;
    private const double MinutesADay = 450;

    /// <summary>Idle people see the task after a while: sooner when its limit is short.</summary>
    private void Offer(SimulatedTask task)
    {
        foreach (var person in _staff)
        {
            if (!person.IsIdle || !Sees(person, task)) continue;
            person.IsIdle = false;
            PlanLook(person, _chance.Exponential(Math.Min(25, 1 + (0.15 * LimitMinutes(task)))));
        }
    }

    private void PlanLook(SimulatedPerson person, double minutes) =>
        Plan(person.Done(_calendar, _now, Duration.FromMinutes(minutes)), () => Look(person));

    private void Look(SimulatedPerson person)
    {
        var seen = _open.Where(task => task.Doer is null && Sees(person, task)).ToList();
        if (seen.Count == 0)
        {
            person.IsIdle = true;
            return;
        }

        // Their own tasks first, the nearest due first, as the inbox shows them; now and then another.
        var own = seen.Where(task => IsOwn(person, task)).ToList();
        var from = own.Count > 0 ? own : seen;
        Take(person, _chance.Happens(0.12) ? _chance.Pick(from) : from.MinBy(task => task.Due)!);
    }

    private void Take(SimulatedPerson person, SimulatedTask task)
    {
        if (DisposesOn(person, task))
        {
            PlanLook(person, _chance.Exponential(4));
            return;
        }

        task.Doer = person;
        // A task that is done while the customer stands there is often not claimed first.
        if (task.For is not [var holder] && _chance.Happens(LimitMinutes(task) <= 15 ? 0.4 : 0.9))
        {
            var claimed = new TaskClaimed(task.Opened.Task, person.Actor.Id);
            Advance(task.Case, claimed, new CaseAdvanced(_now, task.Case, claimed, person.Actor.Id));
        }

        var minutes = _chance.LogNormal((task.Habits.Minutes ?? (0.4 * LimitMinutes(task))) * person.Pace, 0.45);
        Plan(person.Done(_calendar, _now, Duration.FromMinutes(Math.Max(0.5, minutes))), () => Finish(person, task));
        // A task that takes days waits for others most of the time.
        if (minutes > MinutesADay) PlanLook(person, _chance.Exponential(15));
        else Plan(person.Done(_calendar, _now, Duration.FromMinutes(minutes + Pause(person))), () => Look(person));
    }

    /// <summary>Now and then a person to whom a task was disposed gives it on to a colleague of the lane.</summary>
    private bool DisposesOn(SimulatedPerson person, SimulatedTask task)
    {
        if (task.Step?.Holders is null || task.IsDisposedOn || task.For is not [var holder] || holder != person.Actor.Id) return false;
        var colleagues = _staff.Where(other => other != person && IsOwn(other, task)).ToList();
        if (colleagues.Count == 0 || !_chance.Happens(0.12)) return false;

        var other = _chance.Pick(colleagues);
        var disposed = new TaskDisposed(task.Opened.Task, holder, [other.Actor.Id], _chance.Pick(_habits.Fields["instruksi"]));
        task.IsDisposedOn = true;
        if (!Advance(task.Case, disposed, new CaseAdvanced(_now, task.Case, disposed, holder))) return false;
        task.For = [other.Actor.Id];
        Offer(task);
        return true;
    }

    /// <summary>Between two tasks: a few minutes, or a meeting, of which heads have many.</summary>
    private double Pause(SimulatedPerson person) =>
        _chance.Happens(person.Actor.Roles.Contains(Role.Head) ? 0.35 : 0.04) ? _chance.Between(30.0, 150.0) : _chance.Exponential(4);

    private void Finish(SimulatedPerson person, SimulatedTask task)
    {
        if (IsOpen(task) && task.MayBeDoneBy(person)) Complete(person, task);
    }

    private void PlanCustomer(SimulatedTask task)
    {
        if (task.Case.Customer is not { } customer) return;

        var isFirst = task.Opened.Task == 1;
        if (!isFirst && _chance.Happens(task.Habits.Never))
        {
            if (_chance.Happens(0.7))
                PlanCancelling(task.Case, Duration.FromMinutes(_chance.Between(12.0, 22.0) * MinutesADay), _habits.Abandonments);
            return;
        }

        var after = isFirst || _chance.Happens(task.Habits.AtOnce)
            ? Duration.FromMinutes(Math.Min(0.9 * LimitMinutes(task), _chance.LogNormal(2.5, 0.4)))
            : Duration.FromDays(_chance.Exponential(task.Habits.Days));
        Plan(SimulatedPerson.Awake(_calendar.Zone, _now + after, _chance), () =>
        {
            if (IsOpen(task)) Complete(customer, task);
        });
    }

    private void Complete(SimulatedPerson person, SimulatedTask task)
    {
        var outcome = task.Step is { Outcomes: { Count: > 0 } outcomes } ? _chance.Pick(outcomes, task.Habits.Outcomes) : null;
        var completed = new TaskCompleted(
            task.Opened.Task, person.Actor.Id, outcome, task.IsCustomers ? null : _wording.Comment(task, outcome, _now),
            Form(task, outcome), Checks: _wording.Checks(task));
        var filled = completed;
        if (FormFilling.IsNeeded(task.Step))
        {
            var coded = SimulatedCodes.Given(task.Step, task.Case.State, completed);
            filled = FormFilling.Fill(task.Case.Sop.Flow, task.Case.State, coded, _now, _calendar).Completed;
        }

        if (task.Step is { } done) task.Case.Doers[done.Number] = person.Actor.Id;
        // The engine fills the form again, as of a person's request.
        if (!Advance(task.Case, filled, new CaseAdvanced(_now, task.Case, completed, person.Actor.Id)))
            throw new InvalidOperationException(
                $"{task.Step?.Number} of {task.Case.Sop.Version.DefinitionId} cannot be completed so: {completed}");
    }

    private System.Text.Json.JsonElement Form(SimulatedTask task, string? outcome)
    {
        var begun = Begun(task);
        return _wording.Form(task, outcome, _now, begun?.Data ?? default, begun?.Hidden);
    }

    /// <summary>The form as it begins; null where nothing is given or hidden.</summary>
    private FormState? Begun(SimulatedTask task) =>
        task.Step is { } step && (step.Billing is not null || step.Fields.Any(field => field.HasDefault || field.IsConditional))
            ? FormFilling.Look(
                task.Case.Sop.Flow, task.Case.State, task.Opened.Task, default, _now, _calendar, billDays: BillDays)
            : null;

    private bool Sees(SimulatedPerson person, SimulatedTask task) =>
        !task.IsCustomers && Meeting(task.Case) is null && (IsOwn(person, task) || task.Helpers.Contains(person))
        && task.MayBeDoneBy(person);

    private static bool IsOwn(SimulatedPerson person, SimulatedTask task) =>
        task.Opened.Lane is { } lane && person.Actor.Lanes.Contains(lane);

    private static double LimitMinutes(SimulatedTask task) => task.Opened.Limit switch
    {
        { Unit: TimeUnit.Minutes, Value: var value } => value,
        { Unit: TimeUnit.Hours, Value: var value } => value * 60,
        { Unit: TimeUnit.WorkingDays, Value: var value } => value * MinutesADay,
        { Unit: TimeUnit.Weeks, Value: var value } => value * 5 * MinutesADay,
        { Unit: TimeUnit.Months, Value: var value } => value * 21 * MinutesADay,
        _ => UsualMinutes / 0.4,
    };
}
