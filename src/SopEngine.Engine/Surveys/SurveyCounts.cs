using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Survey;

namespace SopEngine.Engine.Surveys;

/// <summary>The stored sums of an office over a time: by part of the respondents, service and month.</summary>
internal sealed class SurveyCounts
{
    /// <summary>The part of all respondents.</summary>
    public const string All = "all";

    private static readonly Dictionary<string, string[]> ValuesOf = new()
    {
        ["sex"] = Names<RespondentSex>(),
        ["age"] = Names<AgeBand>(),
        ["education"] = Names<Education>(),
        ["occupation"] = Names<Occupation>(),
    };

    /// <summary>Named one by one, so that each is a range of the table's key.</summary>
    internal static readonly string[] Parts =
    [
        All, "channel:paper", .. ValuesOf.SelectMany(trait => Values(trait.Key).Select(value => $"{trait.Key}:{value}")),
    ];

    internal static readonly string Sql =
        $"""
        select part, service, date_trunc('month', day)::date as month, sum(respondents)::int as respondents,
          {string.Join(", ", SurveyElements.All.Select(element => $"sum({element.Key()}_n)::int, sum({element.Key()}_sum)::int"))}
        from survey_counts
        where unit_id = @unit and part = any (@parts) and day between @from and @to
          and (@services::text[] is null or service = any (@services))
        group by 1, 2, 3
        """;

    private readonly List<Row> _rows = [];

    /// <summary>The traits by which respondents are broken down, in the order of the questionnaire.</summary>
    public static IEnumerable<string> Traits => ValuesOf.Keys;

    /// <summary>The stored values of a trait; the empty one last, for respondents who did not say.</summary>
    public static IEnumerable<string> Values(string trait) => ValuesOf[trait].Append("");

    /// <param name="services">The services that the reader sees; null for all.</param>
    /// <param name="whole">True for the parts, too; false for all respondents alone.</param>
    public static async Task<SurveyCounts> Read(
        NpgsqlConnection connection, int unit, LocalDate from, LocalDate to, IReadOnlyList<string>? services, bool whole,
        CancellationToken cancellation)
    {
        var counts = new SurveyCounts();
        await using var reader = await connection.ExecuteReaderAsync(new CommandDefinition(
            Sql,
            new
            {
                unit,
                parts = whole ? Parts : [All],
                from = from.ToDateOnly(),
                to = to.ToDateOnly(),
                services = services?.ToArray(),
            }, cancellationToken: cancellation));
        while (await reader.ReadAsync(cancellation))
        {
            var tally = new SurveyTally();
            tally.Add(reader.GetInt32(3), element =>
                new ElementTally(reader.GetInt32(4 + (2 * (int)element)), reader.GetInt32(5 + (2 * (int)element))));
            counts._rows.Add(new Row(
                reader.GetString(0), reader.GetString(1), LocalDate.FromDateOnly(reader.GetFieldValue<DateOnly>(2)), tally));
        }

        return counts;
    }

    /// <param name="service">Null for all services.</param>
    /// <param name="within">Null for the whole time.</param>
    public SurveyTally Of(string part, string? service, SurveyPeriod? within = null)
    {
        var sum = new SurveyTally();
        foreach (var row in _rows)
        {
            if (row.Part == part && (service is null || row.Service == service)
                && (within is not { } period || (period.From <= row.Month && row.Month <= period.To))) sum.Add(row.Tally);
        }

        return sum;
    }

    public IEnumerable<string> Services() => _rows.Where(row => row.Part == All).Select(row => row.Service).Distinct();

    private static string[] Names<T>() where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    private sealed record Row(string Part, string Service, LocalDate Month, SurveyTally Tally);
}
