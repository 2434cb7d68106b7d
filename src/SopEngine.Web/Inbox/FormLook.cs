using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Inbox;

/// <summary>The look at the form of a task of the inbox; see <see cref="StepLook"/>.</summary>
internal sealed class FormLook(StepLook looks)
{
    /// <summary>The task with the tariffs of today to choose from, if its form has any.</summary>
    public async ValueTask<ReadTask.TaskDetail> Offer(Person person, ReadTask.TaskDetail task, CancellationToken cancellation) =>
        task is { IsOpen: true, Step: { AsksForTariffs: true } step }
            ? task with { Step = await looks.Offer(person.UnitId, step, cancellation) } : task;

    /// <inheritdoc cref="StepLook.Of"/>
    public async ValueTask<(IFormCollection? Filled, FormState? State)> Of(
        Person person, ReadTask.TaskDetail task, IFormCollection? filled, CancellationToken cancellation) =>
        task is { Step: { } step, State: { } state, Flow: { } flow }
            ? await looks.Of(person.UnitId, flow, state, task.Item.Id.No, step, filled, cancellation) : (filled, null);
}
