using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>The office's promises for whole cases, and the deeds that follow when one is broken or will be.</summary>
internal sealed partial class SimulatedOffice
{
    /// <summary>
    /// The service looks every ten minutes. Here it is at least once in an hour of work, as nothing changes faster.
    /// </summary>
    private static readonly Duration LookOften = Duration.FromMinutes(10), LookSeldom = Duration.FromHours(1);

    private void KeepPromise(SimulatedCase @case)
    {
        var flow = @case.Sop.Flow;
        if (flow.Definition.Sop?.ServiceStandard is not { } standard
            || @case.State is not { Status: CaseStatus.Running, IsBreached: false }) return;

        var isNew = @case.PromisedUntil is null;
        @case.Stops = ServiceClock.Stand(@case.Stops, @case.State.WaitsForCustomer(flow), _now);
        var due = ServiceClock.Due(_calendar.For(flow.HoursOf()), standard, @case.Started, @case.Stops).ToMicroseconds();
        if (@case.PromisedUntil == due) return;
        @case.PromisedUntil = due;
        Plan(Instant.Max(due, _now), () => Break(@case, due));
        if (isNew && CompensationOf(@case.Sop) is not null) PlanForesight(@case, LookOften);
    }

    private void Break(SimulatedCase @case, Instant due)
    {
        if (@case.PromisedUntil != due) return;
        if (Stands(@case))
        {
            @case.PromisedUntil = Instant.MaxValue; // computed anew when the customer has done their part
            return;
        }

        Happen(@case, new StandardBreached(due));
    }

    private void PlanForesight(SimulatedCase @case, Duration after) => Plan(_calendar.Add(_now, after), () => Foresee(@case));

    private void Foresee(SimulatedCase @case)
    {
        if (@case.State is not { Status: CaseStatus.Running, IsBreached: false } || @case.PromisedUntil is not { } due) return;
        if (Stands(@case) || due <= _now)
        {
            PlanForesight(@case, LookSeldom);
            return;
        }

        var open = @case.Tasks.Values.Select(task => (task.Opened.Activity, task.Due == Instant.MaxValue ? (Instant?)null : task.Due));
        var expected = ServiceClock.EarliestEnd(@case.Sop.Flow, _calendar, open, _now);
        if (expected > due) Happen(@case, new BreachForeseen(due, expected));
        else PlanForesight(@case, Duration.Max(LookOften, Duration.Min(LookSeldom, _calendar.Measure(expected, due))));
    }

    private void Compensate(SimulatedCase late, PromiseBroken broken)
    {
        var sop = late.IsCompensated || late.Customer is null ? null : CompensationOf(late.Sop);
        var compensation = sop is null ? null : new SimulatedCase(sop, late.Customer, (late, ParentWait.Compensation), _now);
        _deeds.Add(new Delivered(_now, late, compensation));
        if (compensation is null) return;

        late.IsCompensated = true;
        Begin(compensation, new CaseStarted(Facts(broken)));
    }

    /// <summary>The facts of the late case that forms ask for; the engine puts in the true ones.</summary>
    private Dictionary<string, JsonElement> Facts(PromiseBroken broken)
    {
        var facts = new Dictionary<string, object> { ["berkas"] = 1, ["tanggalJanji"] = Day(broken.Due) };
        if (broken.Expected is { } expected) facts["tanggalPerkiraan"] = Day(expected);
        return facts.ToDictionary(fact => fact.Key, fact => JsonSerializer.SerializeToElement(fact.Value));

        string Day(Instant at) => LocalDatePattern.Iso.Format(at.InZone(_calendar.Zone).Date);
    }

    private void Happen(SimulatedCase @case, CaseEvent happened) => Advance(@case, happened, new CaseAdvanced(_now, @case, happened, null));

    private SimulatedSop? CompensationOf(SimulatedSop sop) =>
        sop.Flow.Definition.Sop?.Compensation is { } number ? Find(new SopReference(null, number)) : null;

    private static bool Stands(SimulatedCase @case) => @case.Stops is [.., { HasEnd: false }];
}
