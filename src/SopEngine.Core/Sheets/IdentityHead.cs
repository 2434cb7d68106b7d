using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Sheets;

/// <summary>The upper part of the identity page: the letterhead on the left, the SOP's data on the right.</summary>
internal sealed class IdentityHead
{
    private const double Padding = 6;
    private const double NameShare = 0.3;
    private const double SignatureRoom = 46;
    private const double LogoHeight = 52, WidestLogo = 150, LogoGap = 7;
    private static readonly double[] Sizes = [9.5, 8.5, 7.5, 6.5, 5.5, 4.5];
    private static readonly double[] LetterheadSizes = [12, 11, 10, 9, 8, 7];
    private static readonly LocalDatePattern Dates = LocalDatePattern.Create("d MMMM uuuu", CultureInfo.GetCultureInfo("id-ID"));

    private readonly Font _plain;
    private readonly Box _body;
    private readonly double _values;
    private readonly List<(string Name, List<(List<string> Lines, Font Font)> Value, double Height)> _rows;
    private readonly List<(List<string> Lines, Font Font)> _letterhead;
    private readonly (double Width, double Height) _logo;

    private IdentityHead(SopHeader header, string title, Box body, Font plain, SheetLogo? logo)
    {
        var strong = plain with { Bold = true };
        _plain = plain;
        _body = body;
        _values = body.Centre.X + (body.Width / 2 * NameShare);
        var width = body.Right - _values - (2 * Padding);
        _rows =
        [
            Row(Wording.Number, header.Number, plain),
            Row(Wording.CreatedOn, Date(header.CreatedOn), plain),
            Row(Wording.RevisedOn, Revision(header), plain),
            Row(Wording.EffectiveOn, Date(header.EffectiveOn), plain),
            Approval(header.ApprovedBy),
            Row(Wording.Title, title, strong),
        ];
        Height = _rows.Sum(row => row.Height);
        var logoWidth = Math.Min(WidestLogo, LogoHeight * (logo?.Ratio ?? 0));
        _logo = logo is null ? (0, 0) : (logoWidth, logoWidth / logo.Ratio);
        _letterhead = Letterhead(header.Letterhead);

        (string, List<(List<string>, Font)>, double) Row(string name, string value, Font font)
        {
            var lines = Typesetting.Lines(value.Length > 0 ? value : Wording.Blank, width, font);
            return (name, [(lines, font)], (lines.Count * font.Leading) + (2 * Padding));
        }

        (string, List<(List<string>, Font)>, double) Approval(Approver approver)
        {
            var office = Typesetting.Lines(approver.Office.Length > 0 ? approver.Office : Wording.Blank, width, plain);
            var name = Typesetting.Lines(approver.Name.Length > 0 ? approver.Name : Wording.Blank,
                width, approver.Name.Length > 0 ? strong : plain);
            var nip = Typesetting.Lines(
                $"{Wording.Nip} {(approver.Nip.Length > 0 ? Nip.Show(approver.Nip) : Wording.Blank[..24])}", width, plain);
            var height = ((office.Count + name.Count + nip.Count) * plain.Leading) + SignatureRoom + (2 * Padding);
            return (Wording.ApprovedBy, [(office, plain), (name, strong), (nip, plain)], height);
        }
    }

    public double Height { get; }

    /// <summary>The place of the logo, above the letterhead; null for none.</summary>
    public Box? Logo => _logo.Width == 0 ? null : new Box(
        LetterheadCentre - (_logo.Width / 2), LetterheadTop, LetterheadCentre + (_logo.Width / 2), LetterheadTop + _logo.Height);

    private double LogoRoom => _logo.Height == 0 ? 0 : _logo.Height + LogoGap;

    private double LetterheadCentre => (_body.Left + _body.Centre.X) / 2;

    /// <summary>Logo and letterhead stand in the middle of their cell.</summary>
    private double LetterheadTop =>
        _body.Top + ((Height - LogoRoom - _letterhead.Sum(part => part.Lines.Count * part.Font.Leading)) / 2);

    /// <summary>Set in the largest size that leaves half of the page to the lists below.</summary>
    public static IdentityHead Of(SopHeader header, string title, Box body, SheetLogo? logo)
    {
        var heads = Sizes.Select(size => new IdentityHead(header, title, body, new Font(size), logo));
        return heads.FirstOrDefault(head => head.Height <= body.Height / 2) ?? heads.Last();
    }

    /// <returns>Its lower edge.</returns>
    public double Draw(List<TextBlock> texts, List<TableLine> lines)
    {
        var top = _body.Top;
        foreach (var (name, value, height) in _rows)
        {
            var cell = new Box(_body.Centre.X, top, _values, top + height);
            var box = new Box(_values, top, _body.Right, top + height).Grown(-Padding);
            texts.Add(Cells.Top(cell.Grown(-Padding), [name], _plain));
            if (value.Count == 1) texts.Add(Cells.Top(box, value[0].Lines, value[0].Font));
            else Sign(value, box, texts);
            top += height;
            lines.Add(Cells.Level(top, _body.Centre.X, _body.Right));
        }

        lines.Add(Cells.Upright(_values, _body.Top, top));
        var at = LetterheadTop + LogoRoom;
        foreach (var (part, font) in _letterhead)
        {
            var bottom = at + (part.Count * font.Leading);
            texts.Add(Cells.Centred(new Box(_body.Left + Padding, at, _body.Centre.X - Padding, bottom), part, font));
            at = bottom;
        }

        return top;
    }

    /// <summary>The office, room to sign and stamp, and the signer's name below.</summary>
    private static void Sign(List<(List<string> Lines, Font Font)> value, Box box, List<TextBlock> texts)
    {
        var top = box.Top;
        foreach (var (i, (lines, font)) in value.Index())
        {
            var bottom = top + (lines.Count * font.Leading);
            if (lines.Count > 0) texts.Add(Cells.Centred(box with { Top = top, Bottom = bottom }, lines, font));
            top = bottom + (i == 0 ? SignatureRoom : 0);
        }
    }

    private List<(List<string>, Font)> Letterhead(IReadOnlyList<string> letterhead)
    {
        var width = (_body.Width / 2) - (4 * Padding);
        var set = new List<(List<string> Lines, Font Font)>();
        foreach (var size in LetterheadSizes)
        {
            set = [.. letterhead.Select(line => (Typesetting.Lines(line, width, new Font(size, Bold: true)), new Font(size, Bold: true)))];
            if (set.Sum(part => part.Lines.Count * part.Font.Leading) <= Height - LogoRoom - (2 * Padding)) break;
        }

        return set;
    }

    private static string Date(LocalDate? date) => date is { } day ? Dates.Format(day) : "";

    private static string Revision(SopHeader header) => (header.RevisedOn, header.Edition) switch
    {
        ({ } day, { Length: > 0 } edition) => $"{Dates.Format(day)} ({edition})",
        (null, { Length: > 0 } edition) => edition,
        ({ } day, _) => Dates.Format(day),
        _ => Wording.None, // forms write this for no revision
    };
}
