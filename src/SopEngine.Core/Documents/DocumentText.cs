using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.Documents;

/// <summary>
/// The text of a document as its author writes it: <c># judul</c>, <c>## subjudul</c>, <c>- butir</c>, <c>1. butir</c>, <c>&gt; rata
/// kanan</c>, <c>---</c>, <c>**tebal**</c>, and places to fill: <c>{{nomor}}</c>, <c>{{terbilang jumlah}}</c>. Other lines make a
/// paragraph, broken as they are; an empty line ends it, a second one leaves space. Alone on a line stand <c>{{tabel contoh: kode,
/// jumlah}}</c>, <c>{{gambar foto}}</c>, <c>{{kinerja}}</c>, <c>{{kinerja bulan}}</c>, <c>{{ttd}}</c>, <c>{{qr}}</c>, and around lines
/// that are not always there <c>{{jika nama}}</c> or <c>{{jika tidak nama}}</c> and <c>{{akhir}}</c>. A filled-in value is text and
/// never markup.
/// </summary>
public static partial class DocumentText
{
    /// <summary>The places that every document fills, and that no field of a form stands for.</summary>
    public static readonly IReadOnlyList<string> Given =
        ["nomor", "tanggal", "unit", "kota", "perihal", "berkas", "pelanggan", "menggantikan"];

    /// <summary>Further places that every document fills, unless the case has a field of this name.</summary>
    public static readonly IReadOnlyList<string> Facts =
        ["instansi", "alamat", "kontak", "diterima", "layanan", "sop", "petugas", Performance.Period];

    /// <summary>The place of the table of a case's dispositions.</summary>
    public static readonly KnownPlace Dispositions = new("disposisi", "Disposisi", PlaceKind.Table,
    [
        Column("no", "No"), Column("dari", "Dari"), Column("kepada", "Kepada"), Column("isi", "Isi disposisi"),
        Column("batas", "Batas waktu"), Column("waktu", "Waktu"),
    ]);

    private static readonly LocalDatePattern Dates = LocalDatePattern.Create("d MMMM uuuu", CultureInfo.GetCultureInfo("id-ID"));

    /// <summary>The names of the places to fill, those of conditions and tables among them.</summary>
    public static IEnumerable<string> Places(string template) =>
        Mark().Matches(template).Select(mark => DocumentMark.Read(mark.Groups[1].Value))
            .Where(mark => mark.Name.Length > 0).Select(mark => mark.Name).Distinct();

    /// <summary>True when the text has this mark alone on a line, such as <see cref="MarkKind.Code"/>.</summary>
    public static bool Has(string template, MarkKind kind) => LinesOf(template).Any(line => Alone(line)?.Kind == kind);

