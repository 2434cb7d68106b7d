using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Appointments;

/// <summary>
/// The fields of a step's form that make an appointment with the case's customer. Done with a time, the step makes it, or changes the one
/// that it made before; done without, it calls that one off.
/// </summary>
/// <param name="At">The field of the time at which it begins.</param>
/// <param name="Minutes">The field of its duration in minutes; null for an hour.</param>
/// <param name="Place">The fields that say where: a medium, a room, a link.</param>
public sealed record StepAppointment(FormField At, FormField? Minutes, IReadOnlyList<FormField> Place)
{
    public const int UsualMinutes = 60, MostMinutes = 7 * 24 * 60;

    /// <summary>The values of the fields of its place that are filled in.</summary>
    internal string PlaceOf(JsonElement data) =>
        string.Join(", ", Place.Select(field => PrintedValue.Of(field, data.Get(field.Name)).Text.Trim()).Where(text => text.Length > 0));
}
