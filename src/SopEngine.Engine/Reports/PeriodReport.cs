using System.Text.Json;
using System.Text.Json.Serialization;

namespace SopEngine.Engine.Reports;

/// <summary>The figures of an office's standards in a period.</summary>
/// <param name="Sops">The SOPs with cases or steps in the period, most late steps first.</param>
/// <param name="Lanes">The lanes over all SOPs.</param>
public sealed record PeriodReport(CaseFigures Cases, StepFigures Steps, IReadOnlyList<SopFigures> Sops, IReadOnlyList<LaneFigures> Lanes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The report of some of its SOPs alone.</summary>
    public PeriodReport Of(IReadOnlyList<string> sops)
    {
        var some = Sops.Where(sop => sops.Contains(sop.Id)).ToList();
        return new(
            some.Aggregate(CaseFigures.None, (sum, sop) => sum + sop.Cases), StepFigures.Sum(some.Select(sop => sop.Steps)), some,
            [
                .. some.SelectMany(sop => sop.Lanes).GroupBy(lane => lane.Id)
                    .Select(lane => new LaneFigures(lane.Key, lane.First().Name, StepFigures.Sum(lane.Select(one => one.Steps))))
                    .OrderByDescending(lane => lane.Steps.Late).ThenByDescending(lane => lane.Steps.Done).ThenBy(lane => lane.Id),
            ]);
    }

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static PeriodReport Read(string json) => JsonSerializer.Deserialize<PeriodReport>(json, Json)!;
}

/// <param name="Finished">Cases that came to their end in the period.</param>
/// <param name="CalledOff">Cases that were called off or failed in it.</param>
/// <param name="Kept">Kept promises for the whole case (SPM); see <see cref="Rollups.Promises"/>.</param>
/// <param name="Compensated">Promises for which the customer's compensation was opened.</param>
/// <param name="Returned">Times a step was sent back; with the three behind it, null in a report older than these figures.</param>
/// <param name="Extended">Times a step was given more time.</param>
/// <param name="HandedOver">Times a task was handed over.</param>
/// <param name="Paused">Times a case was put off.</param>
public sealed record CaseFigures(
    int Opened, int Finished, int CalledOff, int Kept, int Broken, int Compensated, int? Returned = null, int? Extended = null,
    int? HandedOver = null, int? Paused = null)
{
    public static readonly CaseFigures None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>The share of kept promises in percent; null without a promise.</summary>
    [JsonIgnore]
    public double? KeptShare => Kept + Broken == 0 ? null : 100.0 * Kept / (Kept + Broken);

    public static CaseFigures operator +(CaseFigures a, CaseFigures b) => new(
        a.Opened + b.Opened, a.Finished + b.Finished, a.CalledOff + b.CalledOff, a.Kept + b.Kept, a.Broken + b.Broken,
        a.Compensated + b.Compensated, a.Returned + b.Returned, a.Extended + b.Extended, a.HandedOver + b.HandedOver, a.Paused + b.Paused);
}

/// <param name="Limited">The done steps with a limit (mutu baku).</param>
/// <param name="Late">The limited steps done after they were due by their limit before any extension.</param>
/// <param name="Median">The median share of the limit that they took, in percent; null without any.</param>
/// <param name="P90">Nine of ten took at most this share.</param>
/// <param name="LateExtended">Those of the late ones that missed the limit with its extensions, too; null in an older report.</param>
public sealed record StepFigures(int Done, int Limited, int Late, double? Median, double? P90, int? LateExtended = null)
{
    /// <summary>The share of limited steps done in time, in percent; null without a limit.</summary>
    [JsonIgnore]
    public double? InTimeShare => Limited == 0 ? null : 100.0 * (Limited - Late) / Limited;

    /// <summary>Of several, without median and ninth tenth: a report keeps no single times to make them of.</summary>
    public static StepFigures Sum(IEnumerable<StepFigures> parts)
    {
        var some = parts.Where(part => part.Done > 0).ToList();
        return some is [var only]
            ? only
            : new(some.Sum(part => part.Done), some.Sum(part => part.Limited), some.Sum(part => part.Late), null, null,
                some.Any(part => part.LateExtended is null) ? null : some.Sum(part => part.LateExtended));
    }
}

/// <param name="Number">As printed; null for a workflow that is no SOP.</param>
public sealed record SopFigures(
    string Id, string Name, string? Number, CaseFigures Cases, StepFigures Steps, IReadOnlyList<LaneFigures> Lanes);

/// <param name="Id">Empty for steps of no lane.</param>
public sealed record LaneFigures(string Id, string Name, StepFigures Steps);
