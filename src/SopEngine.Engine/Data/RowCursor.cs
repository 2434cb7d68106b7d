using Npgsql;

namespace SopEngine.Engine.Data;

/// <summary>Reads the columns of a row one after the other, so that a reader in the order of the select list counts no positions.</summary>
internal sealed class RowCursor(NpgsqlDataReader row, int column = 0)
{
    /// <summary>True when the next column is null.</summary>
    public bool IsNull => row.IsDBNull(column);

    public T Next<T>() => row.GetFieldValue<T>(column++);

    public string? NextText() => IsNull ? Skip<string>() : Next<string>();

    public T? NextOrNull<T>() where T : struct => IsNull ? Skip<T?>() : Next<T>();

    private T? Skip<T>()
    {
        column++;
        return default;
    }
}
