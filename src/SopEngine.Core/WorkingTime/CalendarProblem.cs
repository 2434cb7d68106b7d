namespace SopEngine.Core.WorkingTime;

/// <summary>The reason why a calendar, or a text that describes a part of it, is refused: a code to translate and its subject.</summary>
/// <param name="Code">One of the constants of this type.</param>
/// <param name="Subject">The wrong part in the author's own words: a zone id, a date, a name, or a piece of the typed text.</param>
public sealed record CalendarProblem(string Code, string Subject)
{
    /// <summary>The subject is no zone of the tz database.</summary>
    public const string ZoneUnknown = nameof(ZoneUnknown);

    /// <summary>The ordinary week (subject: "hours", or "serviceHours") has no open time, so no deadline could ever be reached.</summary>
    public const string NoHours = nameof(NoHours);

    /// <summary>The subject is not written as "07:30-12:00".</summary>
    public const string HoursNotUnderstood = nameof(HoursNotUnderstood);

    /// <summary>The subject closes before it opens, or at once.</summary>
    public const string HoursInverted = nameof(HoursInverted);

    /// <summary>Two windows of the subject, a day, overlap.</summary>
    public const string HoursOverlap = nameof(HoursOverlap);

    /// <summary>The subject, "2026-03-20..2026-02-19", ends before it begins.</summary>
    public const string DatesInverted = nameof(DatesInverted);

    /// <summary>
    /// The subject, a date, is outside <see cref="WorkingCalendarRules.FirstDate"/> to <see cref="WorkingCalendarRules.LastDate"/>.
    /// </summary>
    public const string DateOutOfRange = nameof(DateOutOfRange);

    /// <summary>Two seasons claim the same day; the subject names both.</summary>
    public const string SeasonsOverlap = nameof(SeasonsOverlap);

    /// <summary>The subject, a date, is given as a holiday more than once: the key of a holiday is its date.</summary>
    public const string HolidayRepeated = nameof(HolidayRepeated);

    /// <summary>The subject, a date, is opened more than once.</summary>
    public const string OpenedDayRepeated = nameof(OpenedDayRepeated);

    /// <summary>The subject, a date, is opened without hours; a closure closes a day.</summary>
    public const string OpenedDayWithoutHours = nameof(OpenedDayWithoutHours);

    /// <summary>The entry that begins on the subject, a date, lacks its name or its reason.</summary>
    public const string TextMissing = nameof(TextMissing);

    /// <summary>The name or the reason of the entry that begins on the subject, a date, is too long.</summary>
    public const string TextLong = nameof(TextLong);

    /// <summary>The holidays, seasons, closures and opened days are too many; the subject is their number.</summary>
    public const string TooManyEntries = nameof(TooManyEntries);
}
