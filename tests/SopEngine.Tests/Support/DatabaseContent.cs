using System.IO.Compression;
using Npgsql;

namespace SopEngine.Tests.Support;

/// <summary>
/// The rows and sequences of a database as a file, without its schema: the scripts that made the schema are never changed, so they make it
/// again.
/// </summary>
internal static class DatabaseContent
{
    private const string Tables =
        """
        select format('copy %I (%s) ', c.relname, string_agg(quote_ident(a.attname), ', ' order by a.attnum))
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'schema_version'
        group by c.relname order by c.relname
        """;

    private const string Sequences =
        """
        select format('select setval(%L, %s)', quote_ident(sequencename), last_value)
        from pg_sequences where schemaname = 'public' and last_value is not null order by sequencename
        """;

    /// <param name="connectionString">Of a superuser, whom row-level security does not bind.</param>
    public static async Task Write(string connectionString, string file)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var zip = new GZipStream(File.Create(file), CompressionLevel.SmallestSize);
        await using var text = new StreamWriter(zip) { NewLine = "\n" };
        foreach (var copy in await Lines(connection, Tables))
        {
            await text.WriteLineAsync(copy);
            using (var rows = await connection.BeginTextExportAsync(copy + "to stdout")) await text.WriteAsync(await rows.ReadToEndAsync());
            await text.WriteLineAsync("\\.");
        }

        foreach (var set in await Lines(connection, Sequences)) await text.WriteLineAsync(set);
    }

    /// <param name="connectionString">Of a superuser; the tables are there and empty.</param>
    public static async Task Read(string connectionString, string file)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        // Rows come in the order of the tables' names, whatever refers to them.
        await Execute(connection, "set session_replication_role = replica");
        await using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var text = new StreamReader(zip);
        while (await text.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("copy ", StringComparison.Ordinal))
            {
                await Execute(connection, line);
                continue;
            }

            await using var rows = await connection.BeginTextImportAsync(line + "from stdin");
            while (await text.ReadLineAsync() is { } row and not "\\.") await rows.WriteAsync(row + "\n");
        }
    }

    private static async Task<List<string>> Lines(NpgsqlConnection connection, string sql)
    {
        var lines = new List<string>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return lines;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
