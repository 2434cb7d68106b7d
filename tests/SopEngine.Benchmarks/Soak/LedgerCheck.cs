using Npgsql;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Compares the clients' record with the service's history.</summary>
internal sealed class LedgerCheck
{
    public int Acknowledged { get; private set; }

    public int Unsettled { get; private set; }

    /// <summary>Deeds that were acknowledged, but are not in the history as acknowledged.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>Deeds that are in the history more than once.</summary>
    public List<string> Twice { get; } = [];

    /// <summary>Deeds that were refused, but are in the history.</summary>
    public List<string> Denied { get; } = [];

    private sealed record Happened(long Case, int Seq, string What, int Task);

    public static async Task<LedgerCheck> Run(Ledger ledger, string connectionString)
    {
        var check = new LedgerCheck();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var kept = await Kept(connection);
        foreach (var deed in ledger.Deeds) check.Compare(deed, kept.GetValueOrDefault(deed.Key, []));
        await foreach (var twice in Marks(connection)) check.Twice.Add(twice);
        return check;
    }

    private void Compare(Deed deed, IReadOnlyList<Happened> kept)
    {
        if (kept.Count > 1) Twice.Add($"{deed}: {string.Join(" and ", kept)}");
        switch (deed.Settled)
        {
            case Settled.Acknowledged:
                Acknowledged++;
                if (!kept.Any(one => one == new Happened(deed.Case, deed.Seq ?? one.Seq, deed.What, deed.Task)))
                    Lost.Add($"{deed}{(kept.Count > 0 ? $", but {kept[0]}" : "")}");
                break;
            case Settled.Refused:
                if (kept.Count > 0) Denied.Add($"{deed}: {deed.Refusal}");
                break;
            default:
                Unsettled++;
                break;
        }
    }

    /// <summary>The history's events by the key of their request; history stores the key after the person's number.</summary>
    private static async Task<Dictionary<string, List<Happened>>> Kept(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            set role sop_system;
            select split_part(request_key, ':', 2), case_id, seq, event ->> 'event', coalesce((event ->> 'task')::int, 0)
            from history where request_key like '%:soak-%'
            """, connection)
        { CommandTimeout = 300 };
        await using var rows = await command.ExecuteReaderAsync();
        var kept = new Dictionary<string, List<Happened>>();
        while (await rows.ReadAsync())
        {
            var key = rows.GetString(0);
            if (!kept.TryGetValue(key, out var all)) kept[key] = all = [];
            all.Add(new Happened(rows.GetInt64(1), rows.GetInt32(2), rows.GetString(3), rows.GetInt32(4)));
        }

        return kept;
    }

    /// <summary>Remarks and titles that occur in more than one place.</summary>
    private static async IAsyncEnumerable<string> Marks(NpgsqlConnection connection)
    {
        // Searches the events as bytes of text: an event that is no valid JSON to PostgreSQL must not end the search.
        await using var command = new NpgsqlCommand(
            """
            set role sop_system;
            select mark || ' ' || count(*) || ' times' from (
              select substring(event::text from 'catatan-\d+-\d+') as mark from history where event::text like '%catatan-%'
              union all
              select title from cases where title like 'soak-%' and parent_case is null
            ) marks group by mark having count(*) > 1
            """, connection)
        { CommandTimeout = 300 };
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) yield return rows.GetString(0);
    }
}
