namespace SopEngine.Core.WorkingTime;

/// <summary>The units in which the Waktu column of a SOP is written; a day is a working day and a week five of them.</summary>
public enum TimeUnit
{
    Minutes,
    Hours,
    WorkingDays,
    Weeks,
    Months,
}
