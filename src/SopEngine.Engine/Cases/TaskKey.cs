using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>A task, or another wait, of a case.</summary>
internal readonly record struct TaskKey(int Unit, long Case, int No);

internal static class TaskKeys
{
    /// <summary>Adds the columns that name a row's task.</summary>
    public static RowColumns<T> AddKey<T>(this RowColumns<T> columns, Func<T, TaskKey> key) => columns
        .Add("unit_id", row => key(row).Unit)
        .Add("case_id", row => key(row).Case)
        .Add("no", row => key(row).No);
}
