using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows;

/// <summary>A form that the server completed: its computed and mended values stand in the event's data.</summary>
/// <param name="Sent">The hash of the data as they were sent, see <see cref="FormFilling.Sent"/>.</param>
/// <param name="Hidden">The fields that were not shown, and so have no value; null for none.</param>
/// <param name="Files">The documents of its file fields that the case takes in; null for none.</param>
/// <param name="Bill">The end of its bill, or the moment of its payment; null for none.</param>
/// <param name="Appointment">The time of the appointment that it makes; null for none.</param>
public sealed record FilledForm(
    string Sent, IReadOnlyList<string>? Hidden = null, IReadOnlyList<CaseDocument>? Files = null, BillTime? Bill = null,
    AppointmentTime? Appointment = null);
