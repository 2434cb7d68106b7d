using System.Text;
using NUnit.Framework;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Text that PostgreSQL or JSON cannot hold is told from text that only looks strange.</summary>
internal sealed class StorableTextTests
{
    // As texts of the code: an attribute would not keep half a character.
    private static readonly (string Text, bool Can)[] Texts =
        [("Surat tanda terima", true), ("e\u0301 \u202Egpj \uD83D\uDE00 \\u0000", true),
            ("a\0b", false), ("\uD83D", false), ("\uDE00\uD83D", false)];

    [Test]
    public void A_text_can_be_stored_without_NUL_and_without_half_a_character() => Assert.Multiple(() =>
    {
        foreach (var (text, can) in Texts)
        {
            Assert.That(StorableText.Holds(text), Is.EqualTo(can), text);
            Assert.That(StorableText.Holds(StorableText.Clean(text)), Is.True, text);
            Assert.That(StorableText.Clean(text) == text, Is.EqualTo(can), text);
        }
    });

    [Test]
    public void A_text_is_never_cut_through_a_character() =>
        Assert.That(new[] { 1, 2, 3, 9 }.Select(most => StorableText.Start("a\uD83D\uDE00b", most)),
            Is.EqualTo(new[] { "a", "a", "a\uD83D\uDE00", "a\uD83D\uDE00b" }));

    [TestCase("""{"a":"x","b":{"c":["x","y\u0000"]}}""", "b.c[1]")]
    [TestCase("""{"a":[[{"b":1},{"c":"\ud800"}]]}""", "a[0][1].c")]
    [TestCase("""{"data":{"x\u0000":1}}""", "data")]
    [TestCase("""["\udc00\ud800"]""", "[0]")]
    [TestCase("""{"a":"\ud83d\ude00 \\u0000"}""", null)]
    [TestCase("""{"a":"\u0000""", null, Description = "no JSON")]
    public void The_place_in_json_is_named(string json, string? place) =>
        Assert.That(StorableText.FindBad(Encoding.UTF8.GetBytes(json)), Is.EqualTo(place));

    [Test]
    public void Bytes_that_are_no_UTF_8_are_found_too() =>
        Assert.That(StorableText.FindBad([.. "{\"a\":\"x"u8, 0xED, 0xA0, 0x80, .. "\"}"u8]), Is.EqualTo("a"));

    [Test]
    public void Neither_a_byte_order_mark_nor_lenient_json_hides_a_text()
    {
        Assert.That(StorableText.FindBad([.. Encoding.UTF8.Preamble, .. "{\"a\":\"\\u0000\"}"u8]), Is.EqualTo("a"), "behind a mark");
        Assert.That(StorableText.FindBad("{/* x */\"b\":1,\"a\":\"\\u0000\",}"u8), Is.EqualTo("a"), "in JSON that some readers take");
    }
}
