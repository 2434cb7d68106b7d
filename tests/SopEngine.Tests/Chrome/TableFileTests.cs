using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Chrome;
using SopEngine.Web.Language;

namespace SopEngine.Tests.Chrome;

/// <summary>Spreadsheet files hold every text as it was written.</summary>
internal sealed class TableFileTests
{
    [TestCase("😀 emoji 𠮷", "😀 emoji 𠮷")]
    [TestCase("bel\u0007\u0000", "bel_x0007__x0000_")]
    [TestCase("baris\r\nbaru\t", "baris_x000D_\nbaru\t")]
    [TestCase("_x0041_ dan _x_", "_x005F_x0041_ dan _x_")]
    [TestCase("=1+1", "=1+1")]
    public void A_workbook_keeps_a_text_or_writes_it_by_its_code(string text, string expected)
    {
        using var document = Workbook(text);

        var cells = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>()
            .ToList();
        Assert.That(cells.Select(cell => cell.InnerText), Is.EqualTo(new[] { expected, expected }), "in the head and below");
        Assert.That(cells.Select(cell => cell.CellFormula), Is.All.Null);
        Assert.That(new OpenXmlValidator().Validate(document).Select(error => error.Description), Is.Empty);
    }

    /// <summary>A test of its own: a test runner cannot pass half a character as an argument.</summary>
    [Test]
    public void Half_a_character_is_written_by_its_code() =>
        A_workbook_keeps_a_text_or_writes_it_by_its_code("\uFFFE\uD83D!", "_xFFFE__xD83D_!");

    [Test]
    public void A_text_longer_than_a_cell_is_cut_between_two_characters()
    {
        using var document = Workbook(new string('a', 32_766) + "😀😀");

        var cell = document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().Last();
        Assert.That(cell.InnerText, Is.EqualTo(new string('a', 32_766)));
    }

    [TestCase("=1+1")]
    [TestCase("+62 711")]
    [TestCase("-1")]
    [TestCase("@SUM(A1)")]
    [TestCase("\t=1+1")]
    [TestCase("＝1+1")]
    [TestCase("＠SUM(A1)")]
    public void No_text_is_a_formula_in_a_csv(string text)
    {
        var csv = Encoding.UTF8.GetString(new TableFile("x", ["A"], [[text], [-1]]).ToCsv());

        Assert.That(csv, Is.EqualTo($"\uFEFFA\r\n'{text}\r\n-1\r\n"));
    }

    [TestCase(true, "\uFEFFA;B\r\n1;2\r\nHanya 1 baris pertama yang dimuat. Persempit daftarnya untuk memperoleh sisanya.;\r\n")]
    [TestCase(false, "\uFEFFA;B\r\n1;2\r\n")]
    [SetCulture("id-ID"), SetUICulture("id-ID")]
    public void A_file_that_was_cut_says_so_in_its_last_row(bool goesOn, string expected)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var texts = services.GetRequiredService<IStringLocalizer<Texts>>();

        Assert.That(Encoding.UTF8.GetString(new TableFile("x", ["A", "B"], [[1, 2]]).CutWhen(goesOn, texts).ToCsv()), Is.EqualTo(expected));
    }

    private static SpreadsheetDocument Workbook(string text) =>
        SpreadsheetDocument.Open(new MemoryStream(new TableFile("x", [text], [[text]]).ToXlsx()), false);
}
