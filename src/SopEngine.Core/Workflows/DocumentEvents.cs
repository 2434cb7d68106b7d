namespace SopEngine.Core.Workflows;

/// <summary>A person added documents to the case outside any step. Changes nothing else, and may happen after the case's end.</summary>
/// <param name="ForCustomer">True when the case's customer may see them.</param>
public sealed record DocumentAdded(long Person, IReadOnlyList<CaseDocument> Documents, bool ForCustomer = false) : CaseEvent;

/// <summary>A document that the case waits for was made.</summary>
/// <param name="Number">Null for a document without a number.</param>
public sealed record DocumentMade(int Wait, CaseDocument Document, string? Number = null, bool ForCustomer = false) : CaseEvent;

/// <summary>
/// A person issued a document of the office from one of its templates, or did a step that issues it. Changes nothing else, and may happen
/// after the case's end.
/// </summary>
/// <param name="Kind">The template's key, by which numbers are counted.</param>
/// <param name="Replaces">The document that it takes the place of; null for none.</param>
/// <param name="ReplacedNumber">The number of that one.</param>
public sealed record DocumentIssued(
    long Person, CaseDocument Document, string Kind, string? Number = null, bool ForCustomer = false, long? Replaces = null,
    string? ReplacedNumber = null) : CaseEvent;

/// <summary>
/// A person cancelled an issued document, which keeps its number. Changes nothing else, and may happen after the case's end.
/// </summary>
public sealed record DocumentCancelled(long Person, CaseDocument Document, string? Number, string Reason, bool ForCustomer = false)
    : CaseEvent;
