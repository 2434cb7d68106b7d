using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Assessments;

/// <summary>A row of a filled form.</summary>
/// <param name="No">The number of the step or criterion.</param>
/// <param name="Subject">The instruction of a step as the SOP had it, or the name of a criterion.</param>
/// <param name="IsGood">True for "berjalan baik".</param>
/// <param name="Action">The action to be taken; required when it is not good.</param>
public sealed record AssessedPoint(string No, string Subject, bool IsGood, string Note, string Action)
{
    /// <summary>The criteria of an evaluation, as the regulation's form lists them.</summary>
    public static readonly IReadOnlyList<string> Criteria =
        ["performance", "understood", "practicable", "roles", "problems", "needs", "together"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The rows of a form: the steps of the SOP for monitoring, the criteria for an evaluation.</summary>
    public static IReadOnlyList<(string No, string Subject)> Subjects(AssessmentKind kind, Flow flow) =>
        kind == AssessmentKind.Monitoring
            ? [.. flow.Steps.Select(step => (step.Number, step.Instruction))]
            : [.. Criteria.Select((name, i) => ((i + 1).ToString(CultureInfo.InvariantCulture), name))];

    public static string Write(IReadOnlyList<AssessedPoint> points) => JsonSerializer.Serialize(points, Json);

    public static IReadOnlyList<AssessedPoint> Read(string json) => JsonSerializer.Deserialize<List<AssessedPoint>>(json, Json)!;
}
