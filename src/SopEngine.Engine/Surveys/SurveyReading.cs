using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Surveys;

/// <summary>Reads the figures of the survey from the stored sums, never from the answers.</summary>
public sealed class SurveyReading(SopDatabase database)
{
    /// <summary>How many periods a trend shows.</summary>
    public const int TrendLength = 12;

    private const string ReadServed =
        """
        select definition_id, count(*)::int from cases
        where unit_id = @unit and status = 'finished' and customer_id is not null and ended_at >= @from and ended_at < @until
          and (@services::text[] is null or definition_id = any (@services))
        group by 1
        """;

    private const string ReadNames =
        """
        select distinct on (definition_id) definition_id, name from definitions
        where unit_id = @unit order by definition_id, is_published desc, version desc
        """;

    private const string ReadFurther =
        """
        select q.no, q.text, coalesce(sum(c.answers), 0)::int as answers, coalesce(sum(c.total), 0)::int as total
        from survey_questions q left join survey_question_counts c
          on c.unit_id = q.unit_id and c.no = q.no and c.day between @from and @to and (@service::text is null or c.service = @service)
            and (@services::text[] is null or c.service = any (@services))
        where q.unit_id = @unit group by 1, 2 order by 1
        """;

    /// <summary>A period of an office, with its services, and its trend.</summary>
    public sealed record Found(
        SurveyFigures Figures, IReadOnlyList<SurveyLine> Services, IReadOnlyList<SurveyLine> Trend, IReadOnlyList<QuestionFigures> Further);

    /// <param name="service">Id of a SOP; null for the office.</param>
    /// <param name="reach">The SOPs that the reader sees; null for all.</param>
    public async Task<Found> Read(
        int unit, DateTimeZone zone, SurveyWeights weights, SurveyPeriod period, string? service, IReadOnlyList<string>? reach,
        CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Bind(connection, unit, cancellation);
        var (figures, lines) = await Period(connection, unit, zone, weights, period, service, reach, cancellation);
        var trend = await Trend(connection, unit, weights, period, service, reach, cancellation);
        var further = await connection.QueryAsync<FurtherRow>(new CommandDefinition(
            ReadFurther,
            new { unit, from = period.From.ToDateOnly(), to = period.To.ToDateOnly(), service, services = reach?.ToArray() },
            cancellationToken: cancellation));
        return new Found(figures, lines, trend,
        [
            .. further.Where(row => row.Answers > 0).Select(row => row.Answers < Suppression.Least || figures.IsHidden
                ? new QuestionFigures(row.No, row.Text, null, null)
                : new QuestionFigures(
                    row.No, row.Text, row.Answers, Math.Round((decimal)row.Total / row.Answers, 2, MidpointRounding.AwayFromZero))),
        ]);
    }

    /// <summary>The figures of the office and of each service with answers, for a report.</summary>
    internal static async Task<SurveyContent> Content(
        NpgsqlConnection connection, int unit, DateTimeZone zone, SurveySettings settings, SurveyPeriod period,
        CancellationToken cancellation)
    {
        var (office, lines) = await Period(connection, unit, zone, settings.Weights, period, null, null, cancellation);
        var services = new List<SurveyFigures>();
        foreach (var line in lines.Where(line => line is { Index: not null, Key.Length: > 0 }))
            services.Add((await Period(connection, unit, zone, settings.Weights, period, line.Key, null, cancellation)).Figures);
        return new SurveyContent(office, services, lines, settings.LegalBasis);
    }

    private static async Task<(SurveyFigures Figures, IReadOnlyList<SurveyLine> Lines)> Period(
        NpgsqlConnection connection, int unit, DateTimeZone zone, SurveyWeights weights, SurveyPeriod period, string? service,
        IReadOnlyList<string>? reach, CancellationToken cancellation)
    {
        var counts = await SurveyCounts.Read(connection, unit, period.From, period.To, reach, whole: true, cancellation);
        var served = (await connection.QueryAsync<(string Service, int People)>(new CommandDefinition(
            ReadServed,
            new
            {
                unit,
                from = period.From.AtStartOfDayInZone(zone).ToInstant(),
                until = period.To.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(),
                services = reach?.ToArray(),
            }, cancellationToken: cancellation))).ToDictionary(row => row.Service, row => row.People);
        var names = (await connection.QueryAsync<(string Id, string Name)>(new CommandDefinition(
            ReadNames, new { unit }, cancellationToken: cancellation))).ToDictionary(row => row.Id, row => row.Name);
        var lines = Lines(counts, served, names, weights);
        var figures = Figures(counts, weights, period, service, service is null ? null : names.GetValueOrDefault(service, service),
            service is null ? served.Values.Sum() : served.GetValueOrDefault(service),
            // A service that the office's table hides stays hidden on a page of its own.
            service is not null && lines.FirstOrDefault(line => line.Key == service) is { Respondents: null });
        return (figures, lines);
    }

