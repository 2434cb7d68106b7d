using System.Data;
using Dapper;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace SopEngine.Engine.Data;

/// <summary>
/// Instants between .NET and PostgreSQL, which keeps microseconds. An instant that never comes is <c>infinity</c> there and
/// <see cref="Instant.MaxValue"/> here.
/// </summary>
public static class SqlTypes
{
    /// <summary>The present moment in whole microseconds, as the database keeps it: a replay from stored rows decides the same.</summary>
    public static Instant Now(this IClock clock) => clock.GetCurrentInstant().ToMicroseconds();

    public static Instant ToMicroseconds(this Instant instant) => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10);

    public static DateTime ToSql(this Instant instant) => instant >= Never ? DateTime.MaxValue : instant.ToDateTimeUtc();

    public static Instant ToInstant(this DateTime stored) =>
        stored == DateTime.MaxValue ? Instant.MaxValue : Instant.FromDateTimeUtc(DateTime.SpecifyKind(stored, DateTimeKind.Utc));

    private static readonly Instant Never = Instant.FromUtc(9999, 1, 1, 0, 0);

    internal static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new InstantHandler());
    }

    internal static async Task ExecuteNonQueryAsync(this NpgsqlConnection connection, string sql, CancellationToken cancellation = default)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<Instant>
    {
        public override Instant Parse(object value) => ((DateTime)value).ToInstant();

        public override void SetValue(IDbDataParameter parameter, Instant value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.TimestampTz;
            parameter.Value = value.ToSql();
        }
    }
}
