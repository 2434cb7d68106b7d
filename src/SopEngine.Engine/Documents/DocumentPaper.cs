using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>The blocks of a document as the paper sets them.</summary>
internal static class DocumentPaper
{
    private const int LeastShare = 9, MostShare = 28;

    /// <param name="pictures">Made ready for paper, by the documents that hold them.</param>
    public static IReadOnlyList<Block> Of(IReadOnlyList<Block> blocks, IReadOnlyDictionary<long, byte[]> pictures) =>
        [.. blocks.SelectMany(block => block is PicturesPlace place ? Of(place, pictures) : Of(block) is { } set ? [set] : [])];

    /// <summary>The pictures, and the names of those that cannot be set: a reader must know that there are more.</summary>
    private static IEnumerable<Block> Of(PicturesPlace place, IReadOnlyDictionary<long, byte[]> pictures)
    {
        var shown = place.Files.Where(file => pictures.ContainsKey(file.Id)).ToList();
        if (shown.Count > 0)
            yield return new PicturesBlock(
                [.. shown.Select(file => new PaperPicture(pictures[file.Id], Path.GetFileNameWithoutExtension(file.Name)))]);
        if (shown.Count < place.Files.Count)
            yield return new Block(BlockKind.Paragraph, "", [new Span(
                "Terlampir pada berkas: " + string.Join(", ", place.Files.Except(shown).Select(file => file.Name)), false)]);
    }

    private static Block? Of(Block block) => block switch
    {
        FilledTable { Table.Columns.Count: 0 } => null,
        FilledTable { Table: var table } => Of(table),
        SignaturePlace place => new SignatureBlock(place.Above, place.Below),
        CodePlace code => new QrBlock(
            code.Link, ["Keaslian dokumen ini dapat diperiksa dengan memindai kode di samping, atau di:", code.Link]),
        _ => block,
    };

    private static TableBlock Of(DocumentTable table)
    {
        List<IReadOnlyList<string>> rows = [.. table.Rows];
        var sums = table.Sums();
        if (sums is not null) rows.Add(sums);
        return new TableBlock([.. table.Columns.Select((column, at) => new PaperColumn(column.Head, Share(at), column.IsNumber))], rows)
        {
            HasSums = sums is not null,
        };

        int Share(int at) => Math.Clamp(
            Math.Max(table.Columns[at].Head.Length, rows.Select(row => row[at].Length).DefaultIfEmpty(0).Max()), LeastShare, MostShare);
    }
}
