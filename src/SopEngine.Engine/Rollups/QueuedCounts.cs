using Dapper;
using Npgsql;

namespace SopEngine.Engine.Rollups;

/// <summary>
/// Figures that are counted from a queue: the transaction that changes one notes it, and one node at a time counts what is noted.
/// </summary>
/// <param name="name">Of the advisory lock.</param>
/// <param name="batch">The most notes that one statement takes.</param>
/// <param name="countBatch">SQL: takes a batch, counts it, and returns the number of notes taken.</param>
/// <param name="differences">SQL: sentences on counts that differ from what they count. Takes <c>@unit</c>.</param>
/// <param name="forget">SQL: deletes the counts of <c>@unit</c> and notes all that they count.</param>
internal sealed class QueuedCounts(string name, int batch, string countBatch, string differences, string forget)
{
    /// <summary>Counts all that is noted; nothing while another node counts.</summary>
    public async Task Count(NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var taken = batch; taken == batch;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            if (!await connection.ExecuteScalarAsync<bool>(Sql("select pg_try_advisory_xact_lock(hashtext(@name))", new { name }))) return;
            taken = await connection.ExecuteScalarAsync<int>(Sql(countBatch));
            await transaction.CommitAsync(cancellation);
        }

        CommandDefinition Sql(string sql, object? parameters = null) => new(sql, parameters, cancellationToken: cancellation);
    }

    /// <summary>Finds the differences, within the connection's transaction.</summary>
    /// <param name="repair">True to have everything counted anew when there are differences.</param>
    public async Task<List<string>> Verify(NpgsqlConnection connection, int unit, bool repair, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(Sql("select pg_advisory_xact_lock(hashtext(@name))", new { name }));
        var found = (await connection.QueryAsync<string>(Sql(differences, new { unit }))).AsList();
        if (repair && found.Count > 0) await connection.ExecuteAsync(Sql(forget, new { unit }));
        return found;

        CommandDefinition Sql(string sql, object parameters) => new(sql, parameters, commandTimeout: 0, cancellationToken: cancellation);
    }
}
