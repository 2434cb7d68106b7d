namespace SopEngine.Core.Survey;

/// <summary>
/// Which cells of a breakdown may be shown. A cell with fewer than five respondents says too much about each of them, and so does a total
/// from which all other cells can be subtracted.
/// </summary>
public static class Suppression
{
    /// <summary>The fewest respondents of whom a figure is shown.</summary>
    public const int Least = 5;

    /// <summary>
    /// Chooses the cells of a table whose sum is known. Further cells are hidden, the smallest first, until the hidden ones are at least
    /// two and together at least five people, or all.
    /// </summary>
    /// <param name="cells">The respondents of each cell; a cell without any hides nobody and stays.</param>
    public static IReadOnlyList<bool> Shown(IReadOnlyList<int> cells)
    {
        var shown = cells.Select(respondents => respondents is 0 or >= Least).ToArray();
        while (!IsCovered(Hidden()))
        {
            var smallest = -1;
            for (var i = 0; i < cells.Count; i++)
            {
                if (shown[i] && cells[i] > 0 && (smallest < 0 || cells[i] < cells[smallest])) smallest = i;
            }

            if (smallest < 0) break;
            shown[smallest] = false;
        }

        return shown;

        IEnumerable<int> Hidden() => cells.Where((_, i) => !shown[i]);
    }

    /// <summary>
    /// True when a sum over parts that are shown elsewhere, each by itself, does not give a hidden one of them away.
    /// </summary>
    public static bool CoversParts(IEnumerable<int> parts) => IsCovered(parts.Where(respondents => respondents is > 0 and < Least));

    private static bool IsCovered(IEnumerable<int> hidden)
    {
        var (count, sum) = (0, 0);
        foreach (var respondents in hidden) (count, sum) = (count + 1, sum + respondents);
        return count == 0 || (count > 1 && sum >= Least);
    }
}
