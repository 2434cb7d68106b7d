using NUnit.Framework;
using SopEngine.Core.Documents;

namespace SopEngine.Core.Tests.Documents;

internal sealed class DocumentTextTests
{
    private static IReadOnlyList<Block> Read(string template, params (string, string)[] values) =>
        DocumentText.Read(template, new DocumentData(values.ToDictionary(value => value.Item1, value => new DocumentValue(value.Item2))));

    [Test]
    public void A_text_is_read_into_blocks_line_by_line()
    {
        var blocks = Read("# Surat\n## Hal\n> Palembang\nSatu\ndua\n\nTiga\n- butir\n1. pertama\n---\n\n\nakhir");

        Assert.That(blocks.Select(block => block.Kind), Is.EqualTo(new[]
        {
            BlockKind.Title, BlockKind.Heading, BlockKind.Paragraph, BlockKind.Paragraph, BlockKind.Paragraph,
            BlockKind.Item, BlockKind.Item, BlockKind.Line, BlockKind.Space, BlockKind.Paragraph,
        }));
        Assert.That(blocks[2].Right, Is.True);
        Assert.That(blocks[2].Spans.Single().Text, Is.EqualTo("Palembang"));
        Assert.That((blocks[3].Right, blocks[3].Spans.Single().Text), Is.EqualTo((false, "Satu\ndua")));
        Assert.That(blocks[6].Mark, Is.EqualTo("1."));
    }

    [Test]
    public void A_filled_in_value_is_text_and_never_markup()
    {
        var blocks = Read("Kepada **{{nama}}** di tempat", ("nama", "**Budi** {{nomor}}\n# Bos"), ("nomor", "9"));

        Assert.That(blocks, Has.Count.EqualTo(1));
        Assert.That(blocks[0].Spans,
            Is.EqualTo(new[] { new Span("Kepada ", false), new Span("**Budi** {{nomor}}\n# Bos", true), new Span(" di tempat", false) }));
    }

    [Test]
    public void A_place_that_nobody_fills_stays_empty() =>
        Assert.That(Read("a {{ tidakAda }} b")[0].Spans.Single().Text, Is.EqualTo("a  b"));

    [Test]
    public void The_places_of_a_text_are_known_once_each() =>
        Assert.That(DocumentText.Places("{{a}} {{ b }} {{a}} {c}"), Is.EqualTo(new[] { "a", "b" }));

    [TestCase("2026-11-23", "23 November 2026")]
    [TestCase("Kopi", "Kopi")]
    public void A_date_is_written_out(string value, string expected) => Assert.That(DocumentText.Show(value), Is.EqualTo(expected));
}
