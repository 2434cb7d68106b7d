using System.Globalization;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Why a text of a definition cannot be read: an argument of a <see cref="DefinitionProblem"/> that names a text of its own, so that its
/// author reads it in one language.
/// </summary>
internal static class ProblemReason
{
    private const string Mark = "reason:";

    /// <param name="key">The text is <c>Reason.</c> and this.</param>
    public static FormatException Of(string key, params object[] arguments) => new(
        Mark + string.Join(':', arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)).Prepend(key)));

    /// <summary>The argument as its text shows it: any other than a reason stands for itself.</summary>
    public static string Text(string argument, CultureInfo culture) =>
        argument.StartsWith(Mark, StringComparison.Ordinal) && argument[Mark.Length..].Split(':') is [var key, .. var rest]
            && DefinitionProblem.Texts.GetString("Reason." + key, culture) is { } text
            ? string.Format(culture, text, [.. rest])
            : argument;
}
