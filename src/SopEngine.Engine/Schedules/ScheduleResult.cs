namespace SopEngine.Engine.Schedules;

/// <summary>The result of a schedule's time.</summary>
public enum ScheduleResult
{
    /// <summary>The time was served before, or has not come yet.</summary>
    Nothing,
    Started,

    /// <summary>Left out: the case of the last time still runs.</summary>
    StillRunning,

    /// <summary>Left out: no node ran at that time.</summary>
    Missed,

    /// <summary>The SOP is not in force.</summary>
    NotInForce,

    /// <summary>The SOP begins with a customer, whom a schedule does not know.</summary>
    NeedsCustomer,
    Failed,
}

/// <summary>The results as the database writes them, such as <c>still_running</c>.</summary>
public static class ScheduleResults
{
    private static readonly Dictionary<ScheduleResult, string> Words = Enum.GetValues<ScheduleResult>().ToDictionary(
        result => result, result => string.Concat(result.ToString()
            .Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{letter}")).ToLowerInvariant());

    public static string ToSql(this ScheduleResult result) => Words[result];

    public static ScheduleResult Parse(string stored) => Words.First(pair => pair.Value == stored).Key;
}
