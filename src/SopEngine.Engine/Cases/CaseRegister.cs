using NodaTime;
using SopEngine.Core.Documents;

namespace SopEngine.Engine.Cases;

/// <summary>The rule by which an office numbers its register of cases: one of <see cref="NumberRule"/>, without a classification.</summary>
public static class CaseRegister
{
    /// <summary>The rule of an office that has set none.</summary>
    public const string UsualRule = "{seq:0000}/{unit}/{yyyy}";

    public static bool IsRule(string text) => NumberRule.Parse(text) is not null && !text.Contains("{class}", StringComparison.Ordinal);

    /// <param name="unit">The office's short name.</param>
    /// <param name="on">The day on which the case is opened, in the office's zone.</param>
    internal static string Number(string rule, int seq, string unit, LocalDate on) =>
        (NumberRule.Parse(rule) ?? NumberRule.Parse(UsualRule)!).Number(seq, unit, "", on);
}
