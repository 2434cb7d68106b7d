using System.Text.Json.Serialization;
using NodaTime;

namespace SopEngine.Core.WorkingTime;

/// <summary>
/// The open hours of an ordinary week, local time; a day that is not given is closed. Equal when all seven days are. Immutable.
/// </summary>
public sealed record WeeklyHours
{
    /// <summary>
    /// Office hours, 37 h 30 min a week. Perpres 21/2023: start at 07:30, a break of 60 minutes, on Friday of 90.
    /// When the break begins is left to the head of the agency; these are the usual times.
    /// </summary>
    public static WeeklyHours Office { get; } = MondayToFriday("07:30-12:00, 13:00-16:00", friday: "07:30-11:30, 13:00-16:30");

    /// <summary>
    /// Office hours in Ramadan, 32 h 30 min a week. Perpres 21/2023: start at 08:00, a break of 30 minutes, on Friday of 60.
    /// When the break begins is left to the head of the agency; these are the usual times.
    /// </summary>
    public static WeeklyHours Ramadan { get; } = MondayToFriday("08:00-12:00, 12:30-15:00", friday: "08:00-11:30, 12:30-15:30");

    /// <summary>
    /// Hours of the service counter, 7 h a day and 35 h a week, as published in a unit's public information report of 2019.
    /// Perpres 21/2023 lets units that serve the public differ from the office hours of their staff.
    /// </summary>
    public static WeeklyHours Service { get; } = MondayToFriday("08:00-12:00, 13:00-16:00", friday: "08:00-12:00, 13:30-16:30");

    public DayHours Monday { get; init; } = DayHours.Closed;

    public DayHours Tuesday { get; init; } = DayHours.Closed;

    public DayHours Wednesday { get; init; } = DayHours.Closed;

    public DayHours Thursday { get; init; } = DayHours.Closed;

    public DayHours Friday { get; init; } = DayHours.Closed;

    public DayHours Saturday { get; init; } = DayHours.Closed;

    public DayHours Sunday { get; init; } = DayHours.Closed;

    /// <exception cref="ArgumentOutOfRangeException">The day is <see cref="IsoDayOfWeek.None"/>.</exception>
    public DayHours this[IsoDayOfWeek day] => day switch
    {
        IsoDayOfWeek.Monday => Monday,
        IsoDayOfWeek.Tuesday => Tuesday,
        IsoDayOfWeek.Wednesday => Wednesday,
        IsoDayOfWeek.Thursday => Thursday,
        IsoDayOfWeek.Friday => Friday,
        IsoDayOfWeek.Saturday => Saturday,
        IsoDayOfWeek.Sunday => Sunday,
        _ => throw new ArgumentOutOfRangeException(nameof(day), day, null),
    };

    /// <summary>Open time of the whole week, breaks not counted.</summary>
    [JsonIgnore]
    public Duration Length =>
        Monday.Length + Tuesday.Length + Wednesday.Length + Thursday.Length + Friday.Length + Saturday.Length + Sunday.Length;

    private static WeeklyHours MondayToFriday(string mondayToThursday, string friday)
    {
        var day = DayHours.Parse(mondayToThursday);
        return new() { Monday = day, Tuesday = day, Wednesday = day, Thursday = day, Friday = DayHours.Parse(friday) };
    }
}
