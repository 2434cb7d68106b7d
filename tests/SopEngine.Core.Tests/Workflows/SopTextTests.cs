using NUnit.Framework;
using SopEngine.Core.Comparison;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>NIPs, references between SOPs, and differences between texts.</summary>
public sealed class SopTextTests
{
    [TestCase("197407272003121006", "197407272003121006")]
    [TestCase("19700709 199803 1 012", "197007091998031012")]
    [TestCase("19861101 200911 1 001", "198611012009111001")]
    [TestCase("197406192001122001", "197406192001122001")]
    [TestCase("19740727.200312.1.006", "197407272003121006")]
    public void A_nip_is_kept_as_its_digits(string written, string digits)
    {
        Assert.That(Nip.TryParse(written, out var read));
        Assert.That(read, Is.EqualTo(digits));
    }

    [TestCase("")]
    [TestCase("19740727200312100")]
    [TestCase("1974072720031210067")]
    [TestCase("197413272003121006")]
    [TestCase("197402302003121006")]
    [TestCase("197407272003131006")]
    [TestCase("197407272003123006")]
    [TestCase("19740727200312100x")]
    [TestCase("１９７４０７２７２００３１２１００６")]
    [TestCase("000000000000000000")]
    public void A_malformed_nip_is_refused(string written) => Assert.That(Nip.TryParse(written, out _), Is.False);

    [Test]
    public void The_steps_that_start_a_sop_and_the_headers_that_name_it_are_found_by_its_number()
    {
        var starts = SopUse.Find(Shipped.Definition("pk-tu-pjt-01.json"), "pk-tu-pjt-02", "PK.TU-PJT. 02", "x");
        var names = SopUse.Find(Shipped.Definition("ppid-permohonan-informasi.json"), "pk-tu-pjt-02", "PK.TU-PJT.02", "x");

        Assert.That(starts.Select(use => use.Kind), Does.Contain(SopUseKind.Starts));
        Assert.That(names.Select(use => use.Kind), Is.EqualTo(new[] { SopUseKind.Related }));
        Assert.That(SopUse.Find(Shipped.Definition("sop-4-bipa-5.json"), "pk-tu-pjt-02", "PK.TU-PJT.02", "x"), Is.Empty);
    }

    [Test]
    public void A_definition_used_as_an_activity_is_found_however_deep()
    {
        var used = FlowBuilder.Activity("Periksa", "p");
        used["workflowDefinitionId"] = "periksa";
        var definition = new FlowBuilder().Root(FlowBuilder.Sequence("luar", FlowBuilder.Sequence("dalam", used))).Definition();

        Assert.That(SopUse.Find(definition, "periksa", null, "Periksa"), Is.EqualTo(new[] { new SopUse(SopUseKind.AsActivity, "p") }));
    }

    [Test]
    public void Words_that_stayed_went_and_came_are_told_apart() =>
        Assert.That(TextDifference.Words("a b c d", "a x c d e"), Is.EqualTo(new[]
        {
            new TextPart(TextEdit.Same, "a"), new TextPart(TextEdit.Removed, "b"),
            new TextPart(TextEdit.Added, "x"), new TextPart(TextEdit.Same, "c d"), new TextPart(TextEdit.Added, "e"),
        }));

    [Test]
    public void Both_texts_can_be_read_out_of_their_difference()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var (before, after) = (Any(random), Any(random));
            var parts = TextDifference.Lines(before, after);

            Assert.That(parts.Where(part => part.Edit != TextEdit.Added).Select(part => part.Text), Is.EqualTo(before));
            Assert.That(parts.Where(part => part.Edit != TextEdit.Removed).Select(part => part.Text), Is.EqualTo(after));
        }
    }

    private static string[] Any(Random random) =>
        [.. Enumerable.Range(0, random.Next(12)).Select(_ => ((char)('a' + random.Next(4))).ToString())];
}
