using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Rollups;

/// <summary>A step of a SOP's version on a day, done in a lane (empty for none).</summary>
internal readonly record struct StepDay(DateOnly Day, string DefinitionId, int Version, int Activity, string Lane);

/// <summary>What a person did of a SOP in a lane on a day.</summary>
internal readonly record struct PersonDay(DateOnly Day, long Person, string DefinitionId, string Lane);

/// <summary>A tally, and the first and last of the numbers that were counted into it.</summary>
internal sealed class Counted
{
    public Tally Tally { get; } = new();
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; }

    public void Cover(long first, long last) => (First, Last) = (Math.Min(First, first), Math.Max(Last, last));

    /// <summary>Everything that is stored, to compare by.</summary>
    public string Text()
    {
        var levels = string.Join(',', Tally.Levels);
        return $"done {Tally.Done}, limited {Tally.Limited}, late {Tally.Late}, cancelled {Tally.Cancelled}, levels [{levels}], "
            + $"worked [{Convert.ToHexString(Tally.Worked.Pack())}], share [{Convert.ToHexString(Tally.Share.Pack())}], closings {First} to {Last}";
    }
}

/// <summary>Closings of one unit, counted by step and by person.</summary>
internal sealed class RollupCounts
{
    public Dictionary<StepDay, Counted> Steps { get; } = [];
    public Dictionary<PersonDay, Counted> People { get; } = [];

    public void Add(ClosingRow row, Flow flow, WorkingCalendar calendar)
    {
        var (opened, closed, due) = (row.OpenedAt.ToInstant(), row.ClosedAt.ToInstant(), row.DueAt.ToInstant());
        var isCustomers = flow.Lane(row.Lane) is { External: true };
        var hasLimit = row.DueAt != DateTime.MaxValue;
        var step = new ClosedStep(
            StepClock.Worked(calendar, isCustomers, opened, closed), hasLimit ? StepClock.Worked(calendar, isCustomers, opened, due) : null,
            hasLimit && closed > due, row.IsDone, row.Level);
        var day = closed.InZone(calendar.Zone).Date.ToDateOnly();
        Add(Steps, new StepDay(day, row.DefinitionId, row.Version, row.Activity, row.Lane), step, row);
        if (row is { IsDone: true, Person: { } person }) Add(People, new PersonDay(day, person, row.DefinitionId, row.Lane), step, row);
    }

    private static void Add<TKey>(Dictionary<TKey, Counted> counts, TKey key, ClosedStep step, ClosingRow row) where TKey : notnull
    {
        if (!counts.TryGetValue(key, out var counted)) counts[key] = counted = new Counted();
        counted.Tally.Add(step, row.Sign);
        counted.Cover(row.Closing, row.Closing);
    }
}
