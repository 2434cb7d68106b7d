using System.Text.RegularExpressions;

namespace SopEngine.Core.Documents;

/// <summary>The key of an office's template, which is the kind of its documents: <c>bukti-penerimaan-contoh</c>.</summary>
public static partial class TemplateKey
{
    public const int Longest = 60;

    public static bool IsGood(string key) => key.Length <= Longest && Pattern().IsMatch(key);

    /// <summary>The place that a document fills with the number of the case's document of this kind: <c>nomorSuratTugas</c>.</summary>
    public static string NumberPlace(string key) =>
        "nomor" + string.Concat(key.Split('-').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
