using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows;

/// <summary>The proof that a customer wanted what the office did in their name, or got what it handed over.</summary>
/// <param name="Note">Of a telephone call, what was agreed with whom; null for none.</param>
/// <param name="Documents">The signed paper, or the signature as a picture; null for none.</param>
public sealed record CounterProof(ProofKind Kind, string? Note = null, IReadOnlyList<CaseDocument>? Documents = null)
{
    /// <summary>The place of its documents in problems.</summary>
    public const string DocumentsPlace = "_proof";

    /// <summary>The place of its note in problems.</summary>
    public const string NotePlace = "_note";

    /// <summary>Runs at every completion, and allocates nothing when nothing is wrong.</summary>
    internal void Check(List<FieldProblem> problems)
    {
        if (Kind == ProofKind.Telephone && string.IsNullOrWhiteSpace(Note))
            problems.Add(new FieldProblem(NotePlace, "", FieldFault.ProofNoteMissing));
        if (Kind != ProofKind.Telephone && Documents is not { Count: > 0 })
            problems.Add(new FieldProblem(DocumentsPlace, "", FieldFault.ProofMissing));
    }
}

public enum ProofKind
{
    /// <summary>A paper that the customer signed, photographed or scanned.</summary>
    Paper,

    /// <summary>A signature drawn on the office's screen.</summary>
    Signature,

    Telephone,
}
