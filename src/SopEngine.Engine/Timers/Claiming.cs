using Npgsql;

namespace SopEngine.Engine.Timers;

/// <summary>A statement by which the sweep claims alarms of one kind.</summary>
/// <param name="First">The first column of its rows.</param>
/// <param name="More">Adds the parameters behind the moment and the number of rows.</param>
internal sealed record Claiming(string Sql, string First, Action<NpgsqlBatchCommand> More, Func<NpgsqlDataReader, ValueTask> Read);
