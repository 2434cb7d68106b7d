using System.IO.Compression;
using System.Text;
using SopEngine.Web.Chrome;

namespace SopEngine.Tests.Chrome;

/// <summary>Tables that people send are read, or refused, whatever is in the file.</summary>
internal sealed class TableReaderTests
{
    [Test]
    public void A_workbook_is_read_as_it_was_written()
    {
        IReadOnlyList<string>[] rows = [["Ana", "1"], ["", "baris\nbaru"], ["Budi 😀", ""]];

        Assert.That(TableReader.Read(new TableFile("x", ["Nama", "Isi"], rows).ToXlsx()),
            Is.EqualTo(rows.Prepend(["Nama", "Isi"])));
    }

    [Test]
    public void Shared_strings_gaps_between_cells_and_formulas_are_read()
    {
        var file = Workbook(
            """<row><c r="B1" t="s"><v>1</v></c><c r="D1"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><t>E</t></is></c></row><row/>""",
            "<si><t>satu</t></si><si><r><t>du</t></r><r><t>a</t></r></si>");

        Assert.That(TableReader.Read(file), Is.EqualTo(new[] { new[] { "", "dua", "", "2", "E" } }));
    }

    [TestCase("<c>", 200_000, "</c>")]
    [TestCase("<row>", 200_000, "</row>")]
    public void Elements_deep_inside_one_another_end_no_process(string begin, int times, string end)
    {
        var deep = string.Concat(Enumerable.Repeat(begin, times)) + string.Concat(Enumerable.Repeat(end, times));

        Assert.That(TableReader.Read(Workbook($"<row>{deep}</row>")), Is.Null.Or.Empty);
    }

    [TestCase("<c/>", 9_000_000)]
    [TestCase("<row/>", 6_000_000)]
    [TestCase("<row><c><v>1</v></c></row>", 2_000)]
    public void A_file_with_too_much_in_it_is_refused_or_empty(string element, int times) =>
        Assert.That(TableReader.Read(Workbook(string.Concat(Enumerable.Repeat(element, times)))), Is.Null.Or.Empty);

    [Test]
    public void A_broken_workbook_is_refused()
    {
        var whole = Workbook("<row><c><v>1</v></c></row>");
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
        {
            var broken = whole.ToArray();
            for (var change = 0; change < 8; change++) broken[random.Next(4, broken.Length)] = (byte)random.Next(256);
            Assert.That(() => TableReader.Read(broken), Throws.Nothing);
        }
    }

    [TestCase("Nama\na\uFFFEb")]
    [TestCase("Nama\na\0b")]
    public void Text_that_cannot_be_stored_is_refused(string text)
    {
        Assert.That(TableReader.Read(Encoding.UTF8.GetBytes(text)), Is.Null);
        Assert.That(TableReader.Sent($"""[["Nama"],["{text[^3..].Replace("\0", "\\u0000", StringComparison.Ordinal)}"]]"""), Is.Null);
    }

    [TestCase("""[["\ud800"]]""")]
    [TestCase("""[[null]]""")]
    [TestCase("[null]")]
    [TestCase("{}")]
    public void What_a_page_did_not_carry_along_is_refused(string json) => Assert.That(TableReader.Sent(json), Is.Null);

    private static byte[] Workbook(string rows, string shared = "")
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006";
        const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml",
                $"""
                <Types xmlns="{Package}/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/>
                <Override PartName="/xl/sheet.xml" ContentType="{Kind}.worksheet+xml"/>
                <Override PartName="/xl/shared.xml" ContentType="{Kind}.sharedStrings+xml"/></Types>
                """);
            Add("_rels/.rels", Relationships(("r1", $"{Office}/officeDocument", "xl/workbook.xml")));
            Add("xl/workbook.xml",
                $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>""");
            Add("xl/_rels/workbook.xml.rels",
                Relationships(("r1", $"{Office}/worksheet", "sheet.xml"), ("r2", $"{Office}/sharedStrings", "shared.xml")));
            Add("xl/sheet.xml", $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>""");
            Add("xl/shared.xml", $"""<sst xmlns="{Main}">{shared}</sst>""");

            void Add(string name, string text)
            {
                using var entry = new StreamWriter(zip.CreateEntry(name, CompressionLevel.Fastest).Open());
                entry.Write(text);
            }
        }

        return bytes.ToArray();

        static string Relationships(params IEnumerable<(string Id, string Type, string Target)> all) =>
            $"""<Relationships xmlns="{Package}/relationships">{string.Concat(all.Select(one =>
                $"""<Relationship Id="{one.Id}" Type="{one.Type}" Target="{one.Target}"/>"""))}</Relationships>""";
    }
}
