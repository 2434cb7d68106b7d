namespace SopEngine.Core.Contacts;

/// <summary>A number that people write in groups: of a telephone, a taxpayer, a civil servant, a payment.</summary>
public static class GroupedNumber
{
    /// <summary>Hyphens of three lengths, points, slashes and brackets.</summary>
    private const string Marks = "-\u2010\u2011\u2013./()";

    /// <summary>The number without the blanks and marks between its groups.</summary>
    public static string Plain(string text) =>
        string.Concat(text.Where(character => !char.IsWhiteSpace(character) && !Marks.Contains(character)));
}
