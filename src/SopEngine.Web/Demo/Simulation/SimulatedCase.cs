using NodaTime;
using SopEngine.Core.Escalation;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>A SOP in force in an office.</summary>
internal sealed record SimulatedSop(DefinitionVersion Version, Flow Flow, SopHabits Habits);

/// <summary>A case as its events have left it.</summary>
/// <param name="customer">Its customer; null for none.</param>
/// <param name="parent">The case and wait that asked for it; null for a case of its own.</param>
internal sealed class SimulatedCase(SimulatedSop sop, SimulatedPerson? customer, (SimulatedCase Case, int Wait)? parent, Instant started)
{
    public SimulatedSop Sop { get; } = sop;
    public SimulatedPerson? Customer { get; } = customer;
    public (SimulatedCase Case, int Wait)? Parent { get; } = parent;
    public CaseState State { get; set; } = CaseState.New;
    public Instant Started { get; } = started;

    /// <summary>Times in which the clock of its promise stood still; the last has no end while it stands.</summary>
    public IReadOnlyList<Interval> Stops { get; set; } = [];

    /// <summary>The instant at which its promise is broken, as far as is known; null while there is none.</summary>
    public Instant? PromisedUntil { get; set; }

    public bool IsCompensated { get; set; }

    /// <summary>Its subject and the values of its forms, by name.</summary>
    public Dictionary<string, string> Facts { get; } = [];

    /// <summary>The last doers of its steps, by number.</summary>
    public Dictionary<string, long> Doers { get; } = [];

    public Dictionary<int, SimulatedTask> Tasks { get; } = [];
}

/// <summary>An open task.</summary>
internal sealed class SimulatedTask(SimulatedCase of, TaskOpened opened)
{
    private readonly List<EscalationLevel> _reached = [];

    public SimulatedCase Case { get; } = of;
    public TaskOpened Opened { get; } = opened;
    public Step? Step { get; } = of.Sop.Flow.StepAt(opened.Activity);
    public StepHabits Habits { get; } =
        of.Sop.Habits.Steps?.GetValueOrDefault(of.Sop.Flow.Activities[opened.Activity].Id) ?? StepHabits.Usual;
    public Instant Due { get; set; } = Instant.MaxValue;

    /// <summary>The person who works on it, claimed or not.</summary>
    public SimulatedPerson? Doer { get; set; }

    /// <summary>Staff whom an escalation lets do it, and who would.</summary>
    public HashSet<SimulatedPerson> Helpers { get; } = [];

    /// <summary>The people to whom a disposition gave it; null for its whole lane.</summary>
    public IReadOnlyList<long>? For { get; set; } = opened.Chosen ?? (opened.Holder is { } holder ? [holder] : null);

    public bool IsDisposedOn { get; set; }

    public bool IsCustomers => Case.Sop.Flow.Lane(Opened.Lane) is { External: true };

    public void Raise(EscalationLevel level) => _reached.Add(level);

    public bool MayBeDoneBy(SimulatedPerson person) =>
        Step?.NotBy.Any(number => Case.Doers.GetValueOrDefault(number) == person.Actor.Id) != true
        && Authority.MayDo(person.Actor, Case.Sop.Flow, Opened.Lane, Case.Customer?.Actor.Id, _reached, For);
}

/// <summary>An event of the simulated office, for the engine to execute in this order.</summary>
internal abstract record Deed(Instant At, SimulatedCase Case);

/// <summary>A person opened the case.</summary>
internal sealed record CaseOpened(Instant At, SimulatedCase Case, CaseStarted Started, long Actor, string? Title) : Deed(At, Case);

/// <param name="Actor">Null for an event without a person.</param>
internal sealed record CaseAdvanced(Instant At, SimulatedCase Case, CaseEvent Happened, long? Actor) : Deed(At, Case);

/// <summary>A request of the case to the outside was delivered.</summary>
/// <param name="SubCase">The case that it began; null for none.</param>
/// <param name="Document">The kind of the document that a step issued; null for other requests.</param>
internal sealed record Delivered(Instant At, SimulatedCase Case, SimulatedCase? SubCase, string? Document = null) : Deed(At, Case);
