using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace SopEngine.Core.Workflows;

/// <summary>
/// Text that PostgreSQL, JSON and Unicode's normal forms can hold: without the characters NUL and U+FFFE, and without half of a surrogate
/// pair. Other text is refused where it comes in; once stored, it would make its row unreadable, or fail every search.
/// </summary>
public static class StorableText
{
    private static readonly JsonReaderOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 1_000 };

    /// <summary>A byte order mark the wrong way round: no text holds it.</summary>
    private const char NoCharacter = '\uFFFE';

    public static bool Holds(string? text)
    {
        if (text is null) return true;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is '\0' or NoCharacter) return false;
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }

        return true;
    }

    /// <summary>True when every text in a value can be stored, names of members too.</summary>
    public static bool Holds(JsonElement value) =>
        value.ValueKind is JsonValueKind.Undefined || FindBad(JsonMarshal.GetRawUtf8Value(value)) is null;

    /// <summary>The text with U+FFFD in place of unstorable characters: for texts of machines, such as error messages.</summary>
    public static string Clean(string text)
    {
        if (Holds(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.Value is 0 or NoCharacter ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    /// <summary>The beginning of a text, at most this many characters, without a split surrogate pair.</summary>
    public static string Start(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    /// <summary>
    /// The place of the first unstorable text in a JSON text, as <c>data.names[2]</c>; null for none. For an unstorable name it is the
    /// place of its object. Malformed JSON has none: its reader reports it.
    /// </summary>
    public static string? FindBad(ReadOnlySpan<byte> json)
    {
        // At least as lenient as any later reader: what this one cannot read, none can.
        if (json.StartsWith(ByteOrderMark)) json = json[ByteOrderMark.Length..];
        var reader = new Utf8JsonReader(json, Lenient);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Holds(ref reader))
                    return PathTo(json, reader.TokenStartIndex);
            }
        }
        catch (JsonException)
        {
        }

        return null;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private static bool Holds(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return Utf8.IsValid(reader.ValueSpan) && reader.ValueSpan.IndexOf("\uFFFE"u8) < 0;
        try
        {
            return Holds(reader.GetString());
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string PathTo(ReadOnlySpan<byte> json, long position)
    {
        // A name for each object that is open, an index for each list.
        var path = new List<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(json, Lenient);
        while (reader.Read() && reader.TokenStartIndex <= position)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.TokenStartIndex < position:
                    path[^1] = (reader.GetString(), 0);
                    continue;
                case JsonTokenType.PropertyName:
                    path.RemoveAt(path.Count - 1);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    continue;
            }

            if (path is [.., (null, var index)]) path[^1] = (null, index + 1);
            if (reader.TokenType == JsonTokenType.StartObject) path.Add(("", 0));
            if (reader.TokenType == JsonTokenType.StartArray) path.Add((null, -1));
        }

        return string.Concat(path.Select((part, at) => part.Name is { } name ? at == 0 ? name : $".{name}" : $"[{part.Index}]"));
    }
}
