namespace SopEngine.Core.Sheets;

/// <summary>The foot of every page, so that a loose sheet can be put back in its place.</summary>
internal static class PageFoot
{
    private static readonly Font Font = new(7);

    public static SheetPage Add(SheetPage page, string number, string title, string? note, int at, int of)
    {
        // In the margin: the same size on paper at every page scale.
        var font = Font with { Size = Font.Size / page.Paper.Scale };
        var body = page.Paper.Body;
        var top = body.Bottom + (6 / page.Paper.Scale);
        var side = body.Width * 0.38;
        var texts = new List<TextBlock>
        {
            Line(new Box(body.Left, top, body.Left + side, top + font.Leading),
                number.Length > 0 ? $"{number} · {title}" : title, TextAlign.Left, font),
            Line(new Box(body.Right - side, top, body.Right, top + font.Leading), Wording.Page(at, of), TextAlign.Right, font),
        };
        if (note is not null)
            texts.Add(Line(new Box(body.Left + side, top, body.Right - side, top + font.Leading),
                note, TextAlign.Centre, font with { Bold = true }));
        return page with { Texts = [.. page.Texts, .. texts.Where(text => text.Lines.Count > 0)] };
    }

    private static TextBlock Line(Box cell, string text, TextAlign align, Font font)
    {
        var lines = Typesetting.Lines(text, cell.Width - font.Measure("…"), font);
        List<string> first = lines.Count > 1 ? [lines[0] + "…"] : lines;
        return new TextBlock(cell, first, font.Size, font.Bold, align, cell.Top);
    }
}
