using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Appointments;

/// <summary>
/// From when to when an appointment is, by the office's clock. Stored with the event, so that a replay needs no zone.
/// </summary>
public sealed record AppointmentTime(Instant From, Instant To)
{
    /// <summary>Years beyond them are slips of the pen, and no instant can hold the farthest.</summary>
    private const int FirstYear = 1900, LastYear = 9000;

    /// <returns>Null where the form holds no such moment.</returns>
    internal static AppointmentTime? Of(StepAppointment? appointment, JsonElement data, DateTimeZone zone)
    {
        if (appointment is null || data.Get(appointment.At.Name) is not { ValueKind: JsonValueKind.String } at
            || FormMoments.DateTime.Parse(at.GetString()!) is not { Success: true, Value: { Year: >= FirstYear and <= LastYear } begin })
            return null;
        var from = begin.InZoneLeniently(zone).ToInstant();
        return new AppointmentTime(from, from + Duration.FromMinutes(Minutes(appointment, data)));
    }

    private static double Minutes(StepAppointment appointment, JsonElement data) =>
        appointment.Minutes is { } field && data.Get(field.Name) is { ValueKind: JsonValueKind.Number } number
            && number.TryGetDouble(out var minutes) && minutes >= 1
            ? Math.Min(minutes, StepAppointment.MostMinutes) : StepAppointment.UsualMinutes;
}
