using NodaTime;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Rollups;

/// <summary>A step of a SOP's version on a day, or in a week or month that begins on it, done in a lane (empty for none).</summary>
internal readonly record struct StepDay(DateOnly Day, string DefinitionId, int Version, int Activity, string Lane);

/// <summary>A person's steps of a SOP in a lane on a day, or in a week or month that begins on it.</summary>
internal readonly record struct PersonDay(DateOnly Day, long Person, string DefinitionId, string Lane);

/// <summary>A tally, and the first and last number of the closings counted into it.</summary>
internal sealed class Counted
{
    public Tally Tally { get; } = new();
    public long First { get; private set; } = long.MaxValue;
    public long Last { get; private set; }

    public void Cover(long first, long last) => (First, Last) = (Math.Min(First, first), Math.Max(Last, last));

    public void Add(Counted other)
    {
        Tally.Add(other.Tally);
        Cover(other.First, other.Last);
    }

    /// <summary>The stored values as a text, for comparisons.</summary>
    /// <param name="withTimes">False leaves out working times, which hang on the calendar.</param>
    public string Text(bool withTimes)
    {
        var levels = string.Join(',', Tally.Levels);
        var times = withTimes
            ? $"worked [{Convert.ToHexString(Tally.Worked.Pack())}], share [{Convert.ToHexString(Tally.Share.Pack())}], " : "";
        return $"done {Tally.Done}, limited {Tally.Limited}, late {Tally.Late}, of these with extensions {Tally.LateExtended}, "
            + $"cancelled {Tally.Cancelled}, levels [{levels}], {times}closings {First} to {Last}";
    }
}

/// <summary>Closings of one unit, counted by step and by person, a day at a time.</summary>
internal sealed class RollupCounts
{
    private readonly Dictionary<StepDay, Counted> _steps = [];
    private readonly Dictionary<PersonDay, Counted> _people = [];

    /// <summary>The counts by day, week or month.</summary>
    public Dictionary<StepDay, Counted> Steps(Grain grain) => By(_steps, key => key with { Day = FirstOf(grain, key.Day) });

    /// <inheritdoc cref="Steps"/>
    public Dictionary<PersonDay, Counted> People(Grain grain) => By(_people, key => key with { Day = FirstOf(grain, key.Day) });

    public void Add(ClosingRow row, Flow flow, WorkingCalendar calendar)
    {
        var (opened, closed) = (row.OpenedAt.ToInstant(), row.ClosedAt.ToInstant());
        Instant? due = row.DueAt == DateTime.MaxValue ? null : (row.OriginalDueAt ?? row.DueAt).ToInstant();
        var own = flow.Lane(row.Lane) is { External: true } ? null : calendar.For(flow.HoursOf(row.Activity));
        var time = StepTime.Of(own, opened, closed, due, CasePauses.Read(row.Pauses));
        var step = new ClosedStep(time.Worked, time.Allowed, closed > due, closed > row.DueAt.ToInstant(), row.IsDone, row.Level);
        var day = closed.InZone(calendar.Zone).Date.ToDateOnly();
        Add(_steps, new StepDay(day, row.DefinitionId, row.Version, row.Activity, row.Lane), step, row);
        if (row is { IsDone: true, Person: { } person }) Add(_people, new PersonDay(day, person, row.DefinitionId, row.Lane), step, row);
    }

    private static void Add<TKey>(Dictionary<TKey, Counted> counts, TKey key, ClosedStep step, ClosingRow row) where TKey : notnull
    {
        if (!counts.TryGetValue(key, out var counted)) counts[key] = counted = new Counted();
        counted.Tally.Add(step, row.Sign);
        counted.Cover(row.Closing, row.Closing);
    }

    private static Dictionary<TKey, Counted> By<TKey>(Dictionary<TKey, Counted> days, Func<TKey, TKey> stretchOf) where TKey : notnull
    {
        var stretches = new Dictionary<TKey, Counted>();
        foreach (var (key, day) in days)
        {
            var stretch = stretchOf(key);
            if (!stretches.TryGetValue(stretch, out var counted)) stretches[stretch] = counted = new Counted();
            counted.Add(day);
        }

        return stretches;
    }

    private static DateOnly FirstOf(Grain grain, DateOnly day) => Stretch.Of(grain, LocalDate.FromDateOnly(day)).First.ToDateOnly();
}
