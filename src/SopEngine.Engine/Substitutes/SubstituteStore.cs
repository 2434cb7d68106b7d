using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Substitutes;

/// <summary>
/// The substitutions of a unit. Changes run one after the other, so that no two make a circle together. Each change also writes the
/// resulting deputies (<c>stand_ins</c>), for commands and inboxes to read.
/// </summary>
public sealed class SubstituteStore(SopDatabase database, IClock clock)
{
    private const string NotOver =
        """
        select id, person_id, deputy_id, kind, lanes, from_at, until_at from substitutions
        where unit_id = @unit and until_at > @now and from_at < until_at
        """;

    /// <summary>Makes a substitution. A beginning in the past becomes now.</summary>
    /// <returns>The fault that prevents it; null when it is made.</returns>
    public Task<SubstitutionFault?> Make(int unit, Substitution wanted, string reason, long madeBy, CancellationToken cancellation) =>
        Change<SubstitutionFault?>(unit, async (connection, now) =>
    {
        var added = wanted with { When = new Interval(Instant.Max(wanted.When.Start, now), wanted.When.End) };
        var existing = await Read(connection, unit, now, cancellation);
        if (StandIns.Objection(existing, added) is { } fault) return fault;

        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into substitutions (unit_id, person_id, deputy_id, kind, lanes, from_at, until_at, reason, made_by, made_at)
            values (@unit, @Person, @Deputy, @kind, @lanes, @from, @until, @reason, @madeBy, @now)
            """,
            new
            {
                unit,
                added.Person,
                added.Deputy,
                kind = Text(added.Kind),
                lanes = added.Lanes?.ToArray(),
                from = added.When.Start,
                until = added.When.End,
                reason,
                madeBy,
                now,
            },
            cancellationToken: cancellation));
        return null;
    }, cancellation);

    /// <summary>Ends a substitution now, or calls it off when it has not begun.</summary>
    /// <returns>True when the substitution existed and was not over.</returns>
    public Task<bool> End(int unit, long id, long endedBy, CancellationToken cancellation) => Change(unit, async (connection, now) =>
        await connection.ExecuteAsync(new CommandDefinition(
            $"{EndNow} and id = @id", new { unit, id, endedBy, now }, cancellationToken: cancellation)) > 0, cancellation);

    /// <summary>Ends all substitutions of a person who has left, as the absent person and as the deputy.</summary>
    public Task EndAllOf(int unit, long person, long endedBy, CancellationToken cancellation) => Change(unit, (connection, now) =>
        connection.ExecuteAsync(new CommandDefinition(
            $"{EndNow} and @person in (person_id, deputy_id)", new { unit, person, endedBy, now }, cancellationToken: cancellation)),
        cancellation);

    private const string EndNow =
        "update substitutions set until_at = greatest(from_at, @now), ended_by = @endedBy where unit_id = @unit and until_at > @now";

    private async Task<T> Change<T>(int unit, Func<NpgsqlConnection, Instant, Task<T>> change, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            $"select {SopDatabase.BindToUnits}, pg_advisory_xact_lock(hashtextextended(@unit || ' substitutes', 0))",
            new { unit, sopUnits = SopDatabase.Units(unit) }, cancellationToken: cancellation));
        var now = clock.Now();
        var result = await change(connection, now);
        await WriteStandIns(connection, unit, await Read(connection, unit, now, cancellation), cancellation);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private static async Task<List<Substitution>> Read(
        NpgsqlConnection connection, int unit, Instant now, CancellationToken cancellation) =>
        [.. (await connection.QueryAsync<Row>(new CommandDefinition(NotOver, new { unit, now }, cancellationToken: cancellation)))
            .Select(row => new Substitution(
                row.PersonId, row.DeputyId, Enum.Parse<SubstituteKind>(row.Kind, ignoreCase: true), row.Lanes,
                new Interval(row.FromAt.ToInstant(), row.UntilAt.ToInstant())))];

    private static async Task WriteStandIns(
        NpgsqlConnection connection, int unit, IReadOnlyCollection<Substitution> substitutions, CancellationToken cancellation)
    {
        var rows = StandIns.Of(substitutions).Index().Select(row => new
        {
            unit,
            no = row.Index + 1,
            row.Item.Deputy,
            row.Item.Person,
            kind = Text(row.Item.Kind),
            lanes = row.Item.Lanes?.ToArray(),
            from = row.Item.When.Start,
            until = row.Item.When.End,
        }).ToList();
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from stand_ins where unit_id = @unit", new { unit }, cancellationToken: cancellation));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into stand_ins (unit_id, deputy_id, no, person_id, kind, lanes, from_at, until_at)
            values (@unit, @Deputy, @no, @Person, @kind, @lanes, @from, @until)
            """,
            rows, cancellationToken: cancellation));
    }

    private static string Text(SubstituteKind kind) => kind == SubstituteKind.Plt ? "plt" : "plh";

    private sealed class Row
    {
        public long PersonId { get; init; }
        public long DeputyId { get; init; }
        public string Kind { get; init; } = "";
        public string[]? Lanes { get; init; }
        public DateTime FromAt { get; init; }
        public DateTime UntilAt { get; init; }
    }
}
