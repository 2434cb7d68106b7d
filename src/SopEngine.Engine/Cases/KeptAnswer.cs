using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>The answer that an idempotency key got before, and its event.</summary>
/// <param name="Started">The case that the event started; null for other events.</param>
internal readonly record struct KeptAnswer(CaseResult.Done Done, string EventJson, StartedCase? Started)
{
    /// <summary>The kept answer for the same request; <see cref="CaseResult.KeyReused"/> for another one.</summary>
    public CaseResult To(CaseCommand command, string eventJson)
    {
        // Compares the event as requested: a retried request must match even if the sender is no longer a deputy.
        var isSame = EventJson == eventJson || CaseEventJson.Write(AsAsked(command.Event)) == eventJson;
        var isOfSame = command is StartCase start
            ? Started?.Is(start) == true
            : command is AdvanceCase advance && advance.Case == Done.Case;
        return isSame && isOfSame ? Done : new CaseResult.KeyReused();
    }

    private CaseEvent AsAsked(CaseEvent request) =>
        CaseEventJson.Read(EventJson).AsAsked() is var kept && kept is TaskCompleted done && request is TaskCompleted again
            ? done.AsAskedBy(again) : kept;
}

/// <summary>SOP, title and customer with which a case was started.</summary>
/// <param name="Name">The definition's name, which is the title of a case started without one.</param>
/// <param name="Title">Null when the case has renamed itself since, so that its first title is unknown.</param>
internal sealed record StartedCase(string DefinitionId, long? Customer, string Name, string? Title)
{
    /// <summary>Null for a command that starts no case.</summary>
    public static StartedCase? Of(CaseCommand command, Flow flow) => command is StartCase start
        ? new(start.Definition.DefinitionId, start.Customer, flow.Definition.Name, start.Title ?? flow.Definition.Name)
        : null;

    public bool Is(StartCase start) =>
        start.Definition.DefinitionId == DefinitionId && start.Customer == Customer && (Title is null || Title == (start.Title ?? Name));
}
