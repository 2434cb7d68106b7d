using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Works out the form of an open task while it is filled in: its first values, its computed ones, and which fields are shown.
/// </summary>
internal sealed class FormLook(OfficeClock clocks, IClock clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="filled">The values so far; null for a form that begins.</param>
    /// <returns>The values to show, and the state of a form that needs one.</returns>
    public async ValueTask<(IFormCollection? Filled, FormState? State)> Of(
        Person person, ReadTask.TaskDetail task, IFormCollection? filled, CancellationToken cancellation)
    {
        if (task is not { Step: { } step, State: { } state, Flow: { } flow } || !FormFilling.IsLookNeeded(step)) return (filled, null);

        var calendar = await clocks.Calendar(person.UnitId, cancellation);
        var data = filled is null ? default : FormData.Read(filled, step.Fields);
        var look = FormFilling.Look(flow, state, task.Item.Id.No, data, clock.GetCurrentInstant(), calendar, Patience);
        if (filled is null && look is { Data.ValueKind: JsonValueKind.Object })
            filled = FormData.Form(FormData.Given(look.Data, step.Fields));
        return (filled, look);
    }
}
