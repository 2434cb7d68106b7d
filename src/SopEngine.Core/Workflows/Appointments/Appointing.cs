namespace SopEngine.Core.Workflows.Appointments;

/// <summary>Makes, changes and calls off the appointments of a case.</summary>
internal static class Appointing
{
    /// <summary>The appointment's part in the completion of a step.</summary>
    public static void Complete(Run run, Step step, TaskCompleted completed)
    {
        if (step.Appointment is not { } fields) return;
        var before = run.State.Appointments.FirstOrDefault(made => made.Step == step.ActivityId);
        if (completed.Form?.Appointment is not { } time)
        {
            if (before is { IsOff: false }) Set(run, Off(before));
            return;
        }

        var made = new CaseAppointment(
            step.ActivityId, before is null ? 0 : before.Sequence + 1, time.From, time.To, fields.PlaceOf(completed.Data));
        // Done again to mend something else, the step invites nobody again.
        if (before is null || made with { Sequence = before.Sequence } != before) Set(run, made);
    }

    /// <summary>Calls off all that are still to come: their case is over before them.</summary>
    public static void CallOff(Run run)
    {
        foreach (var made in run.State.Appointments.Where(made => !made.IsOff && made.To > run.Now)) Set(run, Off(made));
    }

    private static CaseAppointment Off(CaseAppointment made) => made with { Sequence = made.Sequence + 1, IsOff = true };

    private static void Set(Run run, CaseAppointment made)
    {
        run.State.Appointments = [.. run.State.Appointments.Where(other => other.Step != made.Step), made];
        run.Effects.Add(new AppointmentChanged(made));
    }
}
