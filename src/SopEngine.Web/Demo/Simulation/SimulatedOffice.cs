using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>
/// An office at work: cases come in, people take and do tasks as they find time, customers do their part sooner or later, and late tasks
/// climb their ladders. A discrete simulation on the interpreter, as the engine has it. Pure: the same seed gives the same deeds.
/// </summary>
internal sealed partial class SimulatedOffice
{
    /// <summary>For how many days its bills can be paid, as offices have it unless they change it.</summary>
    private const int BillDays = 7;

    private readonly WorkingCalendar _calendar;
    private readonly IReadOnlyList<SimulatedPerson> _staff;
    private readonly IReadOnlyList<SimulatedPerson> _customers;
    private readonly IReadOnlyList<SimulatedSop> _sops;
    private readonly Habits _habits;
    private readonly Chance _chance;
    private readonly Wording _wording;
    private readonly PriorityQueue<Action, (Instant At, int Order)> _agenda = new();
    private readonly List<SimulatedTask> _open = [];
    private readonly List<Deed> _deeds = [];
    private Instant _now;
    private int _order;

    public SimulatedOffice(
        WorkingCalendar calendar, IReadOnlyList<SimulatedPerson> staff, IReadOnlyList<SimulatedPerson> customers,
        IReadOnlyList<SimulatedSop> sops, IReadOnlyList<TariffLine> tariffs, Habits habits, int seed)
    {
        _calendar = calendar;
        _staff = staff;
        _customers = customers;
        _sops = sops;
        _habits = habits;
        _chance = new Chance(seed);
        _wording = new Wording(habits, _chance, calendar.Zone, tariffs, staff);
    }

    /// <summary>All deeds of the office between two instants, in order.</summary>
    public IReadOnlyList<Deed> Work(Instant from, Instant until)
    {
        var (first, last) = (from.InZone(_calendar.Zone).Date, until.InZone(_calendar.Zone).Date);
        foreach (var person in _staff)
        {
            var colleagues = _staff.Where(other => other != person && other.Actor.Lanes.Intersect(person.Actor.Lanes).Any());
            person.Begin(_chance, first, last, [.. colleagues]);
        }

        var sops = _sops.Where(sop => !_sops.Any(other => CompensationOf(other) == sop));
        foreach (var arrival in sops.SelectMany(sop => Arrivals.Of(sop, _calendar, _chance, first, last)))
            Plan(arrival.At, () => Open(arrival));
        while (_agenda.TryDequeue(out var act, out var when) && when.At < until)
        {
            _now = when.At;
            act();
        }

        return _deeds;
    }

    private void Plan(Instant at, Action act) => _agenda.Enqueue(act, (at.ToMicroseconds(), _order++));