    private static IReadOnlyList<SurveyLine> Lines(
        SurveyCounts counts, Dictionary<string, int> served, Dictionary<string, string> names, SurveyWeights weights)
    {
        var services = counts.Services().Union(served.Keys).OrderBy(id => names.GetValueOrDefault(id, ""), StringComparer.Ordinal)
            .ThenBy(id => id, StringComparer.Ordinal).ToList();
        var tallies = services.ConvertAll(id => counts.Of(SurveyCounts.All, id));
        var shown = Suppression.Shown([.. tallies.Select(tally => tally.Respondents)]);
        return
        [
            .. services.Select((id, i) =>
                Line(id, names.GetValueOrDefault(id, ""), served.GetValueOrDefault(id), tallies[i], shown[i], weights)),
        ];
    }

    private static SurveyLine Line(string key, string name, int served, SurveyTally tally, bool isShown, SurveyWeights weights)
    {
        var index = isShown ? tally.Index(weights) : null;
        return new SurveyLine(key, name, isShown ? tally.Respondents : null, served, index?.Value, index?.Grade);
    }

    private static SurveyFigures Figures(
        SurveyCounts counts, SurveyWeights weights, SurveyPeriod period, string? service, string? name, int served, bool isHidden)
    {
        var all = counts.Of(SurveyCounts.All, service);
        isHidden |= all.Respondents is > 0 and < Suppression.Least;
        var index = isHidden ? null : all.Index(weights);
        return new SurveyFigures(
            period.ToString(), service, name, weights.Name(), all.Respondents,
            isHidden ? 0 : counts.Of("channel:paper", service).Respondents, served, MinimumSample.Of(served),
            index?.Value, index?.Grade, isHidden, isHidden ? [] : all.Indexes(), isHidden ? [] : all.Weakest(),
            isHidden ? [] : [.. SurveyCounts.Traits.Select(trait => Breakdown(counts, weights, period, service, trait))]);
    }

    private static SurveyBreakdown Breakdown(
        SurveyCounts counts, SurveyWeights weights, SurveyPeriod period, string? service, string trait)
    {
        var cells = SurveyCounts.Values(trait).Select(value => (Value: value, Part: $"{trait}:{value}"))
            .Select(cell => (cell.Value, cell.Part, Tally: counts.Of(cell.Part, service)))
            .Where(cell => cell.Tally.Respondents > 0).ToList();
        // A cell that would give away a smaller one, of a month or of a service on its own page, counts as a hidden one.
        var shown = Suppression.Shown(
            [.. cells.Select(cell => IsCovered(counts, period, service, cell.Part) ? cell.Tally.Respondents : 1)]);
        return new SurveyBreakdown(trait,
        [
            .. cells.Select((cell, i) => shown[i]
                ? new SurveyCell(cell.Value, cell.Tally.Respondents, cell.Tally.Index(weights)?.Value)
                : new SurveyCell(cell.Value, null, null)),
        ]);
    }

    private static bool IsCovered(SurveyCounts counts, SurveyPeriod period, string? service, string part) =>
        Enum.GetValues<SurveyGrain>().Where(grain => grain < period.Grain).All(grain => Suppression.CoversParts(
            period.Parts(grain).Select(within => counts.Of(part, service, within).Respondents)))
        && (service is not null || Suppression.CoversParts(counts.Services().Select(id => counts.Of(part, id).Respondents)));

    private static async Task<IReadOnlyList<SurveyLine>> Trend(
        NpgsqlConnection connection, int unit, SurveyWeights weights, SurveyPeriod period, string? service, IReadOnlyList<string>? reach,
        CancellationToken cancellation)
    {
        var periods = new List<SurveyPeriod> { period };
        while (periods.Count < TrendLength) periods.Insert(0, periods[0].Previous);
        var counts = await SurveyCounts.Read(
            connection, unit, periods[0].From, period.To, service is null ? reach : [service], whole: false, cancellation);
        return
        [
            .. periods.Select(within => (Period: within, Tally: counts.Of(SurveyCounts.All, service, within)))
                .SkipWhile(one => one.Tally.Respondents == 0)
                .Select(one => Line(
                    one.Period.ToString(), "", 0, one.Tally, one.Tally.Respondents is 0 or >= Suppression.Least, weights)),
        ];
    }

    private static Task<int> Bind(NpgsqlConnection connection, int unit, CancellationToken cancellation) => connection.ExecuteAsync(
        new CommandDefinition(
            $"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) }, cancellationToken: cancellation));

    private sealed record FurtherRow(int No, string Text, int Answers, int Total);
}
