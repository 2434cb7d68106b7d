using NodaTime;
using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A case that this transaction has locked or will insert, in its state after the commands decided so far.</summary>
internal sealed class LockedCase
{
    public required DefinitionVersion Definition { get; set; }
    public required long Id { get; init; }

    /// <summary>The physical place of its row; meaningless for a new case.</summary>
    public NpgsqlTid Place { get; init; }

    public required string Title { get; set; }
    public required Flow Flow { get; set; }
    public required CaseState State { get; set; }
    public required int Seq { get; set; }
    public required byte[] Hash { get; set; }
    public long? Customer { get; init; }
    public ParentWait? Parent { get; init; }
    public long? StartedBy { get; init; }

    public required Instant StartedAt { get; init; }

    /// <summary>The intervals in which the clock of its service standard stood; the last has no end while it stands.</summary>
    public IReadOnlyList<Interval> Stops { get; set; } = [];

    /// <summary>The moment at which it had ended, from its history; known only when it goes on.</summary>
    public Instant? EndedSince { get; set; }

    /// <summary>Its clocks; null while unchanged.</summary>
    public CaseClockRow? Clock { get; set; }

    /// <summary>Its number in the office's register; null while a new case has none, and for a case that was read.</summary>
    public RegisterEntry? Register { get; set; }

    /// <summary>Its place in the register as it was read; null for a new case, and for one that was opened before there was one.</summary>
    public (int Year, int Seq)? InRegister { get; init; }

    /// <summary>True while it is not in the database yet.</summary>
    public bool IsNew { get; init; }

    public bool IsChanged { get; private set; }

    /// <summary>True when it ran as it was read; of a new case, true.</summary>
    public bool WasRunning { get; init; } = true;

    public bool HasEndedOrReopened => WasRunning != (State.Status == CaseStatus.Running);

    /// <summary>True when it is new, or its title has changed since it was read.</summary>
    public bool HasNewTitle { get; private set; }

    /// <summary>Searchable values of the forms completed in this transaction.</summary>
    public List<string> Written { get; } = [];

    /// <summary>The steps that this transaction completes, by their tasks.</summary>
    public List<(int Task, DoneStep Step)> Done { get; } = [];

    /// <summary>True when this transaction has moved it to another version of its definition.</summary>
    public bool IsMoved { get; private set; }

    public DateTime UpdatedAt { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public ReadOnlyMemory<byte> StateText => CaseStateJson.WriteUtf8(State);

    public string StatusText => Text(State.Status);

    public static string Text(CaseStatus status) => status switch
    {
        CaseStatus.Running => "running",
        CaseStatus.Finished => "finished",
        CaseStatus.Faulted => "faulted",
        CaseStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    /// <summary>True when its end is reported to a customer or to a waiting case.</summary>
    public bool IsAwaited => Customer is not null || Parent is not null;

    public TaskKey KeyOf(int number) => new(Definition.Unit, Id, number);

    /// <summary>The open task with this number; null for none.</summary>
    public OpenWait? OpenTask(int number)
    {
        foreach (var wait in State.Waits(Flow))
        {
            if (wait.Number == number && wait.Kind == WaitKind.Task) return wait;
        }

        return null;
    }

    /// <summary>The id of the step to which the case goes back when this task lapses; null for none.</summary>
    public string? LapsesTo(int number) =>
        OpenTask(number) is { } open && Flow.StepAt(open.Activity)?.Lapse is { Then: LapseThen.Back, To: var to }
            ? Flow.Steps.FirstOrDefault(step => step.Number == to)?.ActivityId
            : null;

    public void MoveTo(DefinitionVersion definition, Flow flow)
    {
        Definition = definition;
        Flow = flow;
        IsMoved = true;
    }

    /// <summary>Appends a decision as the next event of the case's history.</summary>
    public HistoryRow Append(CaseState state, string eventJson, long? actor, string? key, Instant at)
    {
        State = state;
        Seq++;
        Hash = CaseHash.Next(Hash, Definition.Unit, Id, Seq, at, actor, eventJson);
        if (state.Name is { Length: > 0 } name && name != Title) (Title, HasNewTitle) = (name, true);
        HasNewTitle |= IsNew;
        UpdatedAt = at.ToSql();
        EndedAt = state.Status != CaseStatus.Running ? EndedAt ?? UpdatedAt : null;
        IsChanged = true;
        return new HistoryRow(Definition.Unit, Id, Seq, UpdatedAt, actor, eventJson, key, Hash);
    }
}

/// <summary>The clocks of a whole case, as in its row.</summary>
/// <param name="Stops">The stops of the standard's clock, as a PostgreSQL array.</param>
internal readonly record struct CaseClockRow(DateTime? PausedAt, DateTime? DueAt, string Stops, DateTime? AlarmAt);
