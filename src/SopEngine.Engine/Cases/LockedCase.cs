using NodaTime;
using NpgsqlTypes;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Cases;

/// <summary>A case whose row this transaction holds, or will insert, as it stands after the commands decided so far.</summary>
internal sealed class LockedCase
{
    public required DefinitionVersion Definition { get; set; }
    public required long Id { get; init; }

    /// <summary>Where its row stands; of no meaning for a new one.</summary>
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

    /// <summary>When the clock of its service standard stood; the last has no end while it stands.</summary>
    public IReadOnlyList<Interval> Stops { get; set; } = [];

    /// <summary>Since when it was over, as its past says; known only when it goes on.</summary>
    public Instant? EndedSince { get; set; }

    /// <summary>Its clocks, when they have changed.</summary>
    public CaseClockRow? Clock { get; set; }

    /// <summary>Not in the database yet.</summary>
    public bool IsNew { get; init; }

    public bool IsChanged { get; private set; }

    /// <summary>It was called something else when it was read.</summary>
    public bool IsRenamed { get; private set; }

    /// <summary>What was written into its forms and can be searched for.</summary>
    public List<string> Written { get; } = [];

    /// <summary>It goes on with another version of its definition.</summary>
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

    /// <summary>Whether somebody outside the case learns of its end: its customer, or the case that waits for it.</summary>
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

    public void MoveTo(DefinitionVersion definition, Flow flow)
    {
        Definition = definition;
        Flow = flow;
        IsMoved = true;
    }

    /// <summary>Takes over a decision as the next event of the case's history.</summary>
    public HistoryRow Append(CaseState state, string eventJson, long? actor, string? key, Instant at)
    {
        State = state;
        Seq++;
        Hash = CaseHash.Next(Hash, Definition.Unit, Id, Seq, at, actor, eventJson);
        if (state.Name is { Length: > 0 } name && name != Title) (Title, IsRenamed) = (name, !IsNew);
        UpdatedAt = at.ToSql();
        EndedAt = state.Status != CaseStatus.Running ? EndedAt ?? UpdatedAt : null;
        IsChanged = true;
        return new HistoryRow(Definition.Unit, Id, Seq, UpdatedAt, actor, eventJson, key, Hash);
    }
}

/// <summary>The clocks of a whole case, as its row has them.</summary>
/// <param name="Stops">When the standard's clock stood, as a PostgreSQL array.</param>
internal readonly record struct CaseClockRow(DateTime? PausedAt, DateTime? DueAt, string Stops, DateTime? AlarmAt);
