using SopEngine.Core.Documents;

namespace SopEngine.Engine.Documents;

/// <summary>The blocks of a document as the paper sets them.</summary>
internal static class DocumentPaper
{
    private const int LeastShare = 9, MostShare = 28;

    public static IReadOnlyList<Block> Of(IReadOnlyList<Block> blocks) => [.. blocks.Select(Of).OfType<Block>()];

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
