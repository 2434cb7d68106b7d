using System.Text.Json;

namespace SopEngine.Core.Workflows;

/// <summary>
/// One activity that has begun and not ended (Elsa: an activity execution context). Removed when the activity completes or is cancelled;
/// kept when it faulted.
/// </summary>
internal sealed class Frame
{
    public required int Id { get; init; }

    /// <summary>Index into <see cref="Flow.Activities"/>.</summary>
    public required int Activity { get; init; }

    public required Frame? Parent { get; init; }

    /// <summary>
    /// True when it started over a backward connection: its completion does not count as a visit (see <see cref="Activities.Flowchart"/>).
    /// </summary>
    public bool Backward { get; init; }

    public bool Faulted { get; set; }

    /// <summary>True after a <c>Break</c>: a loop does not begin another round.</summary>
    public bool Breaking { get; set; }

    /// <summary>True while its children are cancelled because it ends; they need not tell it. Never stored.</summary>
    public bool Ending { get; set; }

    /// <summary>The number of its wait; 0 for none.</summary>
    public int Wait { get; set; }

    /// <summary>The person who claimed its task.</summary>
    public long? Holder { get; set; }

    /// <summary>The number of levels its task has been escalated.</summary>
    public int Level { get; set; }

    /// <summary>The case's own terms for its task's time; null for none.</summary>
    public TaskTerms? Terms { get; set; }

    /// <summary>The instant of the last reminder of its task.</summary>
    public NodaTime.Instant? RemindedAt { get; set; }

    /// <summary>The people, two or more, for whom its task stands while nobody holds it; null for its whole lane.</summary>
    public long[]? Chosen { get; set; }

    /// <summary>The moment, by the office's clock, that ends its task's time if it is earlier than the limit; null for none.</summary>
    public NodaTime.LocalDateTime? Until { get; set; }

    /// <summary>A container's own place: the next child, the current number, or the number of children still to come.</summary>
    public int Cursor { get; set; }

    /// <summary>A flowchart's visits, see <see cref="Activities.Flowchart"/>.</summary>
    public int[]? Visits { get; set; }

    /// <summary>Values of the activity's declared variables, in their order; undefined until set.</summary>
    public JsonElement[]? Variables { get; set; }

    /// <summary>
    /// Values by name: the inputs of a (sub-)workflow, or the <c>CurrentValue</c> and <c>CurrentIndex</c> a loop gave its body.
    /// </summary>
    public Dictionary<string, JsonElement>? Values { get; set; }

    /// <summary>
    /// Outputs of the activities below it, by <see cref="Activities.ActivityOutputs.Key"/>; kept only where a script reads them.
    /// </summary>
    public Dictionary<string, JsonElement>? Outputs { get; set; }

    public Frame Copy(Frame? parent) => new()
    {
        Id = Id,
        Activity = Activity,
        Parent = parent,
        Backward = Backward,
        Faulted = Faulted,
        Breaking = Breaking,
        Wait = Wait,
        Holder = Holder,
        Level = Level,
        Terms = Terms,
        RemindedAt = RemindedAt,
        Chosen = Chosen, // never changed after it is set
        Until = Until,
        Cursor = Cursor,
        Visits = (int[]?)Visits?.Clone(),
        Variables = (JsonElement[]?)Variables?.Clone(),
        Values = Values, // never changed after it is set
        Outputs = Outputs, // as well
    };
}
