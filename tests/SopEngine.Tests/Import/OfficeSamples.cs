using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SopEngine.Tests.Import;

/// <summary>One small SOP as Word and as Excel write it: three rows, two lanes, a decision that leads back.</summary>
internal static class OfficeSamples
{
    private static readonly string[] Head = ["No", "Kegiatan", "Staf", "Kepala Dinas", "Kelengkapan", "Waktu", "Output", "Keterangan"];

    /// <summary>The rows, with the lane and the form of their symbols.</summary>
    private static readonly (string[] Cells, int Lane, string Form)[] Rows =
    [
        (["1", "Menyusun konsep surat", "", "", "Disposisi", "30 menit", "Konsep surat", ""], 0, "flowChartTerminator"),
        (["2", "Memeriksa konsep surat", "", "", "Konsep surat", "1 - 2 hari kerja", "Konsep diperiksa", "Rahasia"], 1,
            "flowChartDecision"),
        (["3", "Mengirim surat", "", "", "Surat", "15 menit/berkas", "Tanda terima", ""], 0, "rect"),
    ];

    private static readonly double[] Widths = [30, 150, 90, 90, 90, 70, 90, 80];

    public static byte[] Docx()
    {
        var body = new StringBuilder();
        body.Append(Table([200, 120, 200],
            [["DINAS CONTOH", "Nomor SOP", "SOP-1/2025"], ["", "Tanggal Pembuatan", "2 Juni 2025"], ["", "Tanggal Revisi", "-"],
                ["", "Tanggal Efektif", "3 Juni 2025"],
                ["", "Disahkan oleh", "Kepala Dinas\n\n\nIr. Contoh\nNIP 197003121995031002"], ["", "Nama SOP", "Pengiriman Surat"]]));
        body.Append(Paragraph("")).Append(Table([260, 260],
            [["Dasar Hukum :\n1. Undang-Undang Contoh;\n2. Peraturan Contoh", "Kualifikasi Pelaksana :\n1. Memahami surat"]]));
        body.Append(Paragraph(""));
        var rows = new List<string> { Row(Head, (_, text) => Paragraph(text)) };
        var id = 10;
        foreach (var (cells, lane, form) in Rows)
        {
            // Every shape is anchored to the first lane's cell, wherever it stands.
            var shape = Shape(++id, form, 15 + (lane * Widths[2]), 8);
            rows.Add(Row(cells, (i, text) => i == 2 ? Paragraph(text, shape) : Paragraph(text)));
        }

        var links = string.Concat(Connector(31, 11, 12), Connector(32, 12, 13), Connector(33, 12, 11));
        rows[^1] = rows[^1].Replace("</w:p></w:tc>", "<w:r/></w:p></w:tc>", StringComparison.Ordinal);
        body.Append(TableOf(Widths, rows)).Append(Paragraph("", links));
        var document = $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
            + $"xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
            + "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
            + "xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\" xmlns:v=\"urn:schemas-microsoft-com:vml\">"
            + $"<w:body>{body}<w:sectPr><w:pgMar w:left=\"1440\"/></w:sectPr></w:body></w:document>";
        return Zip(
            ("[Content_Types].xml", Types("/word/document.xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
            ("_rels/.rels", Relation("officeDocument", "word/document.xml")), ("word/document.xml", document));
    }

    public static byte[] Xlsx()
    {
        var rows = new List<string[]>
        {
            new[] { "", "Nomor SOP", "SOP-1/2025" }, new[] { "", "Nama SOP", "Pengiriman Surat" },
            new[] { "", "Tanggal Pembuatan", "2 Juni 2025" },
                new[] { "", "Disahkan oleh", "Kepala Dinas" },
            Array.Empty<string>(), Head,
        };
        rows.AddRange(Rows.Select(row => row.Cells));
        var sheet = new StringBuilder("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
            + "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><cols>");
        foreach (var (i, width) in Widths.Index()) sheet.Append(CultureInfo.InvariantCulture,
            $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{width / 5.4:0.##}\" customWidth=\"1\"/>");
        sheet.Append("</cols><sheetData>");
        foreach (var (r, cells) in rows.Index())
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\" ht=\"{(r > 5 ? 50 : 18)}\" customHeight=\"1\">");
            foreach (var (c, text) in cells.Index())
                sheet.Append(CultureInfo.InvariantCulture,
                    $"<c r=\"{(char)('A' + c)}{r + 1}\" s=\"{(r > 4 ? 1 : 0)}\" t=\"inlineStr\"><is><t>{Escaped(text)}</t></is></c>");
            sheet.Append("</row>");
        }

        sheet.Append("</sheetData><drawing r:id=\"d1\"/></worksheet>");
        var drawing = new StringBuilder("<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" "
            + "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">");
        foreach (var (i, row) in Rows.Index())
            drawing.Append(Anchor(2 + row.Lane, 6 + i,
                $"<xdr:sp><xdr:nvSpPr><xdr:cNvPr id=\"{11 + i}\" name=\"s\"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom "
                    + $"prst=\"{row.Form}\"><a:avLst/></a:prstGeom><a:ln/></xdr:spPr></xdr:sp>"));
        foreach (var (from, to) in new[] { (11, 12), (12, 13), (12, 11) })
            drawing.Append(Anchor(2, 6, $"<xdr:cxnSp><xdr:nvCxnSpPr><xdr:cNvPr id=\"{20 + to + from}\" name=\"c\"/><xdr:cNvCxnSpPr>"
                + $"<a:stCxn id=\"{from}\" idx=\"2\"/><a:endCxn id=\"{to}\" idx=\"0\"/></xdr:cNvCxnSpPr></xdr:nvCxnSpPr><xdr:spPr>"
                + $"<a:prstGeom prst=\"bentConnector3\"/></xdr:spPr></xdr:cxnSp>"));
        drawing.Append("</xdr:wsDr>");
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        var types = Types("/xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
            .Replace("</Types>",
            "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
                + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            + "<Override PartName=\"/xl/styles.xml\" "
            + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
            + "<Override PartName=\"/xl/drawings/drawing1.xml\" "
            + "ContentType=\"application/vnd.openxmlformats-officedocument.drawing+xml\"/></Types>", StringComparison.Ordinal);
        return Zip(
            ("[Content_Types].xml", types), ("_rels/.rels", Relation("officeDocument", "xl/workbook.xml")),
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" "
                + $"xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"SOP\" "
                + $"sheetId=\"1\" r:id=\"s1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", Relation("worksheet", "worksheets/sheet1.xml", "s1")
                .Replace("</Relationships>", Relation("styles", "styles.xml", "s2").Split("package/2006/relationships\">")[1],
                StringComparison.Ordinal)),
            ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><borders><border/><border><left style=\"thin\"/><right style=\"thin\"/>"
                + $"<top style=\"thin\"/><bottom style=\"thin\"/></border></borders><cellXfs><xf borderId=\"0\"/><xf borderId=\"1\"/>"
                + $"</cellXfs></styleSheet>"),
            ("xl/worksheets/sheet1.xml", sheet.ToString()),
                ("xl/worksheets/_rels/sheet1.xml.rels", Relation("drawing", "../drawings/drawing1.xml", "d1")),
                ("xl/drawings/drawing1.xml", drawing.ToString()));
    }

    public static string Html() => "<html><body><h1>SOP Pengiriman Surat</h1><table><tr>"
        + string.Concat(Head.Select((name, i) => i is 2 or 3 ? "" : $"<th>{name}</th>" + (i == 1 ? "<th>Pelaksana</th>" : "")))
        + "</tr>" + string.Concat(Rows
            .Select(row => "<tr>" + string.Concat(row.Cells
            .Select((cell, i) => i is 2 or 3 ? "" : $"<td>{cell}</td>" + (i == 1 ? $"<td>{Head[2 + row.Lane]}</td>" : ""))) + "</tr>"))
            + "</table></body></html>";

    private static string Anchor(int column, int row, string shape) => string.Create(CultureInfo.InvariantCulture,
        $"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>150000</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>"
            + $"100000</xdr:rowOff></xdr:from><xdr:to><xdr:col>{column}</xdr:col><xdr:colOff>900000</xdr:colOff><xdr:row>{row}</xdr:row>"
            + $"<xdr:rowOff>450000</xdr:rowOff></xdr:to>{shape}<xdr:clientData/></xdr:twoCellAnchor>");

    private static string Shape(int id, string form, double x, double y) => string.Create(CultureInfo.InvariantCulture,
        $"<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wp:anchor layoutInCell=\"1\"><wp:positionH "
            + $"relativeFrom=\"column\"><wp:posOffset>{x * 12700:0}</wp:posOffset></wp:positionH><wp:positionV "
            + $"relativeFrom=\"paragraph\"><wp:posOffset>{y * 12700:0}</wp:posOffset></wp:positionV><wp:extent cx=\"{60 * 12700}\" "
            + $"cy=\"{20 * 12700}\"/><wp:docPr id=\"{id}\" name=\"s\"/><a:graphic><a:graphicData "
            + $"uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvSpPr/><wps:spPr><a:prstGeom "
            + $"prst=\"{form}\"/><a:ln/></wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
            + $"<mc:Fallback><w:pict><v:rect style=\"position:absolute;margin-left:{x:0}pt;margin-top:{y:0}pt;width:60pt;height:20pt\"/>"
            + $"</w:pict></mc:Fallback></mc:AlternateContent></w:r>");

    private static string Connector(int id, int from, int to) =>
        $"<w:r><w:drawing><wp:anchor><wp:extent cx=\"1000\" cy=\"1000\"/><wp:docPr id=\"{id}\" name=\"c\"/><a:graphic><a:graphicData "
            + $"uri=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><wps:wsp><wps:cNvCnPr><a:stCxn id=\"{from}\" "
            + $"idx=\"2\"/><a:endCxn id=\"{to}\" idx=\"0\"/></wps:cNvCnPr><wps:spPr><a:prstGeom prst=\"straightConnector1\"/></wps:spPr>"
            + $"</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>";

    private static string Table(double[] widths, string[][] rows) =>
        TableOf(widths, rows.Select(row => Row(row, (_, text) => string.Concat(text.Split('\n').Select(line => Paragraph(line))))));

    private static string TableOf(double[] widths, IEnumerable<string> rows) =>
        $"<w:tbl><w:tblGrid>{string.Concat(widths
            .Select(width => string.Create(
                CultureInfo.InvariantCulture, $"<w:gridCol w:w=\"{width * 20:0}\"/>")))}</w:tblGrid>{string.Concat(rows)}</w:tbl>";

    private static string Row(string[] cells, Func<int, string, string> content) =>
        $"<w:tr><w:trPr><w:trHeight w:val=\"700\"/></w:trPr>"
            + $"{string.Concat(cells.Select((cell, i) => $"<w:tc>{content(i, cell)}</w:tc>"))}</w:tr>";

    private static string Paragraph(string text, string more = "") =>
        $"<w:p><w:r><w:t xml:space=\"preserve\">{Escaped(text)}</w:t></w:r>{more}</w:p>";

    private static string Escaped(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);

    private static string Types(string part, string type) =>
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
            + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + $"<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"{part}\" ContentType=\"{type}\"/></Types>";

    private static string Relation(string kind, string target, string id = "r1") =>
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
        + $"<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" "
        + $"Target=\"{target}\"/></Relationships>";

    private static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, true))
            foreach (var (name, text) in parts)
                using (var writer = new StreamWriter(archive.CreateEntry(name).Open(), new UTF8Encoding(false))) writer.Write(text);
        return stream.ToArray();
    }
}
