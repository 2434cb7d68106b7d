using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Survey;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Surveys;

/// <summary>
/// Makes the reports of the index of satisfaction: exactly one for each office and ended period, on any node, as often as the office counts
/// it. A missed one is made up for. The people who get reports are told of the latest, in the transaction that makes it.
/// </summary>
public sealed class SurveyReports(SopDatabase database, UnitCalendars calendars, SurveyCounting counting, IClock clock)
{
    /// <summary>The most past periods for an office that begins with years of answers.</summary>
    private const int MostOfPast = 12;

    private static readonly JsonSerializerOptions Format =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Offices that have asked anybody.</summary>
    private const string Units =
        """
        select u.id, u.calendar_version from units u
        where exists (select from survey_counts c where c.unit_id = u.id and c.part = 'all') order by u.id
        """;

    private const string ReadSince =
        """
        select coalesce((select max(to_day) + 1 from survey_reports where unit_id = @unit),
          (select min(day) from survey_counts where unit_id = @unit and part = 'all'))
        """;

    private const string Insert =
        """
        insert into survey_reports (unit_id, period, to_day, made_at, content) values (@unit, @period, @to, @now, @content::json)
        on conflict do nothing
        """;

    public static string Write(SurveyContent content) => JsonSerializer.Serialize(content, Format);

    public static SurveyContent Read(string content) => JsonSerializer.Deserialize<SurveyContent>(content, Format)!;

    /// <summary>Makes the due reports.</summary>
    /// <returns>The number of reports made.</returns>
    public async Task<int> MakeDue(CancellationToken cancellation)
    {
        // Answers of the last evening are in the report of their month.
        await counting.Count(cancellation);
        var now = clock.Now();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var made = 0;
        foreach (var (unit, calendar) in (await connection.QueryAsync<(int, int)>(
            new CommandDefinition(Units, cancellationToken: cancellation))).AsList())
        {
            var zone = (await calendars.Get(unit, calendar, cancellation)).Zone;
            var settings = await SurveySettings.Read(database, unit, cancellation);
            var due = await Due(connection, unit, settings.Grain, now.InZone(zone).Date, cancellation);
            foreach (var (i, period) in due.Index())
            {
                if (await Make(connection, unit, zone, settings, period, now, tells: i == due.Count - 1, cancellation)) made++;
            }
        }

        return made;
    }

    /// <summary>Counts a period that is over once more, with the paper that was typed in since, and shows it to the public.</summary>
    public async Task Publish(int unit, DateTimeZone zone, SurveyPeriod period, long by, CancellationToken cancellation)
    {
        await counting.Count(cancellation);
        var settings = await SurveySettings.Read(database, unit, cancellation);
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var content = await SurveyReading.Content(connection, unit, zone, settings, period, cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into survey_reports (unit_id, period, to_day, made_at, content, published_at, published_by)
            values (@unit, @period, @to, @now, @content::json, @now, @by)
            on conflict (unit_id, period) do update
            set made_at = @now, content = excluded.content, published_at = @now, published_by = @by
            """,
            new { unit, period = period.ToString(), to = period.To.ToDateOnly(), now = clock.Now(), by, content = Write(content) },
            transaction, cancellationToken: cancellation));
        await transaction.CommitAsync(cancellation);
    }

    public Task Withdraw(int unit, SurveyPeriod period, CancellationToken cancellation) => database.Execute(
        unit, "update survey_reports set published_at = null, published_by = null where unit_id = @unit and period = @period",
        new { period = period.ToString() }, cancellation);

    /// <summary>The published periods of an office, the latest first; all that the public sees of it. Null for no such office.</summary>
    public async Task<PublishedSurveys?> Published(string office, string? period, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var periods = (await connection.QueryAsync<(string Office, string City, string Period)>(new CommandDefinition(
            """
            select u.name, u.city, r.period from units u join survey_reports r on r.unit_id = u.id
            where u.code = @office and r.published_at is not null order by r.to_day desc, length(r.period) desc, r.period limit 60
            """,
            new { office }, cancellationToken: cancellation))).AsList();
        if (periods.Count == 0) return null;
        var chosen = periods.Any(one => one.Period == period) ? period! : periods[0].Period;
        var content = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            """
            select r.content::text from units u join survey_reports r on r.unit_id = u.id
            where u.code = @office and r.period = @chosen and r.published_at is not null
            """,
            new { office, chosen }, cancellationToken: cancellation));
        // Withdrawn between the two.
        if (content is null) return null;
        return new PublishedSurveys(
            periods[0].Office, periods[0].City,
            [.. periods.Select(one => SurveyPeriod.TryParse(one.Period, out var read) ? read : default)],
            Read(content));
    }

    private static async Task<List<SurveyPeriod>> Due(
        NpgsqlConnection connection, int unit, SurveyGrain grain, LocalDate today, CancellationToken cancellation)
    {
        var since = await connection.ExecuteScalarAsync<DateOnly?>(
            new CommandDefinition(ReadSince, new { unit }, cancellationToken: cancellation));
        if (since is not { } day) return [];
        var due = new List<SurveyPeriod>();
        for (var period = SurveyPeriod.Of(grain, LocalDate.FromDateOnly(day)); period.To < today; period = period.Next) due.Add(period);
        return due.Count > MostOfPast ? due[^MostOfPast..] : due;
    }

    private static async Task<bool> Make(
        NpgsqlConnection connection, int unit, DateTimeZone zone, SurveySettings settings, SurveyPeriod period, Instant now, bool tells,
        CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var content = await SurveyReading.Content(connection, unit, zone, settings, period, cancellation);
        var written = await connection.ExecuteAsync(new CommandDefinition(
            Insert,
            new { unit, period = period.ToString(), to = period.To.ToDateOnly(), now, content = Write(content) }, transaction,
            cancellationToken: cancellation));
        if (written == 0) return false;
        if (tells) await Tell(connection, unit, period, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task Tell(NpgsqlConnection connection, int unit, SurveyPeriod period, Instant now, CancellationToken cancellation)
    {
        var readers = await connection.QueryAsync<long>(
            new CommandDefinition(ReportReaders.Sql, new { unit }, cancellationToken: cancellation));
        var details = new Dictionary<string, string> { ["period"] = period.ToString() };
        await Tellings.Tell(
            connection,
            [
                .. readers.Select(person =>
                    new Telling(unit, MessageKind.SurveyReport, $"survey:{period}", now, details) { Person = person }),
            ],
            cancellation);
    }
}
