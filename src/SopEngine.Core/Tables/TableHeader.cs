using NodaTime;

namespace SopEngine.Core.Tables;

/// <summary>The identity block of a SOP, as far as the paper has it. What is not known is empty.</summary>
public sealed record TableHeader
{
    /// <summary>The name in lists; the title where it is empty and the definition is new.</summary>
    public string Name { get; init; } = "";

    /// <summary>Logo dan nama unit: the lines as printed.</summary>
    public IReadOnlyList<string> Letterhead { get; init; } = [];

    public string Number { get; init; } = "";
    public string Title { get; init; } = "";

    /// <summary>The title above the table; empty for the same as <see cref="Title"/>.</summary>
    public string TableTitle { get; init; } = "";

    public string Edition { get; init; } = "";
    public LocalDate? CreatedOn { get; init; }
    public LocalDate? RevisedOn { get; init; }
    public LocalDate? EffectiveOn { get; init; }
    public string ApproverOffice { get; init; } = "";
    public string ApproverName { get; init; } = "";
    public string ApproverNip { get; init; } = "";
    public IReadOnlyList<string> LegalBasis { get; init; } = [];
    public IReadOnlyList<string> RelatedSops { get; init; } = [];
    public IReadOnlyList<string> Warnings { get; init; } = [];
    public IReadOnlyList<string> Qualifications { get; init; } = [];
    public IReadOnlyList<string> Equipment { get; init; } = [];
    public IReadOnlyList<string> Records { get; init; } = [];
}
