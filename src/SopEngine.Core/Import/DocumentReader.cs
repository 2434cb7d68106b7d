using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>Reads the SOPs of a document out of its pages.</summary>
public static partial class DocumentReader
{
    private const int ManyWords = 25;

    public static IReadOnlyList<ReadSop> Read(DocumentForm document)
    {
        if (document.Places == PlaceSource.Running) return [RunningReader.Read(document)];

        var sops = new List<Draft>();
        TableGrid? open = null;
        foreach (var page in document.Pages.Select(Clean))
        {
            var rules = Rules.Of(page.Paths);
            var grids = GridFinder.Of(page, rules);
            var header = IdentityReader.Of(page, rules, grids.Count > 0 ? grids[0].HeaderTop : page.Height);
            if (header is not null || sops.Count == 0) sops.Add(new(page.Number, header));
            var sop = sops[^1];
            sop.LastPage = page.Number;
            if (header is not null) open = null;
            if (open is not null && GridFinder.Continued(page, rules, open) is { } goesOn
                && (grids.Count == 0 || goesOn.Bottom < grids[0].HeaderTop + 4))
                sop.Tables[^1].Grids.Add(goesOn);
            else if (grids.Count == 0 && header is null
                && page.Words.Count > ManyWords) sop.Doubts.Add(new(DoubtKind.PageLeftOut, $"{page.Number}"));
            foreach (var grid in grids)
            {
                var isRepeated = open is not null && open.Page.Number != page.Number && GoesOn(open, grid);
                if (isRepeated) sop.Tables[^1].Grids.Add(grid);
                else sop.Tables.Add(new(Above(page, grid), [grid]));
                open = grid;
            }

            if (page.PictureShare > 0.3) sop.HasPicture = true;
            sop.Pages.Add(page);
        }

        return [.. sops.Select(sop => Finish(sop, document.IsRecognised))];
    }

    private static ReadSop Finish(Draft sop, bool isRecognised)
    {
        var procedures = sop.Tables.Select(table => TableReader.Of(table.Grids, sop.Tables.Count > 1 ? table.Title : Found.Nothing))
            .Where(procedure => procedure.Steps.Count > 0).ToList();
        var header = sop.Header ?? new();
        if (header.Title.IsEmpty) header = header with { Title = TitleOf(sop) };
        var doubts = sop.Doubts.ToList();
        if (procedures.Count == 0) doubts.Add(new(DoubtKind.TableMissing));
        if (isRecognised || (sop.HasPicture && procedures.Count == 0)) doubts.Add(new(DoubtKind.PictureText));
        return new(header, procedures, doubts, sop.FirstPage, sop.LastPage);
    }

    /// <summary>A table whose head is printed again: the same columns, and numbers that go on.</summary>
    private static bool GoesOn(TableGrid before, TableGrid grid)
    {
        var same = before.Columns.Count == grid.Columns.Count
            && before.Columns.Zip(grid.Columns).All(pair => Spelling.Folded(pair.First.Name) == Spelling.Folded(pair.Second.Name));
        var first = RowReader.Numbers(grid, grid.Words).FirstOrDefault(word => !word.Text.StartsWith('('));
        return same && (first is null || first.Text.Trim('(', ')', '.') != "1");
    }

    private static Found Above(PageForm page, TableGrid grid)
    {
        var line = TextLines.Of(page.Words
            .Where(word => word.Box.Bottom < grid.HeaderTop + 1 && word.Box.Bottom > grid.HeaderTop - 40)).LastOrDefault();
        return line is null ? Found.Nothing : new(line.Text, new(page.Number, line.Box));
    }

    /// <summary>Without an identity block, the title is the line above the table, without the word SOP.</summary>
    private static Found TitleOf(Draft sop)
    {
        var first = sop.Pages.FirstOrDefault();
        if (first is null) return Found.Nothing.But(DoubtKind.NotFound);

        var top = sop.Tables.Count > 0
            && sop.Tables[0].Grids[0].Page.Number == first.Number ? sop.Tables[0].Grids[0].HeaderTop : first.Height;
        var lines = TextLines.Of(first.Words.Where(word => word.Box.Bottom <= top + 1)).ToList();
        var line = lines.FirstOrDefault(line => TitleWords().IsMatch(line.Text)) ?? (sop.Header is null ? lines.LastOrDefault() : null);
        return line is null ? Found.Nothing.But(DoubtKind.NotFound)
            : new Found(TitleWords().Replace(line.Text, "").Trim(' ', ':', '-', '–'),
                new(first.Number, line.Box)).But(DoubtKind.CellGuessed);
    }

    /// <summary>Without the lines that a signature service prints at the foot of each page; words that hold blanks are parted.</summary>
    private static PageForm Clean(PageForm page)
    {
        var words = page.Words.SelectMany(Parted).ToList();
        var feet = TextLines.Of(words).Where(line => FootWords().IsMatch(line.Text)).SelectMany(line => line.Words).ToHashSet();
        return page with { Words = [.. words.Where(word => !feet.Contains(word))] };
    }

    private static IEnumerable<PageWord> Parted(PageWord word)
    {
        var parts = word.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 1) return [parts[0].Length == word.Text.Length ? word : word with { Text = parts[0] }];

        var each = word.Box.Width / Math.Max(1, word.Text.Length);
        var at = 0;
        var found = new List<PageWord>();
        foreach (var part in parts)
        {
            at = word.Text.IndexOf(part, at, StringComparison.Ordinal);
            found.Add(word with
            {
                Text = part,
                Box = word.Box with { Left = word.Box.Left + (at * each), Right = word.Box.Left + ((at + part.Length) * each) }
            });
            at += part.Length;
        }

        return found;
    }

    [GeneratedRegex(@"^\W*(?:dokumen ini (?:telah )?ditandatangani|pindai kode qr|catatan\s*:\s*uu ite|uu ite no|halaman \d+ dari "
        + @"\d+\W*$|page \d+ of \d+)|balai sertifikasi elektronik|menampilkan file asli", RegexOptions.IgnoreCase)]
    private static partial Regex FootWords();

    [GeneratedRegex(@"^\W*(?:SOP(?:\s+AP)?|STANDAR(?:D)?\s+OPERA(?:S|T)IONAL\s+PROSEDUR(?:\s*\(SOP\))?)\b\s*:?\s*",
        RegexOptions.IgnoreCase)]
    private static partial Regex TitleWords();

    private sealed record Table(Found Title, List<TableGrid> Grids);

    private sealed class Draft(int firstPage, ReadHeader? header)
    {
        public int FirstPage { get; } = firstPage;

        public int LastPage { get; set; } = firstPage;

        public ReadHeader? Header { get; } = header;

        public List<Table> Tables { get; } = [];

        public List<PageForm> Pages { get; } = [];

        public List<Doubt> Doubts { get; } = [];

        public bool HasPicture { get; set; }
    }
}
