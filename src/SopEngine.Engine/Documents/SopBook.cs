using NodaTime;
using SopEngine.Core.Documents;
using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>The decision of the office's head that puts the SOPs in force. Empty parts are left to be written by hand.</summary>
/// <param name="Signer">The post of the head, as it signs.</param>
public sealed record BookDecree(string Number, LocalDate? Date, string Place, string Signer, string Name, string Nip);

/// <summary>
/// The SOPs of an office as one book (PermenPANRB 35/2012): cover, decision of the head, contents, and the sheets. It is an official
/// document and Indonesian in every language of the pages around it.
/// </summary>
/// <param name="EvaluationMonths">Months between two evaluations, which the decision names.</param>
public sealed record SopBook(
    string Office, string Address, int Year, int EvaluationMonths, BookDecree Decree, IReadOnlyList<SopSheet> Sheets)
{
    private const string Title = "Standar Operasional Prosedur Administrasi Pemerintahan";
    private const double Centre = PdfFile.Width / 2;

    /// <summary>The office's logo on the cover; null for none.</summary>
    public SheetLogo? Logo { get; init; }

    public MemoryStream Write()
    {
        var file = new PdfFile($"{Title} {Year}", Office);
        var logo = Logo is null ? null : PdfPicture.Read(Logo.Bytes);
        Cover(file, logo);
        var decree = file.Pages;
        using (file.Tag("Sect")) PdfWriter.Append(file, new Letter(Office, Address, Title, Decree.Number, DecreeText.Of(this)));
        var contents = file.Pages;
        var pages = BookContents.Pages(Sheets);
        var first = contents + pages.Count;
        var numbers = Sheets.Select((_, i) => first + Sheets.Take(i).Sum(sheet => sheet.Pages.Count) + 1).ToList();
        using (file.Tag("TOC"))
        {
            foreach (var page in pages) BookContents.Draw(file, page, numbers);
        }

        file.Bookmark("Keputusan", decree);
        file.Bookmark("Daftar Isi", contents);
        foreach (var sheet in Sheets)
        {
            file.Bookmark(BookContents.Name(sheet), file.Pages);
            SheetPdf.Add(file, sheet, logo);
        }

        using (file.In(PdfElement.Repeated))
        {
            for (var page = 1; page < file.Pages; page++) Number(file, page, isWide: page >= first);
        }

        return file.Write();
    }

    private void Cover(PdfFile file, PdfPicture? logo)
    {
        file.AddPage();
        using var scope = file.Tag("Sect");
        if (logo is not null)
        {
            var height = Math.Min(120, 300 / logo.Ratio);
            var box = Box.Around(new Point(Centre, 180), height * logo.Ratio, height);
            using (file.Figure(0, $"Logo {Office}", box)) file.Show(0, logo, box);
        }

        var y = 300.0;
        foreach (var line in new[] { "STANDAR OPERASIONAL PROSEDUR", "ADMINISTRASI PEMERINTAHAN" })
            Middle(file, 0, line, y += 30, 22, true);
        file.Line(0, Centre - 90, y + 24, 180, 1.5);
        y += 40;
        foreach (var line in PdfWriter.Lines(Office.ToUpperInvariant(), 380, 15, bold: true))
            Middle(file, 0, line, y += 22, 15, true);
        Middle(file, 0, $"TAHUN {Year}", y + 44, 14, true);
        foreach (var (i, line) in PdfWriter.Lines(Address, 400, 11, bold: false).Index())
            Middle(file, 0, line, PdfFile.Height - 100 + (15 * i), 11, false);
    }

    private static void Number(PdfFile file, int page, bool isWide)
    {
        var (y, middle) = isWide ? (PdfFile.Width - 21, PdfFile.Height / 2) : (PdfFile.Height - 41, Centre);
        var text = $"{page + 1}";
        file.Text(page, text, middle - (PdfFile.Measure(text, 9, false) / 2), y, 9, false);
    }

    private static void Middle(PdfFile file, int page, string text, double y, double size, bool bold)
    {
        var shown = PdfFile.Shown(text, bold);
        using var scope = file.Tag("P");
        file.Text(page, shown, Centre - (PdfFile.Measure(shown, size, bold) / 2), y, size, bold);
    }

    /// <summary>The words of the decision.</summary>
    private static class DecreeText
    {
        private const string Blank = "..............................";

        public static List<Block> Of(SopBook book)
        {
            var decree = book.Decree;
            var signer = decree.Signer.Length > 0 ? decree.Signer : "Kepala";
            var what = $"PENETAPAN STANDAR OPERASIONAL PROSEDUR DI LINGKUNGAN {book.Office.ToUpperInvariant()}";
            return
            [
                Text(BlockKind.Title, $"KEPUTUSAN {signer.ToUpperInvariant()}"),
                Text(BlockKind.Title, $"NOMOR {Or(decree.Number)}"),
                Text(BlockKind.Title, "TENTANG"),
                Text(BlockKind.Title, what),
                Text(BlockKind.Heading, "Menimbang"),
                Item("a.", "bahwa penyelenggaraan pemerintahan dan pelayanan publik memerlukan prosedur kerja yang tertulis, terukur, dan "
                    + "dapat dipertanggungjawabkan;"),
                Item("b.", $"bahwa untuk itu perlu menetapkan Standar Operasional Prosedur di lingkungan {book.Office} dengan Keputusan "
                    + $"{signer};"),
                Text(BlockKind.Heading, "Mengingat"),
                Item("1.", "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik;"),
                Item("2.", "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 35 Tahun 2012 tentang Pedoman "
                    + "Penyusunan Standar Operasional Prosedur Administrasi Pemerintahan."),
                Text(BlockKind.Title, "MEMUTUSKAN"),
                Text(BlockKind.Heading, "Menetapkan"),
                Text(BlockKind.Paragraph, $"KEPUTUSAN {signer.ToUpperInvariant()} TENTANG {what}."),
                Ruling("KESATU", $"Menetapkan {book.Sheets.Count} Standar Operasional Prosedur sebagaimana tercantum dalam buku ini, yang "
                    + "merupakan bagian tidak terpisahkan dari Keputusan ini."),
                Ruling("KEDUA", "Standar Operasional Prosedur sebagaimana dimaksud pada Diktum KESATU wajib dilaksanakan oleh setiap "
                    + "pelaksana yang disebut di dalamnya."),
                Ruling("KETIGA", "Penerapannya dipantau setiap 6 (enam) bulan dan dievaluasi paling lama setiap "
                    + $"{book.EvaluationMonths} ({AmountInWords.Of(book.EvaluationMonths)}) bulan."),
                Ruling("KEEMPAT", "Keputusan ini mulai berlaku pada tanggal ditetapkan."),
                Right($"Ditetapkan di {Or(decree.Place)}"),
                Right($"pada tanggal {(decree.Date is { } day ? DocumentText.Show(day) : Blank)}"),
                Right($"{signer},"),
                new Block(BlockKind.Space, "", []),
                Right(Or(decree.Name)),
                Right($"NIP {Or(decree.Nip)}"),
            ];
        }

        private static string Or(string text) => text.Length > 0 ? text : Blank;

        private static Block Text(BlockKind kind, string text) => new(kind, "", [new Span(text, false)]);

        private static Block Item(string mark, string text) => new(BlockKind.Item, mark, [new Span(text, false)]);

        private static Block Right(string text) => new(BlockKind.Paragraph, "", [new Span(text, false)]) { Right = true };

        private static Block Ruling(string name, string text) =>
            new(BlockKind.Paragraph, "", [new Span($"{name}: ", true), new Span(text, false)]);
    }
}
