using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

/// <summary>One deed of a person on one definition of a unit. Concurrent deeds wait. Nothing is kept without a commit.</summary>
internal sealed class DefinitionTransaction : IAsyncDisposable
{
    /// <summary>The columns of a <see cref="DefinitionRow"/>, from <c>definitions d</c> and its <c>people p</c>.</summary>
    public const string Columns =
        """
        d.unit_id, d.id, d.definition_id, d.version, d.name, d.description, d.state, d.is_latest, d.revision, d.created_at, d.changed_at,
        d.changed_by, p.name as changed_by_name
        """;

    public const string From = "definitions d left join people p on p.unit_id = d.unit_id and p.id = d.changed_by";

    private readonly NpgsqlTransaction _transaction;
    private readonly CancellationToken _cancellation;

    private DefinitionTransaction(
        NpgsqlTransaction transaction, int unit, string definitionId, long? person, Instant now, CancellationToken cancellation)
    {
        _transaction = transaction;
        _cancellation = cancellation;
        Unit = unit;
        DefinitionId = definitionId;
        Person = person;
        Now = now;
    }

    public int Unit { get; }
    public string DefinitionId { get; }

    /// <summary>Null for the system.</summary>
    public long? Person { get; }

    public Instant Now { get; }
    public NpgsqlConnection Connection => _transaction.Connection!;

    /// <param name="turn">Deeds with the same turn run one after the other: the definition's id, unless it has none yet.</param>
    public static async Task<DefinitionTransaction> Begin(
        SopDatabase database, int unit, string definitionId, long? person, Instant now, CancellationToken cancellation, string? turn = null)
    {
        var connection = await database.App.OpenConnectionAsync(cancellation);
        try
        {
            var begun = new DefinitionTransaction(
                await connection.BeginTransactionAsync(cancellation), unit, definitionId, person, now, cancellation);
            await begun.Execute(
                $"select {SopDatabase.BindToUnits}, pg_advisory_xact_lock(hashtextextended(@unit || ' ' || @turn, 0))",
                new { sopUnits = SopDatabase.Units(unit), turn = turn ?? definitionId });
            return begun;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public Task<StoredDefinition?> Latest() => Find("d.definition_id = @definitionId and d.is_latest");

    public Task<StoredDefinition?> Version(int version) =>
        Find("d.definition_id = @definitionId and d.version = @version", new { version });

    public async Task<StoredDefinition?> Find(string condition, object? parameters = null) =>
        (await Query<DefinitionRow>(
            $"select {Columns}, d.json::text as json from {From} where d.unit_id = @unit and {condition}", parameters))
            .Select(row => row.ToDefinition()).FirstOrDefault();

    /// <summary>The number of the next version. Numbers of deleted versions are not reused: compiled flows are cached by them.</summary>
    public Task<int> NextVersion() => Scalar<int>(
        """
        select 1 + greatest(
          (select coalesce(max(version), 0) from definitions where unit_id = @unit and definition_id = @definitionId),
          (select coalesce(max(version), 0) from definition_log where unit_id = @unit and definition_id = @definitionId))
        """);

    /// <summary>Writes an act to the definition's log.</summary>
    public Task Log(int version, string action, string? note = null) => Execute(
        """
        insert into definition_log (unit_id, definition_id, no, version, at, person_id, action, note)
        select @unit, @definitionId, coalesce(max(no), 0) + 1, @version, @now, @person, @action, @note
        from definition_log where unit_id = @unit and definition_id = @definitionId
        """,
        new { version, action, note });

    /// <summary>True when in this unit only the head or an admin may put SOPs in force or end them, and the person is neither.</summary>
    public Task<bool> NeedsHead() => Scalar<bool>(
        $"""
        select u.sop_approval and @person is not null
          and not exists (select from people where unit_id = @unit and id = @person and {RightsSql.Of(Right.DecideOnSops, "roles")})
        from units u where u.id = @unit
        """);

    /// <summary>The statement sees <c>@unit</c>, <c>@definitionId</c>, <c>@person</c> and <c>@now</c>.</summary>
    public async Task<List<T>> Query<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    /// <inheritdoc cref="Query{T}"/>
    public async Task<T> Scalar<T>(string sql, object? parameters = null) =>
        (await Connection.ExecuteScalarAsync<T>(Command(sql, parameters)))!;

    /// <inheritdoc cref="Query{T}"/>
    public Task<int> Execute(string sql, object? parameters = null) => Connection.ExecuteAsync(Command(sql, parameters));

    public Task Commit() => _transaction.CommitAsync(_cancellation);

    public async ValueTask DisposeAsync()
    {
        var connection = _transaction.Connection;
        await _transaction.DisposeAsync();
        if (connection is not null) await connection.DisposeAsync();
    }

    private CommandDefinition Command(string sql, object? parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("unit", Unit);
        all.Add("definitionId", DefinitionId);
        all.Add("person", Person, System.Data.DbType.Int64);
        all.Add("now", Now);
        return new CommandDefinition(sql, all, cancellationToken: _cancellation);
    }
}

/// <summary>A version as a database row.</summary>
internal sealed class DefinitionRow
{
    public int UnitId { get; init; }
    public string Id { get; init; } = "";
    public string DefinitionId { get; init; } = "";
    public int Version { get; init; }
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public string State { get; init; } = "";
    public bool IsLatest { get; init; }
    public int Revision { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime ChangedAt { get; init; }
    public long? ChangedBy { get; init; }
    public string? ChangedByName { get; init; }
    public string Json { get; init; } = "";

    public StoredDefinition ToDefinition() => new()
    {
        UnitId = UnitId,
        Id = Id,
        DefinitionId = DefinitionId,
        Version = Version,
        Name = Name,
        Description = Description,
        State = DefinitionStates.Parse(State),
        IsLatest = IsLatest,
        Revision = Revision,
        CreatedAt = CreatedAt.ToInstant(),
        ChangedAt = ChangedAt.ToInstant(),
        ChangedBy = ChangedBy,
        ChangedByName = ChangedByName,
        Json = Json,
    };
}
