using Microsoft.Extensions.Localization;
using SopEngine.Core.Samples;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Samples in words.</summary>
internal static class SampleText
{
    /// <summary>Where it is now: "Disimpan di Lemari A2".</summary>
    public static string Where(IStringLocalizer<Texts> texts, CaseSample sample) => sample switch
    {
        { Standing.State: SampleState.Stored, Standing.Place: { } place } => texts["Samples.Where.Stored", place],
        { Standing.State: SampleState.Received, Holder: { } holder } => texts["Samples.Where.Received", holder],
        { Standing.State: SampleState.Held, Holder: { } holder } => texts["Samples.Where.Held", holder],
        { OverAt: { } over } => texts[$"Samples.Where.{sample.Standing.State}", When.Brief(over)],
        _ => texts[$"Samples.State.{sample.Standing.State}"],
    };
}
