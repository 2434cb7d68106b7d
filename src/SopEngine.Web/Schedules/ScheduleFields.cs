using System.Globalization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Schedules;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Schedules;

/// <summary>A schedule as its form has it. Values of a choice that is not selected are kept, and do not count.</summary>
/// <param name="Every">A <see cref="Cycle"/>, or <c>Cron</c>.</param>
/// <param name="On">For a month or longer: <c>w1</c> the first working day, <c>w-1</c> the last, <c>d10</c> the 10th.</param>
/// <param name="Months">For cycles longer than a month: the month within the cycle, by cycle.</param>
/// <param name="Revision">The revision that a change started from.</param>
public sealed record ScheduleFields(
    string Sop, string Every, string At, IReadOnlyList<string> Weekdays, string On, IReadOnlyDictionary<Cycle, string> Months,
    string IfClosed, string Cron, string Title, string IfMissed, string WhileRunning, int Revision)
{
    public const string CronChoice = "Cron";

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    /// <summary>The cycles longer than a month.</summary>
    public static readonly IReadOnlyList<Cycle> LongCycles = [Cycle.Quarter, Cycle.HalfYear, Cycle.Year];

    public bool RunsWhenMissed => IfMissed != "skip";

    public bool SkipsWhileRunning => WhileRunning != "start";

    public static ScheduleFields New(string sop, ScheduleRule? proposed) =>
        Of(sop, proposed ?? ScheduleRule.Of(new() { Every = Cycle.Month, WorkingDay = 1, At = new(8, 0) }), "", true, true, 0);

    public static ScheduleFields Of(Schedule schedule) =>
        Of(schedule.Sop, schedule.Rule, schedule.Title, schedule.RunsWhenMissed, schedule.SkipsWhileRunning, schedule.Revision);

    private static ScheduleFields Of(
        string sop, ScheduleRule stored, string title, bool runsWhenMissed, bool skipsWhileRunning, int revision)
    {
        var rule = stored.Recurrence ?? new() { Every = Cycle.Month, WorkingDay = 1, At = new(8, 0) };
        return new(
            sop, stored.Cron is null ? $"{rule.Every}" : CronChoice, Clock.Format(rule.At), [.. rule.Weekdays.Select(day => $"{day}")],
            rule.WorkingDay is { } n ? $"w{n}" : $"d{rule.Day ?? 1}",
            LongCycles.ToDictionary(cycle => cycle, cycle => cycle == rule.Every ? $"{rule.Month}" : "1"), $"{rule.IfClosed}",
            stored.Cron ?? "", title, runsWhenMissed ? "run" : "skip", skipsWhileRunning ? "skip" : "start", revision);
    }

    public static ScheduleFields Read(Func<string, IEnumerable<string?>> values)
    {
        string One(string name) => values(name).FirstOrDefault()?.Trim() ?? "";
        return new(
            One("sop"), One("every"), One("at"), [.. values("weekdays").OfType<string>()], One("on"),
            LongCycles.ToDictionary(cycle => cycle, cycle => One($"month{cycle}")), One("ifClosed"), One("cron"),
            One("title"), One("ifMissed"), One("whileRunning"),
            int.TryParse(One("revision"), CultureInfo.InvariantCulture, out var revision) ? revision : 0);
    }

    /// <summary>The fields as an address's query, for <see cref="Read"/>.</summary>
    public QueryString ToQuery() => QueryString.Create(
    [
        new("sop", Sop), new("every", Every), new("at", At), .. Weekdays.Select(day => KeyValuePair.Create("weekdays", (string?)day)),
        new("on", On), .. Months.Select(month => KeyValuePair.Create($"month{month.Key}", (string?)month.Value)), new("ifClosed", IfClosed),
        new("cron", Cron), new("title", Title),
        new("ifMissed", IfMissed), new("whileRunning", WhileRunning), new("revision", Revision.ToString(CultureInfo.InvariantCulture)),
    ]);

    /// <summary>The rule as text, for <see cref="ScheduleRule.TryParse"/>; null when the choices make none.</summary>
    public string? Rule()
    {
        if (Every == CronChoice) return Cron;
        if (!Enum.TryParse<Cycle>(Every, out var every) || Clock.Parse(At) is not { Success: true, Value: var at }) return null;

        var isDate = On.StartsWith('d');
        var day = int.TryParse(On.AsSpan(Math.Min(1, On.Length)), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var ofMonth = every >= Cycle.Month;
        var rule = new Recurrence
        {
            Every = every,
            At = at,
            Weekdays = every == Cycle.Week ? [.. Weekdays.Select(text =>
                Enum.TryParse<IsoDayOfWeek>(text, out var weekday) ? weekday : IsoDayOfWeek.None).Distinct().Order()] : [],
            Month = Months.TryGetValue(every, out var text)
                ? int.TryParse(text, CultureInfo.InvariantCulture, out var month) ? month : 0 : 1,
            WorkingDay = ofMonth && !isDate ? day : null,
            Day = ofMonth && isDate ? day : null,
            IfClosed = (every == Cycle.Week || (ofMonth && isDate)) && Enum.TryParse<IfClosed>(IfClosed, out var closed) ? closed : default,
        };
        return rule.Problems().Any() ? null : RecurrenceJson.Write(rule);
    }
}
