using SopEngine.Core.Workflows;

namespace SopEngine.Core.Sheets;

/// <summary>
/// The document of a SOP as PermenPANRB 35/2012 prescribes it, drawn from the definition that runs: identity first, then the table with its
/// flowchart. All pages are A4, landscape.
/// </summary>
public sealed record SopSheet(string Number, string Title, IReadOnlyList<SheetPage> Pages)
{
    /// <summary>The number with the title; the title alone of a SOP that has no number yet.</summary>
    public string Name => Number.Length > 0 ? $"{Number} {Title}" : Title;

    /// <summary>The office's logo in its letterhead; null for none.</summary>
    public SheetLogo? Logo { get; init; }

    /// <param name="isInForce">True for the version in force; otherwise the foot of every page says that it is not.</param>
    /// <exception cref="ArgumentException">The flow has no SOP header.</exception>
    public static SopSheet Draw(Flow flow, bool isInForce = true, SheetLogo? logo = null)
    {
        var graph = SheetGraph.Of(flow);
        var header = flow.Definition.Sop!;
        var title = header.Title.Length > 0 ? header.Title : flow.Definition.Name;
        List<SheetPage> pages =
        [
            .. IdentityPages.Draw(header, title, logo),
            .. TablePages.Draw(flow, graph, header.TableTitle.Length > 0 ? header.TableTitle : title),
        ];
        var note = isInForce ? null : Wording.Superseded(flow.Definition.Version);
        var numbered = pages.Select((page, i) => PageFoot.Add(page, header.Number, title, note, i + 1, pages.Count));
        return new SopSheet(header.Number, title, [.. numbered]) { Logo = logo };
    }
}

/// <summary>One page. Coordinates are points of a page that is larger than A4 by the factor <see cref="Paper.Scale"/>.</summary>
public sealed record SheetPage(Paper Paper, string Description)
{
    /// <summary>The lines of the tables.</summary>
    public IReadOnlyList<TableLine> Lines { get; init; } = [];

    public IReadOnlyList<TextBlock> Texts { get; init; } = [];

    public IReadOnlyList<Symbol> Symbols { get; init; } = [];

    public IReadOnlyList<Arrow> Arrows { get; init; } = [];

    /// <summary>The place of the office's logo; null on a page without it.</summary>
    public Box? Logo { get; init; }
}

/// <summary>The logo of an office.</summary>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Ratio">Its width as a share of its height.</param>
public sealed record SheetLogo(byte[] Bytes, string MediaType, double Ratio);

/// <summary>A sheet of A4, landscape.</summary>
/// <param name="Scale">
/// The size of print as a share of its own size; 1 unless the table is too wide or a row too tall for a page, which is then laid out on
/// larger paper and printed smaller.
/// </param>
public readonly record struct Paper(double Scale)
{
    /// <summary>297 mm by 210 mm, in points.</summary>
    public const double A4Width = 841.89, A4Height = 595.276;

    private const double Side = 30, Above = 28, Below = 34;

    public double Width => A4Width / Scale;

    public double Height => A4Height / Scale;

    /// <summary>The printable area: the paper without its margins.</summary>
    public Box Body => new(Side / Scale, Above / Scale, Width - (Side / Scale), Height - (Below / Scale));
}

/// <summary>A line of a table.</summary>
public readonly record struct TableLine(Segment Segment, bool Heavy);

public enum TextAlign
{
    Left,
    Centre,
    Right,
}

/// <summary>Text set in lines within its cell.</summary>
/// <param name="Top">The top of the first line.</param>
public sealed record TextBlock(Box Cell, IReadOnlyList<string> Lines, double Size, bool Bold, TextAlign Align, double Top)
{
    internal Font Font => new(Size, Bold);

    /// <summary>The box that the letters fill.</summary>
    public Box Ink
    {
        get
        {
            var width = Lines.Select(Font.Measure).DefaultIfEmpty(0).Max();
            var left =
                Align switch { TextAlign.Left => Cell.Left, TextAlign.Right => Cell.Right - width, _ => Cell.Centre.X - (width / 2) };
            return new Box(left, Top, left + width, Top + (Lines.Count * Font.Leading));
        }
    }
}

/// <summary>A symbol at its place on the page.</summary>
/// <param name="Node">Null for a connector.</param>
/// <param name="Letter">The letter of a connector; null for all others.</param>
/// <param name="PointsUp">True when a connector points to the page before.</param>
public sealed record Symbol(SymbolKind Kind, Box Box, SheetNode? Node, string? Letter, bool PointsUp);

/// <summary>An arrow, or a part of one that continues at a connector.</summary>
/// <param name="From">Index in the page's symbols.</param>
/// <param name="To">Index in the page's symbols.</param>
/// <param name="Points">Its corners, from the edge of one symbol to that of the other.</param>
/// <param name="Label">The placed label; null without one.</param>
public sealed record Arrow(int From, int To, IReadOnlyList<Point> Points, TextBlock? Label);

/// <summary>A mark in the symbol of a step, besides the SOP's own text.</summary>
/// <param name="Fill">A colour as SVG writes it.</param>
/// <param name="Text">A few letters.</param>
public sealed record SheetMark(string Fill, string Text)
{
    /// <summary>The page behind the mark, with words for it; null for none.</summary>
    public (string Href, string Name)? Link { get; init; }
}
