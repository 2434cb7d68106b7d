using System.Globalization;
using SopEngine.Core.Assessments;
using SopEngine.Engine.Assessments;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Assessments;

/// <summary>The form of an assessment as it was sent: every field as text.</summary>
public sealed record FilledForm
{
    /// <summary>More rows than any SOP has steps.</summary>
    private const int MostRows = 500;

    public AssessmentKind Kind { get; init; }

    /// <summary>Stays when the form is shown again.</summary>
    public Guid Form { get; init; } = Guid.NewGuid();

    public int? Version { get; init; }
    public string? On { get; init; }
    public IReadOnlyList<string> Methods { get; init; } = [];
    public string? Conclusion { get; init; }
    public IReadOnlyList<FillAssessment.Answer> Answers { get; init; } = [];
    public Problem? Problem { get; init; }

    public FillAssessment.Answer? Answer(int row) => Answers.ElementAtOrDefault(row);

    public static AssessmentKind KindOf(string? text) =>
        string.Equals(text, nameof(AssessmentKind.Evaluation), StringComparison.OrdinalIgnoreCase)
            ? AssessmentKind.Evaluation : AssessmentKind.Monitoring;

    public static FilledForm Read(IFormCollection form) => new()
    {
        Kind = KindOf(form["kind"]),
        Form = Guid.TryParse(form["form"], out var id) ? id : Guid.NewGuid(),
        Version = int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0,
        On = form["on"],
        Methods = [.. form["methods"].OfType<string>().Distinct()],
        Conclusion = form["conclusion"],
        Answers = [.. Enumerable.Range(0, MostRows).TakeWhile(row => form.ContainsKey($"note-{row}")).Select(row => Row(form, row))],
    };

    public FillAssessment.Command Command(Person person, string sop) => new(
        person, sop, Form, Version ?? 0, Kind, IsoDate.Read(On), Methods,
        Enum.TryParse<Conclusion>(Conclusion, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : null, Answers);

    private static FillAssessment.Answer Row(IFormCollection form, int row) => new(
        form[$"good-{row}"].ToString() switch { "yes" => true, "no" => false, _ => null }, Text(form, $"note-{row}"),
        Text(form, $"action-{row}"));

    private static string Text(IFormCollection form, string field) => form[field].ToString().ReplaceLineEndings("\n").Trim();
}
