using Npgsql;
using NpgsqlTypes;

namespace SopEngine.Engine.Data;

/// <summary>
/// A statement that writes many rows at once. Each column goes to the database as one array, so one transaction can carry the commands of
/// several cases at the cost of one.
/// </summary>
internal sealed class RowStatement<T>(string sql, IReadOnlyList<Action<NpgsqlBatchCommand, IReadOnlyCollection<T>>> parameters)
{
    /// <summary>Adds the statement to a batch, unless there are no rows.</summary>
    public void AddTo(NpgsqlBatch batch, IReadOnlyCollection<T> rows)
    {
        if (rows.Count == 0) return;
        var command = batch.Add(sql);
        foreach (var add in parameters) add(command, rows);
    }
}

/// <summary>The columns of a statement's rows: the name of each, and the source of its value.</summary>
internal sealed class RowColumns<T>
{
    private readonly List<(string Name, string Type)> _columns = [];
    private readonly List<Action<NpgsqlBatchCommand, IReadOnlyCollection<T>>> _parameters = [];

    /// <summary>The columns' names.</summary>
    public string Names => string.Join(", ", _columns.Select(column => column.Name));

    /// <summary>The rows as <c>new</c>, for a from clause.</summary>
    public string Rows => $"unnest({string.Join(", ", _columns.Select((column, i) => Array(i)))}) as new ({Names})";

    /// <summary>The rows as a select list. Unlike unnest in a from clause, it does not store each column first.</summary>
    public string List => string.Join(", ", _columns.Select((column, i) => $"unnest({Array(i)}) as {column.Name}"));

    /// <param name="type">The column's type, where it differs from the usual one for the value.</param>
    public RowColumns<T> Add<TValue>(string name, Func<T, TValue> value, string? type = null)
    {
        var (fitting, parameter) = TypeOf(typeof(TValue));
        _columns.Add((name, type ?? fitting));
        _parameters.Add((command, rows) => command.With(parameter, rows.Select(value)));
        return this;
    }

    /// <summary>A statement that inserts the rows as they are.</summary>
    public RowStatement<T> Insert(string table) => Statement(columns => $"insert into {table} ({columns.Names}) select {columns.List}");

    public RowStatement<T> Statement(Func<RowColumns<T>, string> sql) => new(sql(this), _parameters);

    private string Array(int column) => $"${column + 1}::{_columns[column].Type}[]";

    private static (string Sql, NpgsqlDbType Type) TypeOf(Type value) => (Nullable.GetUnderlyingType(value) ?? value) switch
    {
        var type when type == typeof(bool) => ("boolean", NpgsqlDbType.Boolean),
        var type when type == typeof(short) => ("smallint", NpgsqlDbType.Smallint),
        var type when type == typeof(int) => ("int", NpgsqlDbType.Integer),
        var type when type == typeof(long) => ("bigint", NpgsqlDbType.Bigint),
        var type when type == typeof(string) => ("text", NpgsqlDbType.Text),
        var type when type == typeof(DateTime) => ("timestamptz", NpgsqlDbType.TimestampTz),
        var type when type == typeof(ReadOnlyMemory<byte>) => ("json", NpgsqlDbType.Json),
        var type when type == typeof(byte[]) => ("bytea", NpgsqlDbType.Bytea),
        var type => throw new ArgumentOutOfRangeException(nameof(value), type, "No column is of this type."),
    };
}
