using SopEngine.Core.Workflows;

namespace SopEngine.Web.Http;

/// <summary>Values in the address of a list. What cannot be one is none: a list is shown rather than refused.</summary>
internal static class AddressText
{
    /// <summary>A text without the blanks around it; null for an empty one.</summary>
    public static string? Text(string? text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? null : StorableText.Start(text.Trim(), longest);

    /// <summary>A value of an enumeration by its name; null for any other text, numbers among them.</summary>
    public static T? Word<T>(string? word) where T : struct, Enum =>
        word is [var first, ..] && char.IsAsciiLetter(first) && Enum.TryParse<T>(word, ignoreCase: true, out var value)
            && Enum.IsDefined(value) ? value : null;
}
