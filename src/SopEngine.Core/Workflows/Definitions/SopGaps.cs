using System.Globalization;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>Something that a SOP, or its office, lacks for the SOP to be followed as it stands.</summary>
public enum SopGap
{
    /// <summary>Nobody holds a lane: its steps wait until somebody does.</summary>
    LaneEmpty,

    /// <summary>Nobody leads the office, so late steps rise to nobody.</summary>
    HeadMissing,
    EffectiveDateMissing,
    ApproverMissing,
    LegalBasisMissing,

    /// <summary>A template that its documents are made from is not in force: its cases wait there.</summary>
    TemplateMissing,
}

/// <param name="Subject">The lane's name, the template's key; empty for the other gaps.</param>
public readonly record struct SopGapFound(SopGap Gap, string Subject)
{
    /// <summary>The gap in the language of <paramref name="culture"/> (Indonesian or English).</summary>
    public string Text(CultureInfo culture) => string.Format(culture, DefinitionProblem.Texts.GetString($"Gap.{Gap}", culture)!, Subject);
}

/// <summary>Finds what is missing before a SOP is put in force. It may be put in force nevertheless, by somebody who was told.</summary>
public static class SopGaps
{
    /// <summary>The log's note on a SOP that was put in force with gaps; null for a SOP without gaps.</summary>
    public static string? Note(IReadOnlyList<SopGapFound> gaps, CultureInfo culture) => gaps.Count == 0
        ? null
        : string.Format(
            culture, DefinitionProblem.Texts.GetString("Gap.Accepted", culture)!, string.Join(' ', gaps.Select(gap => gap.Text(culture))));

    /// <param name="sop">Null for a workflow that is no SOP, which lacks nothing.</param>
    /// <param name="heldLanes">Ids of the lanes that somebody of the office holds.</param>
    /// <param name="missingTemplates">Keys of the templates of its documents that the office does not have in force.</param>
    public static IReadOnlyList<SopGapFound> Of(
        SopHeader? sop, IReadOnlySet<string> heldLanes, bool hasHead, IEnumerable<string>? missingTemplates = null)
    {
        if (sop is null) return [];
        var found = sop.Lanes.Where(lane => !lane.External && !heldLanes.Contains(lane.Id))
            .Select(lane => new SopGapFound(SopGap.LaneEmpty, lane.Name)).ToList();
        if (!hasHead) found.Add(new(SopGap.HeadMissing, ""));
        if (sop.EffectiveOn is null) found.Add(new(SopGap.EffectiveDateMissing, ""));
        if (string.IsNullOrWhiteSpace(sop.ApprovedBy.Name)) found.Add(new(SopGap.ApproverMissing, ""));
        if (sop.LegalBasis.Count == 0) found.Add(new(SopGap.LegalBasisMissing, ""));
        found.AddRange((missingTemplates ?? []).Select(key => new SopGapFound(SopGap.TemplateMissing, key)));
        return found;
    }
}
