using Npgsql;
using SopEngine.Core.Sla;

namespace SopEngine.Engine.Rollups;

/// <summary>A table of counted closings: a key, and the same measures in all tables.</summary>
internal sealed class RollupTable<TKey>(
    string name, IReadOnlyList<(string Column, string Type, Func<IEnumerable<TKey>, Array> Values)> key, Func<NpgsqlDataReader, TKey> read)
    where TKey : notnull
{
    private const string Measures = "done, limited, late, late_extended, cancelled, levels, worked, share, first_closing, last_closing";

    public string Name => name;

    private string Columns => string.Join(", ", key.Select(part => part.Column));

    private string Keys => string.Join(", ", key.Select((part, i) => $"${i + 2}::{part.Type}[]"));

    /// <summary>Adds the stored counts of the same keys.</summary>
    public async Task AddStored(NpgsqlConnection connection, int unit, Dictionary<TKey, Counted> counts, CancellationToken cancellation)
    {
        if (counts.Count == 0) return;
        await using var command = Command(
            connection,
            $"select {Columns}, {Measures} from unnest({Keys}) as wanted ({Columns}) join {name} using ({Columns}) where unit_id = $1",
            unit, [.. counts.Keys]);
        await Read(command, counts, cancellation);
    }

    /// <summary>All stored counts of a unit.</summary>
    public async Task<Dictionary<TKey, Counted>> ReadAll(NpgsqlConnection connection, int unit, CancellationToken cancellation)
    {
        var counts = new Dictionary<TKey, Counted>();
        await using var command = new NpgsqlCommand($"select {Columns}, {Measures} from {name} where unit_id = $1", connection)
        {
            Parameters = { new() { Value = unit } },
        };
        await Read(command, counts, cancellation);
        return counts;
    }

    public async Task Write(NpgsqlConnection connection, int unit, Dictionary<TKey, Counted> counts, CancellationToken cancellation)
    {
        if (counts.Count == 0) return;
        var next = key.Count + 2;
        var set = string.Join(", ", Measures.Split(", ").Select(measure => $"{measure} = excluded.{measure}"));
        await using var command = Command(
            connection,
            $"""
            insert into {name} (unit_id, {Columns}, {Measures})
            select $1, {Columns}, done, limited, late, late_extended, cancelled, levels::int[], worked, share, first_closing, last_closing
            from unnest({Keys}, ${next}::int[], ${next + 1}::int[], ${next + 2}::int[], ${next + 3}::int[], ${next + 4}::int[],
              ${next + 5}::text[], ${next + 6}::bytea[], ${next + 7}::bytea[], ${next + 8}::bigint[], ${next + 9}::bigint[])
              as new ({Columns}, {Measures})
            on conflict (unit_id, {Columns}) do update set {set}
            """,
            unit, [.. counts.Keys]);
        AddArray(counted => counted.Tally.Done);
        AddArray(counted => counted.Tally.Limited);
        AddArray(counted => counted.Tally.Late);
        AddArray(counted => counted.Tally.LateExtended);
        AddArray(counted => counted.Tally.Cancelled);
        AddArray(counted => Text(counted.Tally.Levels));
        AddArray(counted => counted.Tally.Worked.Pack());
        AddArray(counted => counted.Tally.Share.Pack());
        AddArray(counted => counted.First);
        AddArray(counted => counted.Last);
        await command.ExecuteNonQueryAsync(cancellation);

        void AddArray<T>(Func<Counted, T> value) =>
            command.Parameters.Add(new NpgsqlParameter { Value = counts.Values.Select(value).ToArray() });
    }

    public async Task Clear(NpgsqlConnection connection, int unit, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"delete from {name} where unit_id = $1", connection)
        {
            Parameters = { new() { Value = unit } },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, int unit, List<TKey> keys)
    {
        var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = unit } } };
        foreach (var (_, _, values) in key) command.Parameters.Add(new NpgsqlParameter { Value = values(keys) });
        return command;
    }

    private async Task Read(NpgsqlCommand command, Dictionary<TKey, Counted> counts, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var found = read(reader);
            if (!counts.TryGetValue(found, out var counted)) counts[found] = counted = new Counted();
            var at = key.Count;
            counted.Tally.Add(
                reader.GetInt32(at), reader.GetInt32(at + 1), reader.GetInt32(at + 2), reader.GetInt32(at + 3), reader.GetInt32(at + 4),
                reader.GetFieldValue<int[]>(at + 5), reader.GetFieldValue<byte[]>(at + 6), reader.GetFieldValue<byte[]>(at + 7));
            counted.Cover(reader.GetInt64(at + 8), reader.GetInt64(at + 9));
        }
    }

    private static string Text(IEnumerable<int> values) => $"{{{string.Join(',', values)}}}";
}

internal static class RollupTables
{
    public static readonly IReadOnlyList<Grain> Grains = Enum.GetValues<Grain>();

    /// <summary>The name of the table of a kind and a grain.</summary>
    private static string Name(string kind, Grain grain) => $"{kind}_{grain.ToString().ToLowerInvariant()}s";

    public static RollupTable<StepDay> Steps(Grain grain) => new(
        Name("step", grain),
        [
            ("day", "date", keys => keys.Select(key => key.Day).ToArray()),
            ("definition_id", "text", keys => keys.Select(key => key.DefinitionId).ToArray()),
            ("version", "int", keys => keys.Select(key => key.Version).ToArray()),
            ("activity", "int", keys => keys.Select(key => key.Activity).ToArray()),
            ("lane", "text", keys => keys.Select(key => key.Lane).ToArray()),
        ],
        reader => new StepDay(
            reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetString(4)));

    public static RollupTable<PersonDay> People(Grain grain) => new(
        Name("person", grain),
        [
            ("day", "date", keys => keys.Select(key => key.Day).ToArray()),
            ("person_id", "bigint", keys => keys.Select(key => key.Person).ToArray()),
            ("definition_id", "text", keys => keys.Select(key => key.DefinitionId).ToArray()),
            ("lane", "text", keys => keys.Select(key => key.Lane).ToArray()),
        ],
        reader => new PersonDay(reader.GetFieldValue<DateOnly>(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3)));
}
