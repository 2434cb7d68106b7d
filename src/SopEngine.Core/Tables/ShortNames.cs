using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>Makes the short name of a kegiatan: its first words, for the canvas and for lists.</summary>
public static class ShortNames
{
    private const int Longest = 40;

    /// <summary>Words that no name ends with.</summary>
    private static readonly HashSet<string> Joining = new(StringComparer.OrdinalIgnoreCase)
    {
        "dan", "atau", "kepada", "untuk", "yang", "di", "ke", "dari", "dengan", "serta", "pada", "oleh", "atas", "dalam", "sebagai",
        "tentang", "terhadap", "agar", "secara", "melalui", "bagi", "para", "hasil", "sesuai", "akan", "telah", "lalu", "bahwa",
    };

    /// <summary>The short name of a text: "Menerima permintaan contoh uji".</summary>
    public static string Of(string text)
    {
        var name = new List<string>();
        var length = 0;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.Count > 0 && length + 1 + word.Length > Longest) break;
            name.Add(word.Length > Longest ? word[..(char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest)] : word);
            length += word.Length + 1;
            if (name.Count > 1 && word[^1] is ',' or ';' or '.' or ':') break;
        }

        while (name.Count > 1 && Joining.Contains(name[^1])) name.RemoveAt(name.Count - 1);
        return string.Join(' ', name).TrimEnd(',', ';', '.', ':');
    }

    /// <summary>True for a caption that the Studio made, which says nothing: "Step1".</summary>
    internal static bool IsOfTheStudio(string caption, string type)
    {
        var kind = type[(type.LastIndexOf('.') + 1)..];
        return !VisibleText.Is(caption)
            || (caption.StartsWith(kind, StringComparison.Ordinal) && !caption.AsSpan(kind.Length).ContainsAnyExceptInRange('0', '9'));
    }
}
