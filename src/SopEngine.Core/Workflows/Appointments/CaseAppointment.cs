using NodaTime;

namespace SopEngine.Core.Workflows.Appointments;

/// <summary>An appointment of a case with its customer.</summary>
/// <param name="Step">Id of the step that made it: a step has one in a case.</param>
/// <param name="Sequence">Grows with each change, by which calendars know the newer of two (RFC 5545, 3.8.7.4).</param>
/// <param name="Place">As people read it; empty for none.</param>
/// <param name="IsOff">True when it was called off.</param>
public sealed record CaseAppointment(string Step, int Sequence, Instant From, Instant To, string Place, bool IsOff = false);
