using System.Text;

namespace SopEngine.Tests.Http;

/// <summary>Values that an attacker or a broken program sends.</summary>
internal static class HostileValues
{
    private const string Rtl = "a\u202Egpj.exe";
    private const string Decomposed = "e\u0301a\u0308";

    /// <summary>As a part of an address, or a field of a form.</summary>
    /// <param name="Sent">Percent-encoded.</param>
    /// <param name="IsStorable">False when it is to be refused with the name of its field.</param>
    public sealed record Encoded(string Sent, bool IsStorable = true);

    /// <param name="Sent">JSON, or nearly.</param>
    public sealed record Raw(byte[] Sent, bool IsStorable = true);

    public static readonly IReadOnlyList<Encoded> InAddress =
    [
        new("a%00b", IsStorable: false), new("a%EF%BF%BE", IsStorable: false),
        new("%EF%BF%BF%F0%9F%BF%BE"), new("%ED%A0%80"), new("%FF"), new(Uri.EscapeDataString(Rtl)),
        new(Uri.EscapeDataString(Decomposed)), new("%25"), new("9999-12-31"), new("-1"), new("9223372036854775808"), new(""),
        new("%2Fa%E2%80%AE%0A"), new("%5B%7B%22%27%3C"), new(new string('a', 3_000)),
    ];

    public static readonly IReadOnlyList<Encoded> InForm = [.. InAddress, new(string.Concat(Enumerable.Repeat("%5B", 10_000)))];

    public static readonly Encoded LargeForm = new(new string('a', 1_000_000));

    public static readonly Raw LargeJson = new(Utf8($"\"{new string('a', 1_000_000)}\""));

    public static readonly IReadOnlyList<Raw> InJson =
    [
        new(Utf8("\"a\\u0000b\""), IsStorable: false), new(Utf8("\"a\\ud800b\""), IsStorable: false),
        new([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], IsStorable: false), new(Utf8("\"a\uFFFE\""), IsStorable: false),
        new(Utf8("\"a\\ufffe\""), IsStorable: false),
        .. new[]
        {
            $"\"{Rtl}\"", $"\"{Decomposed}\"", "\"%\"", "\"9999-12-31\"", "\"9999-12-31T23:59:59Z\"", "-1", "\"-1\"",
            "9223372036854775808", "2147483647", "1e400", "\"\"", "null", "5", "\"x\"", "true",
            "{}", "[]", "[null]", "{\"x\":[null]}", "[\"x\"]", new string('[', 10_000) + new string(']', 10_000),
        }.Select(text => new Raw(Utf8(text))),
    ];

    public static readonly IReadOnlyList<string> InHeaders = [Rtl, "%00\u00e9", new string('a', 3_000)];

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
