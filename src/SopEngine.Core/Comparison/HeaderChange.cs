using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Comparison;

/// <summary>The parts of a SOP's identity that can differ between versions.</summary>
public enum HeaderPart
{
    Name,
    Description,
    Letterhead,
    Number,
    Title,
    TableTitle,
    Edition,
    CreatedOn,
    RevisedOn,
    EffectiveOn,
    Approver,
    LegalBasis,
    RelatedSops,
    Warnings,
    Qualifications,
    Equipment,
    Records,
    ServiceStandard,
    Compensation,
    Hours,
}

/// <summary>A part of the header that differs.</summary>
/// <param name="Before">Its lines; none when it was empty. Dates are ISO, the approver is office, name and NIP.</param>
public sealed record HeaderChange(HeaderPart Part, IReadOnlyList<string> Before, IReadOnlyList<string> After)
{
    internal static IReadOnlyList<HeaderChange> Between(WorkflowDefinition before, WorkflowDefinition after) =>
    [
        .. Enum.GetValues<HeaderPart>().Select(part => new HeaderChange(part, Lines(before, part), Lines(after, part)))
            .Where(change => !change.Before.SequenceEqual(change.After)),
    ];

    private static IReadOnlyList<string> Lines(WorkflowDefinition definition, HeaderPart part)
    {
        var sop = definition.Sop;
        return part switch
        {
            HeaderPart.Name => One(definition.Name),
            HeaderPart.Description => One(definition.Description),
            HeaderPart.Letterhead => sop?.Letterhead ?? [],
            HeaderPart.Number => One(sop?.Number),
            HeaderPart.Title => One(sop?.Title),
            HeaderPart.TableTitle => One(sop?.TableTitle),
            HeaderPart.Edition => One(sop?.Edition),
            HeaderPart.CreatedOn => One(sop?.CreatedOn),
            HeaderPart.RevisedOn => One(sop?.RevisedOn),
            HeaderPart.EffectiveOn => One(sop?.EffectiveOn),
            HeaderPart.Approver => [.. One(sop?.ApprovedBy.Office), .. One(sop?.ApprovedBy.Name), .. One(sop?.ApprovedBy.Nip)],
            HeaderPart.LegalBasis => sop?.LegalBasis ?? [],
            HeaderPart.RelatedSops => sop?.RelatedSops ?? [],
            HeaderPart.Warnings => sop?.Warnings ?? [],
            HeaderPart.Qualifications => sop?.Qualifications ?? [],
            HeaderPart.Equipment => sop?.Equipment ?? [],
            HeaderPart.Records => sop?.Records ?? [],
            HeaderPart.Hours => One(sop?.Hours == HoursKind.Service ? "service" : null),
            HeaderPart.ServiceStandard => One(sop?.ServiceStandard?.ToString()),
            HeaderPart.Compensation => One(sop?.Compensation),
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, null),
        };
    }

    private static string[] One(string? text) => string.IsNullOrEmpty(text) ? [] : [text];

    private static string[] One(LocalDate? date) => date is { } day ? [LocalDatePattern.Iso.Format(day)] : [];
}
