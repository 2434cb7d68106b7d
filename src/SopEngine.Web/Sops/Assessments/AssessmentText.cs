using Microsoft.Extensions.Localization;
using SopEngine.Core.Assessments;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Assessments;

internal static class AssessmentText
{
    /// <summary>A row's subject in words: of a step its own text, of a criterion a text of ours.</summary>
    public static string Subject(IStringLocalizer<Texts> texts, AssessmentKind kind, string subject) =>
        kind == AssessmentKind.Monitoring ? subject : texts[$"Assessment.Criterion.{subject}"];
}
