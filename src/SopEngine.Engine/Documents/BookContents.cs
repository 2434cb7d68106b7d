using System.Globalization;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>The table of contents of a book of SOPs.</summary>
internal static class BookContents
{
    private const double Left = 71, Indent = 26, Right = PdfFile.Width - 71, Size = 11, Leading = 16, Gap = 5;
    private const double First = 130, Top = 90, Bottom = PdfFile.Height - 80, TextWidth = Right - Left - Indent - 46;

    /// <summary>A SOP in the contents.</summary>
    /// <param name="At">Its place among the sheets.</param>
    /// <param name="Y">The base line of its first line.</param>
    public sealed record Entry(int At, IReadOnlyList<string> Lines, double Y);

    public static string Name(SopSheet sheet) => sheet.Number.Length > 0 ? $"{sheet.Number} – {sheet.Title}" : sheet.Title;

    /// <summary>The entries of each page: their number is known before any page has its number.</summary>
    public static IReadOnlyList<IReadOnlyList<Entry>> Pages(IReadOnlyList<SopSheet> sheets)
    {
        var pages = new List<List<Entry>> { new() };
        var y = First;
        foreach (var (i, sheet) in sheets.Index())
        {
            var lines = PdfWriter.Lines(Name(sheet), TextWidth, Size, bold: false);
            if (y + (lines.Count * Leading) > Bottom)
            {
                pages.Add([]);
                y = Top;
            }

            pages[^1].Add(new Entry(i, lines, y));
            y += (lines.Count * Leading) + Gap;
        }

        return pages;
    }

    /// <param name="numbers">The page of the book on which each sheet begins.</param>
    public static void Draw(PdfFile file, IReadOnlyList<Entry> entries, IReadOnlyList<int> numbers)
    {
        file.AddPage();
        var page = file.Pages - 1;
        if (entries.Any(entry => entry.At == 0) || entries.Count == 0)
        {
            const string Head = "DAFTAR ISI";
            using var caption = file.Tag("Caption");
            file.Text(page, Head, (PdfFile.Width - PdfFile.Measure(Head, 14, true)) / 2, Top, 14, true);
        }

        foreach (var (at, lines, y) in entries)
        {
            using var item = file.Tag("TOCI");
            file.Text(page, $"{at + 1}. ", Left, y, Size, false);
            foreach (var (i, line) in lines.Index()) file.Text(page, line + " ", Left + Indent, y + (i * Leading), Size, false);
            var number = numbers[at].ToString(CultureInfo.InvariantCulture);
            var (end, last) = (Right - PdfFile.Measure(number, Size, false), y + ((lines.Count - 1) * Leading));
            var dot = PdfFile.Measure(".", Size, false) * 1.6;
            using (file.In(PdfElement.Ink))
            {
                for (var x = end - 6; x > Left + Indent + PdfFile.Measure(lines[^1], Size, false) + 6; x -= dot)
                    file.Text(page, ".", x, last, Size, false);
            }

            file.Text(page, number, end, last, Size, false);
        }
    }
}
