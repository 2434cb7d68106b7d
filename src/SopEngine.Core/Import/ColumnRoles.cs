using System.Text.RegularExpressions;

namespace SopEngine.Core.Import;

/// <summary>Says what each column holds: by its name, and where it has none by its place and by what stands in it.</summary>
internal static partial class ColumnRoles
{
    public static List<GridColumn> Of(IReadOnlyList<GridColumn> columns, Func<GridColumn, List<PageWord>> body)
    {
        var kinds = columns.Select(column => ColumnNames.KindOf(column.Name)).ToArray();
        KeepOne(columns, kinds);
        var activity = Array.IndexOf(kinds, ColumnKind.Activity);
        var quality = Enumerable.Range(0, kinds.Length)
            .Where(i => kinds[i] is ColumnKind.Time or ColumnKind.Output or ColumnKind.Requirements).ToList();
        var roles = new List<GridColumn>();
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (column.Right - column.Left < 5) continue;
            var kind = kinds[i] ?? Unnamed(column, i);
            roles.Add(column with { Kind = kind, Name = kind == ColumnKind.Lane ? WithoutGroup(column.Name) : column.Name });
        }

        // A single column named "Pelaksana" holds names; beside lanes it is a lane whose name is lost.
        return roles;

        ColumnKind Unnamed(GridColumn column, int at)
        {
            if (column.Name.Length == 0 || Numeric(column.Name))
            {
                if (!kinds.Contains(ColumnKind.Number) && at < activity && IsNumbers(body(column))) return ColumnKind.Number;
                if (column.Name.Length == 0 && (at < activity || (quality.Count > 0 && at > quality[^1]))) return ColumnKind.Other;
            }

            return quality.Count > 0 && at > quality[0] && at < quality[^1] ? ColumnKind.Other
                : quality.Count > 1 && at > quality[^1] && activity < quality[0] && quality[0] - activity > 1 ? ColumnKind.Other
                : at < activity ? ColumnKind.Other : ColumnKind.Lane;
        }
    }

    /// <summary>Two columns of one kind: of activities the wider is meant, of the others the first.</summary>
    private static void KeepOne(IReadOnlyList<GridColumn> columns, ColumnKind?[] kinds)
    {
        foreach (var kind in kinds.Distinct().ToList())
        {
            var same = Enumerable.Range(0, kinds.Length).Where(i => kinds[i] == kind).ToList();
            if (kind is null or ColumnKind.Lane || same.Count < 2) continue;
            var kept = kind == ColumnKind.Activity ? same.MaxBy(i => columns[i].Right - columns[i].Left) : same[0];
            foreach (var other in same.Where(i => i != kept)) kinds[other] = kind == ColumnKind.LaneNames ? ColumnKind.Lane
                : ColumnKind.Other;
        }
    }

    private static string WithoutGroup(string name)
    {
        var words = name.Split(' ');
        return words.Length > 1 && ColumnNames.IsGroup(words[0]) && !words[0].EndsWith(',') ? string.Join(' ', words[1..]) : name;
    }

    private static bool Numeric(string text) => NumberOnly().IsMatch(text);

    private static bool IsNumbers(List<PageWord> words) => words.Count > 0 && words.Count(word => Numeric(word.Text)) >= 0.7 * words.Count;

    /// <summary>A row's number: 1, 1., (1), 1).</summary>
    [GeneratedRegex(@"^\(?\d{1,3}\s*[.)]?\)?$")]
    public static partial Regex NumberOnly();
}
