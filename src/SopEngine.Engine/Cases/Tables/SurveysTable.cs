using System.Globalization;
using System.Text.Json;
using Npgsql;
using SopEngine.Core.Survey;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <param name="Mark">That which answers once; see <see cref="SurveysTable.OfCase"/>.</param>
internal readonly record struct SurveyRow(int Unit, string Mark, SurveyAnswer Answer);

/// <summary>
/// The box of survey answers, <c>survey_box</c>, and the marks of what has answered, <c>survey_marks</c>. An answer falls into the box only
/// when its mark is new, and is written without it.
/// </summary>
internal sealed class SurveysTable
{
    private static readonly RowStatement<SurveyRow> Insert = Columns().Statement(columns =>
        $"""
        with new as (select * from {columns.Rows}),
        marked as (
          insert into survey_marks (unit_id, mark) select distinct unit_id, mark from new on conflict do nothing returning unit_id, mark)
        insert into survey_box ({Kept(columns)})
        select {Kept(columns)} from (select distinct on (unit_id, mark) * from new) once join marked using (unit_id, mark)
        """);

    private readonly List<SurveyRow> _rows = [];

    /// <summary>The mark of a case, which answers once however often its step is done.</summary>
    public static string OfCase(long caseId) => $"case:{caseId}";

    public void Add(LockedCase of, SurveyAnswer answer) => _rows.Add(new SurveyRow(of.Definition.Unit, OfCase(of.Id), answer));

    public void Write(NpgsqlBatch batch) => Write(batch, _rows);

    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<SurveyRow> rows) => Insert.AddTo(batch, rows);

    private static string Kept(RowColumns<SurveyRow> columns) => columns.Names.Replace("mark, ", "", StringComparison.Ordinal);

    private static RowColumns<SurveyRow> Columns()
    {
        var columns = new RowColumns<SurveyRow>()
            .Add("unit_id", row => row.Unit)
            .Add("mark", row => row.Mark)
            .Add("day", row => row.Answer.Day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), "date")
            .Add("band", row => Name(row.Answer.Band))
            .Add("service", row => row.Answer.Service)
            .Add("channel", row => Name(row.Answer.Channel))
            .Add("sex", row => Name(row.Answer.Respondent.Sex))
            .Add("age", row => Name(row.Answer.Respondent.Age))
            .Add("education", row => Name(row.Answer.Respondent.Education))
            .Add("occupation", row => Name(row.Answer.Respondent.Occupation));
        foreach (var element in SurveyElements.All)
        {
            columns.Add($"{element.Key()}_score",
                row => row.Answer.Scores.TryGetValue(element, out var score) ? score : (int?)null, "smallint");
        }

        return columns.Add("further", row => JsonSerializer.Serialize(row.Answer.Further), "json");
    }

    /// <summary>The stored name of a value; null for none.</summary>
    private static string? Name<T>(T? value) where T : struct, Enum => value?.ToString().ToLowerInvariant();

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
