namespace SopEngine.Core.Workflows;

/// <summary>
/// A person issued a document of the office from one of its templates. Changes nothing else, and may happen after the case's end.
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
