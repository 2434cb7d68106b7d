using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Appointments;

/// <summary>Reads by which fields of its form a step makes an appointment.</summary>
internal static class AppointmentReader
{
    private const string At = "appointmentAt", Minutes = "appointmentMinutes", Place = "appointmentPlace";

    private static readonly FieldType[] Places = [FieldType.Text, FieldType.LongText, FieldType.Choice];

    /// <returns>Null for a step without an appointment, and for one whose time cannot be read.</returns>
    public static StepAppointment? Read(ActivityElement element, IReadOnlyList<FormField> fields, Compilation compilation)
    {
        var (at, minutes) = (compilation.ConstantText(element, At).Trim(), compilation.ConstantText(element, Minutes).Trim());
        var place = compilation.Constant(element, Place, Json.ToTexts, []).Select(name => name.Trim()).Where(name => name.Length > 0)
            .Distinct().ToList();
        if (at.Length == 0)
        {
            if (minutes.Length > 0 || place.Count > 0) compilation.Report(ProblemCode.AppointmentTimeMissing, element);
            return null;
        }

        var time = Find(At, at, FieldType.DateTime);
        var length = minutes.Length == 0 ? null : Find(Minutes, minutes, FieldType.Number);
        var where = place.Select(name => Find(Place, name, Places)).OfType<FormField>().ToList();
        return time is null ? null : new StepAppointment(time, length, where);

        FormField? Find(string input, string name, params FieldType[] types)
        {
            if (fields.FirstOrDefault(field => field.Name == name) is { } found && types.Contains(found.Type)) return found;
            compilation.Report(ProblemCode.AppointmentFieldBad, element, name, input);
            return null;
        }
    }
}