    /// <summary>A value as a letter prints it: a date is written out.</summary>
    public static string Show(string value) => LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var date } ? Show(date) : value;

    /// <summary>"23 November 2026".</summary>
    public static string Show(LocalDate date) => Dates.Format(date);

    /// <summary>"November 2026".</summary>
    public static string ShowMonth(LocalDate day) => Dates.Format(day)[(Dates.Format(day).IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>The day that <see cref="Show(LocalDate)"/> wrote; null for another text.</summary>
    public static LocalDate? DayOf(string shown) => Dates.Parse(shown) is { Success: true, Value: var day } ? day : null;

    /// <summary>The fields that name the months whose figures the text has; an empty name for figures of the month before.</summary>
    public static IReadOnlyList<string> Months(string template) =>
        [.. LinesOf(template).Select(Alone).OfType<DocumentMark>().Where(mark => mark.Kind == MarkKind.Performance)
            .Select(mark => mark.Name).Distinct()];

    /// <param name="data">A value that is missing stays empty.</param>
    public static IReadOnlyList<Block> Read(string template, DocumentData data)
    {
        var blocks = new List<Block>();
        var paragraph = new List<string>();
        var wasEmpty = true;
        foreach (var line in Shown(template, data))
        {
            var mark = Alone(line);
            var block = mark is null ? Single(line, data) : Filled(mark, data);
            var isText = line.Length > 0 && block is null && mark is null;
            if (!isText || (paragraph.Count > 0 && paragraph[0].StartsWith('>') != line.StartsWith('>'))) Flush();
            if (isText) paragraph.Add(line);
            else if (block is not null) blocks.Add(block);
            else if (mark is null && wasEmpty && blocks.Count > 0) blocks.Add(new Block(BlockKind.Space, "", []));
            wasEmpty = line.Length == 0;
        }

        Flush();
        return blocks;

        void Flush()
        {
            if (paragraph.Count == 0) return;
            var isRight = paragraph[0].StartsWith('>');
            blocks.Add(new Block(BlockKind.Paragraph, "",
                Spans(string.Join('\n', paragraph.Select(line => line.TrimStart('>', ' '))), data), isRight));
            paragraph.Clear();
        }
    }

    private static KnownPlace Column(string name, string label) => new(name, label, PlaceKind.Text, []);

    /// <summary>The lines of a text, without blanks around them.</summary>
    internal static IEnumerable<string> LinesOf(string template) =>
        template.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim());

    /// <summary>The mark that is all of a line and stands for more than a value; null for any other line.</summary>
    internal static DocumentMark? Alone(string line)
    {
        if (Mark().Match(line) is not { Success: true, Index: 0 } found || found.Length != line.Length) return null;
        var mark = DocumentMark.Read(found.Groups[1].Value);
        return mark.StandsAlone ? mark : null;
    }

    /// <summary>All between <c>{{</c> and <c>}}</c>, whether it can be read or not.</summary>
    [GeneratedRegex(@"\{\{([^{}]*)\}\}", RegexOptions.CultureInvariant)]
    internal static partial Regex Mark();

    /// <summary>The lines that the conditions around them let through, without those conditions.</summary>
    private static IEnumerable<string> Shown(string template, DocumentData data)
    {
        var around = new Stack<bool>();
        foreach (var line in LinesOf(template))
        {
            switch (Alone(line))
            {
                case { Kind: MarkKind.If } condition:
                    around.Push(ValueOf(data, condition.Name).Holds != condition.IsNot);
                    break;
                case { Kind: MarkKind.End }:
                    around.TryPop(out _);
                    break;
                default:
                    if (around.All(holds => holds)) yield return line;
                    break;
            }
        }
    }

    private static Block? Filled(DocumentMark mark, DocumentData data) => mark.Kind switch
    {
        MarkKind.Table when ValueOf(data, mark.Name).Table is { } table => new FilledTable(Chosen(table, mark.Columns)),
        MarkKind.Performance when ValueOf(data, Performance.Place(mark.Name)).Table is { } figures => new FilledTable(figures),
        MarkKind.Pictures when ValueOf(data, mark.Name).Files is { Count: > 0 } files => new PicturesPlace(files),
        MarkKind.Signature when data.Signature is { } signature => Place(signature),
        MarkKind.Code when data.Link is { } link => new CodePlace(link),
        _ => null,
    };

    private static DocumentTable Chosen(DocumentTable table, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return table;
        var at = names.Select(name => table.Columns.Index().Where(column => column.Item.Name == name).Select(column => column.Index)
            .DefaultIfEmpty(-1).First()).Where(index => index >= 0).ToArray();
        return new DocumentTable(
            [.. at.Select(index => table.Columns[index])],
            [.. table.Rows.Select(row => (IReadOnlyList<string>)[.. at.Select(index => row.ElementAtOrDefault(index) ?? "")])]);
    }

    private static SignaturePlace Place(Signature signature)
    {
        string[] where = signature.Place.Length > 0 ? [$"{signature.Place}, {signature.Date}"] : [signature.Date];
        string[] post = signature.Post.Length > 0 ? [$"{signature.Post},"] : [];
        string[] nip = signature.Nip is { } number ? [$"NIP {number}"] : [];
        return new SignaturePlace([.. where, .. post], [signature.Name.Length > 0 ? signature.Name : new string('.', 40), .. nip]);
    }

    private static Block? Single(string line, DocumentData data)
    {
        if (line is "---") return new Block(BlockKind.Line, "", []);
        if (line.StartsWith("## ", StringComparison.Ordinal)) return new Block(BlockKind.Heading, "", Spans(line[3..], data));
        if (line.StartsWith("# ", StringComparison.Ordinal)) return new Block(BlockKind.Title, "", Spans(line[2..], data));
        if (line.StartsWith("- ", StringComparison.Ordinal)) return new Block(BlockKind.Item, "•", Spans(line[2..], data));
        return Numbered().Match(line) is { Success: true } item
            ? new Block(BlockKind.Item, item.Groups[1].Value, Spans(line[item.Length..], data))
            : null;
    }

    /// <summary>Weight is read from the author's text before the places are filled.</summary>
    private static List<Span> Spans(string text, DocumentData data) =>
        [.. text.Split("**").Select((part, i) => new Span(Fill(part, data), i % 2 == 1)).Where(span => span.Text.Length > 0)];

    private static string Fill(string text, DocumentData data) => Mark().Replace(text, found =>
        DocumentMark.Read(found.Groups[1].Value) switch
        {
            { Kind: MarkKind.Value } place => ValueOf(data, place.Name).Text.ReplaceLineEndings("\n"),
            { Kind: MarkKind.Words } words => Words(ValueOf(data, words.Name)),
            { Kind: MarkKind.Unread } => found.Value,
            _ => "",
        });

    /// <summary>"dua ratus sepuluh ribu rupiah"; empty for what has no words.</summary>
    private static string Words(DocumentValue value)
    {
        if (value.Amount is not { } amount) return "";
        var whole = decimal.Truncate(Math.Abs(amount));
        if (whole != Math.Abs(amount) || whole > AmountInWords.Most) return "";
        return (amount < 0 ? "minus " : "") + AmountInWords.Of((long)whole) + (value.IsMoney ? " rupiah" : "");
    }

    private static DocumentValue ValueOf(DocumentData data, string name) => data.Values.GetValueOrDefault(name) ?? DocumentValue.Empty;

    [GeneratedRegex(@"^([0-9a-z]{1,3}\.)\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
