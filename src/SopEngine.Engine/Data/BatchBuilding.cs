using Npgsql;
using NpgsqlTypes;

namespace SopEngine.Engine.Data;

/// <summary>Writes batches of statements with positional parameters, and reads their results in the order of the statements.</summary>
internal static class BatchBuilding
{
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    /// <summary>Adds an array as the next parameter.</summary>
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, NpgsqlDbType elementType, IEnumerable<T> values)
    {
        command.Parameters.Add(new NpgsqlParameter<T[]> { NpgsqlDbType = NpgsqlDbType.Array | elementType, TypedValue = [.. values] });
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>A statement of its own with positional parameters.</summary>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>
    /// Prepares the batch's statements on its connection. Those new to the connection cost a round trip. Nothing can call it off, so its
    /// timeout is shorter than the run's.
    /// </summary>
    public static async Task PrepareSoon(this NpgsqlBatch batch)
    {
        var patience = batch.Timeout;
        batch.Timeout = SopDatabase.ShortTimeout;
        await batch.PrepareAsync(CancellationToken.None);
        batch.Timeout = patience;
    }

    /// <summary>Prepares the batch's statements (<see cref="PrepareSoon"/>) and runs it. Cancelling ends the run alone.</summary>
    public static async Task<NpgsqlDataReader> ExecutePrepared(this NpgsqlBatch batch, CancellationToken cancellation)
    {
        await batch.PrepareSoon();
        return await batch.ExecuteReaderAsync(cancellation);
    }

    /// <inheritdoc cref="ExecutePrepared(NpgsqlBatch, CancellationToken)"/>
    public static async Task<NpgsqlDataReader> ExecutePrepared(this NpgsqlCommand command, CancellationToken cancellation)
    {
        var patience = command.CommandTimeout;
        command.CommandTimeout = SopDatabase.ShortTimeout;
        await command.PrepareAsync(CancellationToken.None);
        command.CommandTimeout = patience;
        return await command.ExecuteReaderAsync(cancellation);
    }

    /// <summary>Reads the rows of the reader's current result, and goes on to the next result.</summary>
    /// <param name="first">The name of the result's first column, which tells it from every other result of its batch.</param>
    /// <exception cref="MisreadException">The current result is another one.</exception>
    public static async Task ReadResult(
        this NpgsqlDataReader reader, string first, Func<NpgsqlDataReader, ValueTask> read, CancellationToken cancellation)
    {
        if (reader.FieldCount == 0 || reader.GetName(0) != first) throw new MisreadException();
        while (await reader.ReadAsync(cancellation)) await read(reader);
        await reader.NextResultAsync(cancellation);
    }

    /// <inheritdoc cref="ReadResult(NpgsqlDataReader, string, Func{NpgsqlDataReader, ValueTask}, CancellationToken)"/>
    public static Task ReadResult(
        this NpgsqlDataReader reader, string first, Action<NpgsqlDataReader> read, CancellationToken cancellation) =>
        reader.ReadResult(first, row =>
        {
            read(row);
            return ValueTask.CompletedTask;
        }, cancellation);
}
