using System.Text.RegularExpressions;

namespace SopEngine.Core.Documents;

/// <summary>The key of an office's template, which is the kind of its documents: <c>bukti-penerimaan-contoh</c>.</summary>
public static partial class TemplateKey
{
    public const int Longest = 60;

    public static bool IsGood(string key) => key.Length <= Longest && Pattern().IsMatch(key);

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
