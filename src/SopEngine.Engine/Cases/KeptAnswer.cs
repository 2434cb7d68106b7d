using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>The answer that an idempotency key got before, and the event it was for.</summary>
/// <param name="Started">Of an event that started a case.</param>
internal readonly record struct KeptAnswer(CaseResult.Done Done, string EventJson, StartedCase? Started)
{
    /// <summary>The same answer for the same request; for another request, that the key was used before.</summary>
    public CaseResult To(CaseCommand command, string eventJson)
    {
        // Compared as it was asked: a deputy's retried request must match even if the deputy is none any more.
        var isSame = EventJson == eventJson || CaseEventJson.Write(CaseEventJson.Read(EventJson).AsAsked()) == eventJson;
        var isOfSame = command is StartCase start
            ? Started?.Is(start) == true
            : command is AdvanceCase advance && advance.Case == Done.Case;
        return isSame && isOfSame ? Done : new CaseResult.KeyReused();
    }
}

/// <summary>SOP, title and customer that a case was started with.</summary>
/// <param name="Name">The definition's, which is the title of a case that was given none.</param>
/// <param name="Title">Null when the case has named itself since, so that its first title is not known.</param>
internal sealed record StartedCase(string DefinitionId, long? Customer, string Name, string? Title)
{
    /// <summary>Null for a command that starts no case.</summary>
    public static StartedCase? Of(CaseCommand command, Flow flow) => command is StartCase start
        ? new(start.Definition.DefinitionId, start.Customer, flow.Definition.Name, start.Title ?? flow.Definition.Name)
        : null;

    public bool Is(StartCase start) =>
        start.Definition.DefinitionId == DefinitionId && start.Customer == Customer && (Title is null || Title == (start.Title ?? Name));
}
