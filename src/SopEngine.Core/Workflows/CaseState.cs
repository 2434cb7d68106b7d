using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>The status of a whole case. Elsa's pair of status and sub-status, as one word.</summary>
public enum CaseStatus
{
    /// <summary>Waits for a task, an alarm, an event or a sub-case (Elsa: Running/Suspended).</summary>
    Running,

    /// <summary>Reached an end (Elsa: Finished/Finished).</summary>
    Finished,

    /// <summary>An activity failed; nothing goes on by itself (Elsa: Finished/Faulted).</summary>
    Faulted,

    /// <summary>Cancelled by a person (Elsa: Finished/Cancelled).</summary>
    Cancelled,
}

/// <summary>A failure of an activity.</summary>
/// <param name="ActivityId">The activity's id in the definition.</param>
public sealed record Incident(string ActivityId, string Message);

/// <summary>
/// The state of a running case: one frame for each activity that has begun and not ended, in order of creation. A value: <see
/// cref="Interpreter.Advance"/> never changes the state it is given. Stored as JSON (<see cref="CaseStateJson"/>); it means something only
/// together with the flow that made it.
/// </summary>
public sealed class CaseState
{
    internal static readonly Dictionary<string, JsonElement> NoValues = [];

    /// <summary>A case that has not begun.</summary>
    public static readonly CaseState New = new();

    public CaseStatus Status { get; internal set; } = CaseStatus.Running;

    /// <summary>The instance name given by <c>Elsa.SetName</c>, or null.</summary>
    public string? Name { get; internal set; }

    public string? CorrelationId { get; internal set; }

    public IReadOnlyList<Incident> Incidents { get; internal set; } = [];

    /// <summary>The outputs that the workflow has set, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Outputs { get; internal set; } = NoValues;

    /// <summary>The pauses of the case, in their order; the last has no end while the case is paused.</summary>
    public IReadOnlyList<Interval> Pauses { get; internal set; } = [];

    public bool IsPaused => Pauses is [.., { HasEnd: false }];

    /// <summary>True when it broke the promise for the whole case.</summary>
    public bool IsBreached { get; internal set; }

    /// <summary>True when it was reported before that the promise will be broken.</summary>
    public bool IsBreachForeseen { get; internal set; }

    /// <summary>The case's last bill; null while none was issued.</summary>
    public CaseBill? Bill { get; internal set; }

    /// <summary>The number of the bill that was issued last, also when that was taken back.</summary>
    internal int LastBill { get; set; }

    /// <summary>Its appointments, one for each step that has made any.</summary>
    public IReadOnlyList<CaseAppointment> Appointments { get; internal set; } = [];

    /// <summary>The codes of its physical samples, in the order of their rows.</summary>
    public IReadOnlyList<string> Samples { get; internal set; } = [];

    /// <summary>The last line that a sample of the case got.</summary>
    public int LastSample { get; internal set; }

    /// <summary>See <see cref="CaseStarted.Rules"/>.</summary>
    internal int Rules { get; set; }

    internal bool HasTypedValues => Rules >= CaseStarted.TypedValues;

    internal int LastFrame { get; set; }
    internal int LastWait { get; set; }
    internal List<Frame> Frames { get; private init; } = [];

    public bool HasBegun => LastFrame > 0;

    /// <summary>The open waits of the case: its tasks, alarms, awaited events and sub-cases.</summary>
    public IEnumerable<OpenWait> Waits(Flow flow) => Frames
        .Where(frame => frame.Wait > 0)
        .Select(frame =>
            new OpenWait(frame.Wait, flow.Activities[frame.Activity].WaitsFor(frame), frame.Activity, frame.Holder, frame.Level)
            {
                Chosen = frame.Chosen,
            });

    /// <summary>
    /// True when the case waits for nobody but its customer: then the office's clock stands. Timers and events beside the customer's steps
    /// are no work of the office; a sub-case is.
    /// </summary>
    public bool WaitsForCustomer(Flow flow)
    {
        var waits = false;
        foreach (var wait in Waits(flow))
        {
            if (wait.Kind == WaitKind.SubCase) return false;
            if (wait.Kind != WaitKind.Task) continue;
            if (flow.StepAt(wait.Activity) is not { } step || flow.Lane(step.Lane) is not { External: true }) return false;
            waits = true;
        }

        return waits;
    }

    /// <summary>The terms that this case gives a task in place of its step's.</summary>
    public TaskTerms TermsOf(int task) => FrameWaiting(task) switch
    {
        null => TaskTerms.None,
        { Until: { } until, Terms: var terms } => (terms ?? TaskTerms.None) with { Until = until },
        { Terms: var terms } => terms ?? TaskTerms.None,
    };

    internal CaseState Copy()
    {
        var copy = new CaseState
        {
            Status = Status,
            Name = Name,
            CorrelationId = CorrelationId,
            Incidents = Incidents,
            Outputs = Outputs,
            Pauses = Pauses,
            IsBreached = IsBreached,
            IsBreachForeseen = IsBreachForeseen,
            Bill = Bill,
            LastBill = LastBill,
            Appointments = Appointments,
            Samples = Samples,
            LastSample = LastSample,
            Rules = Rules,
            LastFrame = LastFrame,
            LastWait = LastWait,
            Frames = new List<Frame>(Frames.Count + 2),
        };
        foreach (var frame in Frames)
            copy.Frames.Add(frame.Copy(frame.Parent is null ? null : copy.FrameOf(frame.Parent.Id)));
        return copy;
    }

    /// <summary>The frame with this id, or null. Frames stand in ascending order of id.</summary>
    internal Frame? FrameOf(int id)
    {
        int low = 0, high = Frames.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = Frames[middle].Id;
            if (found == id) return Frames[middle];
            if (found < id) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    /// <summary>Waits are numbered from 1: a frame with 0 waits for nothing.</summary>
    internal Frame? FrameWaiting(int wait)
    {
        if (wait == 0) return null;
        foreach (var frame in Frames)
        {
            if (frame.Wait == wait) return frame;
        }

        return null;
    }
}

/// <summary>One open wait of a case.</summary>
/// <param name="Number">Counts from 1 within the case, tasks and other waits together; never reused.</param>
/// <param name="Activity">Index of the activity in <see cref="Flow.Activities"/>.</param>
/// <param name="Holder">For a task: the person who claimed it, or null.</param>
/// <param name="Level">For a task: the number of levels it has been escalated.</param>
public readonly record struct OpenWait(int Number, WaitKind Kind, int Activity, long? Holder, int Level)
{
    /// <summary>For a task: the people, two or more, who alone may take it; null for its whole lane.</summary>
    public IReadOnlyList<long>? Chosen { get; init; }
}

/// <summary>The event that ends a wait.</summary>
public enum WaitKind
{
    Task,
    Alarm,
    Event,
    SubCase,
    Document,
}
