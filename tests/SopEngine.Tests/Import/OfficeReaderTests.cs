using SopEngine.Core.Import;
using SopEngine.Engine.Import;

namespace SopEngine.Tests.Import;

internal sealed class OfficeReaderTests
{
    [TestCase("docx")]
    [TestCase("xlsx")]
    public void Lanes_come_from_where_symbols_stand_and_exits_from_glued_connectors(string kind)
    {
        var sop = DocumentReader.Read(FormatReader.Read(kind == "docx" ? OfficeSamples.Docx() : OfficeSamples.Xlsx(), "x",
            ReadingLimits.Usual)).Single();
        var steps = sop.Procedures.Single().Steps;

        Assert.Multiple(() =>
        {
            Assert.That(sop.Header.Number.Text, Is.EqualTo("SOP-1/2025"));
            Assert.That(sop.Header.Title.Text, Is.EqualTo("Pengiriman Surat"));
            Assert.That(steps.Select(step => step.Activity.Text),
                Is.EqualTo(new[] { "Menyusun konsep surat", "Memeriksa konsep surat", "Mengirim surat" }));
            Assert.That(steps.Select(step => string.Join("|", step.Lanes)), Is.EqualTo(new[] { "Staf", "Kepala Dinas", "Staf" }));
            Assert.That(steps[1].Decisions.Single().Exits.Select(exit => exit.Step), Is.EquivalentTo(new int?[] { 0, 2 }));
            Assert.That(steps[1].Time, Is.InstanceOf<ReadTime.Range>());
            Assert.That(steps[2].Time, Is.InstanceOf<ReadTime.Rate>());
        });
    }

    [Test]
    public void A_column_of_names_gives_the_lanes_of_an_HTML_table()
    {
        var sop = DocumentReader.Read(FormatReader.Read(System.Text.Encoding.UTF8.GetBytes(OfficeSamples.Html()), "x",
            ReadingLimits.Usual)).Single();

        Assert.That(sop.Procedures.Single().Steps.Select(step => step.Lanes.Single()),
            Is.EqualTo(new[] { "Staf", "Kepala Dinas", "Staf" }));
        Assert.That(sop.Header.Title.Text, Is.EqualTo("Pengiriman Surat"));
    }

    [Test]
    public void What_is_no_document_is_refused_with_its_reason()
    {
        Assert.That(Refused([]), Is.EqualTo(UnreadableReason.Empty));
        Assert.That(Refused("%PDF-1.4 nothing"u8.ToArray()), Is.EqualTo(UnreadableReason.Broken));
        Assert.That(Refused([0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3]), Is.EqualTo(UnreadableReason.Encrypted));
        Assert.That(Refused([.. Enumerable.Range(0, 4000).Select(i => (byte)(i % 7))]), Is.EqualTo(UnreadableReason.UnknownKind));
        Assert.That(Refused("PK\u0003\u0004broken"u8.ToArray()), Is.EqualTo(UnreadableReason.Broken));
    }

    private static UnreadableReason Refused(byte[] bytes) =>
        Assert.Throws<UnreadableException>(() => FormatReader.Read(bytes, "x", ReadingLimits.Usual))!.Reason;
}
