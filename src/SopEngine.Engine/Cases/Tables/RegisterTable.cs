using NodaTime;
using Npgsql;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>A case's number in the register of its office.</summary>
/// <param name="Year">0 where the rule counts on without years.</param>
internal readonly record struct RegisterEntry(int Year, int Seq, string Number);

/// <summary>
/// The table <c>register_counters</c>. Numbers are given to the cases that a transaction opens once everything is decided, so that a
/// refused opening uses up none. The lock on a counter's row makes other openings of the office wait for the commit.
/// </summary>
internal static class RegisterTable
{
    /// <summary>Counters are raised in ascending order, so that two transactions never wait for each other.</summary>
    private const string Count =
        """
        with opened as (
          select o.unit_id, o.case_id, u.register_rule, u.short_name, (o.at at time zone (u.calendar ->> 'zone'))::date as day,
            case when u.register_rule like '%{yyyy}%'
              then extract(year from o.at at time zone (u.calendar ->> 'zone'))::int else 0 end as year
          from unnest($1::int[], $2::bigint[], $3::timestamptz[]) as o (unit_id, case_id, at) join units u on u.id = o.unit_id),
        counted as (
          insert into register_counters as counter (unit_id, year, last)
          select unit_id, year, count(*) from opened group by unit_id, year order by unit_id, year
          on conflict (unit_id, year) do update set last = counter.last + excluded.last
          returning unit_id, year, last)
        select o.case_id, o.year, (c.last - count(*) over by_year + row_number() over (by_year order by o.case_id))::int,
          o.register_rule, o.short_name, o.day
        from opened o join counted c using (unit_id, year) window by_year as (partition by o.unit_id, o.year)
        """;

    public static async Task Enter(NpgsqlConnection connection, IReadOnlyCollection<LockedCase> cases, CancellationToken cancellation)
    {
        var opened = cases.Where(one => one is { IsNew: true, IsChanged: true }).ToDictionary(one => one.Id);
        if (opened.Count == 0) return;
        await using var count = connection.Command(
            Count, opened.Values.Select(one => one.Definition.Unit).ToArray(), opened.Keys.ToArray(),
            opened.Values.Select(one => one.StartedAt.ToSql()).ToArray());
        await using var reader = await count.ExecutePrepared(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var row = new RowCursor(reader);
            var (id, year, seq, rule) = (row.Next<long>(), row.Next<int>(), row.Next<int>(), row.Next<string>());
            var (unit, day) = (row.Next<string>(), LocalDate.FromDateOnly(row.Next<DateOnly>()));
            opened[id].Register = new RegisterEntry(year, seq, CaseRegister.Number(rule, seq, unit, day));
        }
    }
}
