using Dapper;

namespace SopEngine.Engine.Data;

/// <summary>
/// Replaces characters that PostgreSQL cannot read as text (NUL, half a surrogate pair) by U+FFFD in JSON stored by earlier releases.
/// Columns chained by hashes, and columns that may not be written, are only reported and stay as they are: they are read through the
/// database function <c>readable</c>, and a rewritten history would prove nothing any more.
/// </summary>
public sealed class TextMending(SopDatabase database)
{
    private static readonly string[] Chained = ["history.event", "cases.state"];

    private const string FindColumns =
        """
        select c.relname::text as "table", a.attname::text as name, has_column_privilege(c.oid, a.attnum, 'update') as is_writable,
          (select string_agg(k.attname, ',' order by array_position(i.indkey::int2[], k.attnum)) from pg_index i
            join pg_attribute k on k.attrelid = c.oid and k.attnum = any (i.indkey) where i.indrelid = c.oid and i.indisprimary) as keys
        from pg_class c join pg_attribute a on a.attrelid = c.oid
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and a.atttypid = 'json'::regtype and not a.attisdropped
        order by c.relname, a.attname
        """;

    /// <summary>A value that held such text.</summary>
    /// <param name="Row">Its table and column, and its key.</param>
    public sealed record Found(string Row, bool IsMended);

    public async IAsyncEnumerable<Found> Mend()
    {
        await using var connection = await database.System.OpenConnectionAsync();
        foreach (var (table, name, isWritable, keyed) in (await connection.QueryAsync<Column>(FindColumns)).AsList())
        {
            var keys = keyed.Split(',');
            var mends = isWritable && !Chained.Contains($"{table}.{name}");
            var key = $"concat_ws(', ', {string.Join(", ", keys.Select(part => $"'{part} ' || \"{part}\""))})";
            var sql = mends
                ? $"update \"{table}\" set \"{name}\" = readable(\"{name}\") where not is_readable(\"{name}\") returning {key}"
                : $"select {key} from \"{table}\" where not is_readable(\"{name}\") "
                    + $"order by {string.Join(", ", keys.Select(part => $"\"{part}\""))}";
            foreach (var row in await connection.QueryAsync<string>(sql, commandTimeout: 0))
                yield return new Found($"{table}.{name} of {row}", mends);
        }
    }

    private sealed record Column(string Table, string Name, bool IsWritable, string Keys);
}
