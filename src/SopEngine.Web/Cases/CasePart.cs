namespace SopEngine.Web.Cases;

/// <summary>The part of a case that a page shows: a case may have thousands of steps, too many for one page.</summary>
public sealed class CasePart
{
    public const int MostTasks = 50;
    private const int MostEntries = 200;

    public CasePart(CaseView seen)
    {
        var until = seen.Until ?? int.MaxValue;
        var (upTo, behind) = (seen.Tasks.Where(task => task.No <= until).ToList(), seen.Tasks.Where(task => task.No > until).ToList());
        var part = upTo.TakeLast(MostTasks).ToList();
        IsNewest = behind.Count == 0;
        Earlier = upTo.Count > MostTasks ? upTo[^(MostTasks + 1)].No : null;
        // Open tasks are always shown, however long ago they were opened.
        Tasks = IsNewest ? [.. upTo.SkipLast(MostTasks).Where(task => task.IsOpen), .. part] : part;
        var (from, to) = (Earlier is null ? 0 : part[0].OpenedSeq, IsNewest ? int.MaxValue : behind[0].OpenedSeq);
        History = [.. seen.History.Where(entry => entry.Seq >= from && entry.Seq <= to).TakeLast(MostEntries)];
    }

    public IReadOnlyList<CaseTask> Tasks { get; }

    /// <summary>The events from the opening of the part's first task to that of the next part's.</summary>
    public IReadOnlyList<CaseEventView> History { get; }

    /// <summary>The last task of the part before; null for the first part.</summary>
    public int? Earlier { get; }

    public bool IsNewest { get; }
}
