using System.Buffers.Text;
using System.Text.Json;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Http;

/// <summary>
/// The end of a page of a list, as a text for an address: the sort key of its last row. The next page begins behind that key, so a list
/// can be turned while others add to it.
/// </summary>
public static class Cursor
{
    /// <summary>A page of rows, of which one more was read than fits.</summary>
    /// <param name="key">The sort key of a row.</param>
    public static Page<T> Page<T, TKey>(IReadOnlyList<T> rows, int size, Func<T, TKey> key) =>
        rows.Count > size ? new([.. rows.Take(size)], Write(key(rows[size - 1]))) : new(rows, null);

    public static string Write<T>(T key) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(key));

    /// <summary>The key, or null for no cursor or one that is not ours.</summary>
    public static T? Read<T>(string? cursor) where T : class
    {
        if (string.IsNullOrEmpty(cursor)) return null;
        try
        {
            var key = Base64Url.DecodeFromChars(cursor);
            return StorableText.FindBad(key) is null ? JsonSerializer.Deserialize<T>(key) : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>A page of a list.</summary>
/// <param name="Next">Cursor of the page behind it; null for the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
