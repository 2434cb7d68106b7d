using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Bills;

/// <summary>
/// The moment that a bill's form names, on the office's clock: a day from its beginning to its last second, or one minute. Stored with the
/// event, so that a replay needs no zone.
/// </summary>
public sealed record BillTime(Instant From, Instant To)
{
    /// <summary>Years beyond them are slips of the pen, and no instant can hold the farthest.</summary>
    private const int FirstYear = 1900, LastYear = 9000;

    private static readonly LocalTime LastSecond = new(23, 59, 59);

    /// <returns>Null where the form has no such field, or no value in it that is a moment.</returns>
    internal static BillTime? Of(StepBill? bill, JsonElement data, DateTimeZone zone)
    {
        if (bill?.At is not { } field || data.Get(field.Name) is not { ValueKind: JsonValueKind.String } value) return null;
        return Clock(field, value.GetString()!) is var (from, to) && from.Year is >= FirstYear and <= LastYear
            ? new BillTime(from.InZoneLeniently(zone).ToInstant(), to.InZoneLeniently(zone).ToInstant())
            : null;
    }

    private static (LocalDateTime From, LocalDateTime To)? Clock(FormField field, string text)
    {
        if (field.Shows == FieldType.Date)
            return LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day } ? (day.AtMidnight(), day.At(LastSecond)) : null;
        return FormMoments.DateTime.Parse(text) is { Success: true, Value: var minute } ? (minute, minute) : null;
    }

    /// <summary>The end of a bill that is issued now, as its form writes it; undefined where the author's form says it itself.</summary>
    public static JsonElement Proposed(Step step, Instant now, int days, DateTimeZone zone)
    {
        if (step.Billing is not { Part: BillPart.Issue, At: { HasDefault: false } field }) return default;
        // Exactly so many days: on each of them the clock shows every hour once, but where the zone's clock is changed.
        var end = now.InZone(zone).LocalDateTime.PlusDays(days);
        return field.Type switch
        {
            FieldType.Date => Json.Of(LocalDatePattern.Iso.Format(end.Date)),
            FieldType.DateTime => Json.Of(FormMoments.DateTime.Format(end)),
            _ => default,
        };
    }
}