    private void Open(Arrival arrival)
    {
        var flow = arrival.Sop.Flow;
        var customer = _customers.Count > 0 && flow.Lanes.Any(lane => lane.External) ? _chance.Pick(_customers) : null;
        if (flow.BeginsWithCustomer && customer is null) return;

        var openers = flow.BeginsWithCustomer
            ? [customer!]
            : _staff.Where(person => flow.Steps is [var step, ..] && person.Actor.Lanes.Contains(step.Lane)).ToList();
        if (openers.Count == 0) return;
        var opener = _chance.Pick(openers);
        if (!flow.BeginsWithCustomer && opener.AtWork(_calendar, _now) is var there && there > _now)
        {
            Plan(there + Duration.FromMinutes(_chance.Between(2.0, 30.0)), () => Open(arrival));
            return;
        }

        var opened = new SimulatedCase(arrival.Sop, customer, null, _now);
        foreach (var (name, value) in arrival.Subject) opened.Facts[name] = value;
        var started = new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>());
        var title = arrival.Sop.Habits.Title is { } phrase ? _wording.Phrase(phrase, opened, _now) : null;
        Advance(opened, started, new CaseOpened(_now, opened, started, opener.Actor.Id, title));
        if (customer is not null && _chance.Happens(0.015))
            PlanCancelling(opened, Duration.FromHours(_chance.Exponential(10)), _habits.Withdrawals);
    }

    /// <param name="deed">The same event for the engine; null when the engine brings it about by itself.</param>
    private bool Advance(SimulatedCase @case, CaseEvent happened, Deed? deed)
    {
        var decision = Interpreter.Advance(@case.Sop.Flow, @case.State, happened, _now);
        if (decision.Refusal is not null) return false;

        @case.State = decision.State;
        if (deed is not null) _deeds.Add(deed);
        foreach (var effect in decision.Effects) Follow(@case, effect);
        KeepPromise(@case);
        return true;
    }

    private void Follow(SimulatedCase @case, Effect effect)
    {
        switch (effect)
        {
            case TaskOpened opened:
                Begin(@case.Tasks[opened.Task] = new SimulatedTask(@case, opened));
                break;
            case TaskClosed closed:
                if (@case.Tasks.Remove(closed.Task, out var gone)) _open.Remove(gone);
                break;
            case TaskRaised raised when @case.Tasks.TryGetValue(raised.Task, out var late):
                late.Raise(raised.To);
                late.Helpers.UnionWith(_staff.Where(person => _chance.Happens(0.4) && late.MayBeDoneBy(person)));
                Offer(late);
                break;
            case AlarmSet alarm:
                Plan(alarm.At, () => Advance(
                    @case, new AlarmRang(alarm.Wait), new CaseAdvanced(_now, @case, new AlarmRang(alarm.Wait), null)));
                break;
            case SubCaseRequested asked:
                BeginSubCase(@case, asked);
                break;
            case StepDocumentRequested requested:
                _deeds.Add(new Delivered(_now, @case, null, requested.Kind));
                break;
            case PromiseBroken broken:
                Compensate(@case, broken);
                break;
            case CaseEnded ended when @case.Parent is var (parent, wait):
                _deeds.Add(new Delivered(_now, @case, null));
                Advance(parent, new SubCaseEnded(wait, 0, ended.Status, @case.State.Outputs), null);
                break;
        }
    }

    private void Begin(SimulatedTask task)
    {
        _open.Add(task);
        if (StepClock.Due(_calendar, task.Opened.Limit, task.IsCustomers, _now) is { } due)
        {
            task.Due = due;
            foreach (var level in task.Case.Sop.Flow.LadderOf(task.Opened.Activity))
                Plan(StepClock.At(_calendar, task.IsCustomers, _now, due, level.Percent), () => Escalate(task, level.Level));
        }

        if (task.IsCustomers) PlanCustomer(task);
        else if (Meeting(task.Case) is { } end) Plan(end, () => Offer(task));
        else Offer(task);
    }

    private void Escalate(SimulatedTask task, int level)
    {
        if (!IsOpen(task)) return;
        var escalated = new TaskEscalated(task.Opened.Task, level);
        Advance(task.Case, escalated, new CaseAdvanced(_now, task.Case, escalated, null));
    }

    private void BeginSubCase(SimulatedCase parent, SubCaseRequested requested)
    {
        var sop = Find(requested.Sop);
        var sub = sop is null ? null : new SimulatedCase(sop, parent.Customer, (parent, requested.Wait), _now);
        _deeds.Add(new Delivered(_now, parent, sub));
        if (sub is null)
        {
            Advance(parent, new SubCaseEnded(requested.Wait, null, null, new Dictionary<string, System.Text.Json.JsonElement>()), null);
            return;
        }

        Begin(sub, new CaseStarted(requested.Inputs, requested.CorrelationId));
    }

    /// <summary>Begins a case that the engine starts by itself.</summary>
    private void Begin(SimulatedCase sub, CaseStarted started)
    {
        if (sub.Sop.Habits.Subjects is { Count: > 0 } subjects)
        {
            foreach (var (name, value) in _chance.Pick(subjects)) sub.Facts[name] = value;
        }

        Advance(sub, started, null);
    }

    private SimulatedSop? Find(SopReference reference) => _sops.FirstOrDefault(sop =>
        sop.Version.DefinitionId == reference.DefinitionId
            || (reference.Number is { } number && SopHeader.SameNumber(sop.Flow.Definition.Sop?.Number ?? "", number)));

    private void PlanCancelling(SimulatedCase @case, Duration after, IReadOnlyList<string> reasons)
    {
        if (_staff.Where(person => person.Actor.Roles.Contains(Role.Supervisor)).ToList() is not { Count: > 0 } supervisors) return;
        var supervisor = _chance.Pick(supervisors);
        Plan(supervisor.Done(_calendar, _now, after), () =>
        {
            var cancelled = new CaseCancelled(supervisor.Actor.Id, _chance.Pick(reasons));
            Advance(@case, cancelled, new CaseAdvanced(_now, @case, cancelled, supervisor.Actor.Id));
        });
    }

    /// <summary>The end of an appointment that is still to come: nobody reports on it before; null for none.</summary>
    private Instant? Meeting(SimulatedCase @case) => @case.State.Appointments.Where(made => !made.IsOff && made.To > _now)
        .Select(made => (Instant?)made.To).Max();

    private static bool IsOpen(SimulatedTask task) => task.Case.Tasks.GetValueOrDefault(task.Opened.Task) == task;
}
