using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Surveys;

/// <summary>A further question of the office, outside of the index.</summary>
/// <param name="Answers">From the worst (1) to the best (4).</param>
public sealed record SurveyQuestion(int No, string Text, IReadOnlyList<string> Answers);

/// <summary>A time in which the office asks.</summary>
public sealed record SurveyOpening(long Id, LocalDate From, LocalDate To);

/// <summary>How an office carries out its survey.</summary>
/// <param name="LegalBasis">As the office printed it; empty for the program's text.</param>
/// <param name="Openings">The times in which it asks; always, when there is none.</param>
/// <param name="Questions">Those that are asked now.</param>
public sealed record SurveySettings(
    SurveyWeights Weights, SurveyGrain Grain, string LegalBasis, IReadOnlyList<SurveyOpening> Openings,
    IReadOnlyList<SurveyQuestion> Questions)
{
    /// <summary>True on a day on which answers are taken.</summary>
    public bool IsOpen(LocalDate day) => Openings.Count == 0 || Openings.Any(opening => opening.From <= day && day <= opening.To);

    private const string Sql =
        """
        select weights, grain, legal_basis from survey_settings where unit_id = @unit;
        select id, from_day, to_day from survey_openings where unit_id = @unit order by from_day, id;
        select no, text, answers from survey_questions where unit_id = @unit and retired_at is null order by no
        """;

    public static Task<SurveySettings> Read(SopDatabase database, int unit, CancellationToken cancellation) =>
        database.QueryMany(unit, Sql, null, async results =>
        {
            var set = await results.ReadSingleOrDefaultAsync<Row>() ?? new Row("EXACT", "month", "");
            return new SurveySettings(
                SurveyWeightNames.Find(set.Weights)!.Value, Enum.Parse<SurveyGrain>(set.Grain, ignoreCase: true), set.LegalBasis,
                [
                    .. (await results.ReadAsync<OpeningRow>())
                        .Select(row => new SurveyOpening(row.Id, LocalDate.FromDateOnly(row.FromDay), LocalDate.FromDateOnly(row.ToDay))),
                ],
                [.. (await results.ReadAsync<QuestionRow>()).Select(row => new SurveyQuestion(row.No, row.Text, row.Answers))]);
        }, cancellation);

    private sealed record Row(string Weights, string Grain, string LegalBasis);

    private sealed record OpeningRow(long Id, DateOnly FromDay, DateOnly ToDay);

    private sealed record QuestionRow
    {
        public int No { get; init; }
        public string Text { get; init; } = "";
        public string[] Answers { get; init; } = [];
    }
}
