using SopEngine.Core.Sheets;

namespace SopEngine.Engine.Documents;

/// <summary>Puts the sheet of a SOP into a PDF, as <see cref="SvgWriter"/> draws it, a page of A4 for each of its own.</summary>
public static class SheetPdf
{
    public static MemoryStream Write(SopSheet sheet, string office)
    {
        var file = new PdfFile(sheet.Name, office);
        Add(file, sheet, sheet.Logo is { } logo ? PdfPicture.Read(logo.Bytes) : null);
        return file.Write();
    }

    /// <param name="logo">The sheet's, read once for all sheets of a file, which then holds it once; null for none.</param>
    internal static void Add(PdfFile file, SopSheet sheet, PdfPicture? logo)
    {
        foreach (var page in sheet.Pages)
        {
            file.AddPage(isWide: true);
            using var scope = file.Tag("Sect");
            new Drawing(file, file.Pages - 1, page).Draw(logo);
        }
    }

    private sealed class Drawing(PdfFile file, int at, SheetPage page)
    {
        private double Scale => page.Paper.Scale;

        public void Draw(PdfPicture? logo)
        {
            Stroke(page.Lines.Where(line => !line.Heavy).Select(line => line.Segment), 0.5);
            Stroke(page.Lines.Where(line => line.Heavy).Select(line => line.Segment), 1);
            if (logo is not null && page.Logo is { } place)
                using (file.Figure(at, "Logo", On(place))) file.Show(at, logo, On(place));
            foreach (var text in page.Texts)
                using (IsFoot(text) ? file.In(PdfElement.Repeated) : file.Tag("P")) Set(text);
            if (page.Symbols.Count == 0) return;

            var chart = page.Symbols.Select(symbol => symbol.Box).Aggregate((all, box) => new(Math.Min(all.Left, box.Left),
                Math.Min(all.Top, box.Top), Math.Max(all.Right, box.Right), Math.Max(all.Bottom, box.Bottom)));
            using var figure = file.Figure(at, page.Description, On(chart));
            Stroke(page.Arrows.SelectMany(arrow => Segment.Along(arrow.Points)), 0.8);
            foreach (var head in SheetInk.Heads(page)) file.Fill(at, [.. head.Select(On)], edge: null);
            foreach (var symbol in page.Symbols) Draw(symbol);
            foreach (var name in page.Symbols.Select(symbol => SheetInk.Name(symbol)).OfType<TextBlock>()) Set(name);
            foreach (var label in page.Arrows.Select(arrow => arrow.Label).OfType<TextBlock>())
            {
                if (SheetInk.CrossesLine(label, page)) file.Fill(at, On(label.Ink), radius: 0, edge: 0);
                Set(label);
            }
        }

        private bool IsFoot(TextBlock text) => text.Top >= page.Paper.Body.Bottom;

        private void Draw(Symbol symbol)
        {
            if (SheetInk.Corners(symbol) is { Count: > 0 } corners) file.Fill(at, [.. corners.Select(On)], 0.9 * Scale);
            else file.Fill(at, On(symbol.Box), SheetInk.Radius(symbol) * Scale, 0.9 * Scale);
        }

        private void Stroke(IEnumerable<Segment> segments, double width) =>
            file.Stroke(at, SheetInk.Merged(segments).Select(segment => (On(segment.From), On(segment.To))), width * Scale);

        private void Set(TextBlock block)
        {
            foreach (var line in SheetInk.Lines(block))
                file.Set(at, line.Text, line.Left * Scale, line.Baseline * Scale, block.Size * Scale, block.Bold, line.Width * Scale,
                    line.IsExact);
        }

        private Point On(Point point) => new(point.X * Scale, point.Y * Scale);

        private Box On(Box box) => new(box.Left * Scale, box.Top * Scale, box.Right * Scale, box.Bottom * Scale);
    }
}
