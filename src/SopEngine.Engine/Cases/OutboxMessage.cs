using System.Text.Json;
using System.Text.Json.Serialization;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Cases;

/// <summary>Work outside its case that a decision asked for.</summary>
internal abstract record OutboxMessage(string Kind)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The message of an effect; null when the effect stays within its case.</summary>
    public static OutboxMessage? Of(LockedCase from, Effect effect) => effect switch
    {
        PromiseBroken broken => new StandardBroken(broken.Due.ToDateTimeOffset(), broken.Expected?.ToDateTimeOffset()),
        SubCaseRequested sub => new StartSubCase(sub.Wait, sub.Sop.DefinitionId, sub.Sop.Number, sub.Inputs, sub.CorrelationId),
        EventPublished published => new DeliverEvent(published.Name, published.CorrelationId, published.Local, published.Payload),
        DocumentRequested asked => new MakeDocument(
            asked.Wait, asked.Name, asked.Template, asked.Values, asked.Kind, asked.Numbering, asked.Class, asked.ForCustomer,
            asked.IsOfOffice),
        StepDocumentRequested asked => new IssueForStep(asked.Kind, asked.By, asked.Values),
        CaseEnded ended when from.Parent is { } parent => new TellParent(parent.Case, parent.Wait, ended.Status, from.State.Outputs),
        _ => null,
    };
}

/// <summary>Starts a case of another SOP of the unit, by definition id or by number.</summary>
internal sealed record StartSubCase(
    int Wait, string? DefinitionId, string? Number, IReadOnlyDictionary<string, JsonElement> Inputs, string? CorrelationId)
    : OutboxMessage(KindName)
{
    public const string KindName = "start-sub-case";
}

/// <summary>Tells the parent case how its sub-case ended.</summary>
internal sealed record TellParent(long ParentCase, int Wait, CaseStatus Status, IReadOnlyDictionary<string, JsonElement> Outputs)
    : OutboxMessage(KindName)
{
    public const string KindName = "tell-parent";
}

/// <summary>Makes the document that a case waits for.</summary>
/// <param name="IsOfOffice">See <see cref="DocumentRequested"/>.</param>
internal sealed record MakeDocument(
    int Wait, string Name, string Template, IReadOnlyDictionary<string, DocumentValue> Values, string DocumentKind, string? Numbering,
    string Class, bool ForCustomer, bool IsOfOffice = false) : OutboxMessage(KindName)
{
    public const string KindName = "make-document";
}

/// <summary>Issues a document of the office because a step was done.</summary>
internal sealed record IssueForStep(string DocumentKind, long By, IReadOnlyDictionary<string, DocumentValue> Values)
    : OutboxMessage(KindName)
{
    public const string KindName = "issue-document";
}

/// <summary>Delivers an event to the waiting cases of the unit.</summary>
internal sealed record DeliverEvent(string Name, string? CorrelationId, bool Local, JsonElement Payload) : OutboxMessage(KindName)
{
    public const string KindName = "deliver-event";
}

/// <summary>
/// A case broke the promise for the whole case (SPM), or is foreseen to. Sent once for each of the two.
/// </summary>
/// <param name="Expected">The earliest possible end of the case, while the promise is not broken yet; null once it is.</param>
internal sealed record StandardBroken(DateTimeOffset Due, DateTimeOffset? Expected) : OutboxMessage(KindName)
{
    public const string KindName = "standard-breached";
}
