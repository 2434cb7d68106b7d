namespace SopEngine.Web.Language;

internal static class LaneIds
{
    /// <summary>"bendahara-upt" as "Bendahara Upt": for a lane whose SOP is not at hand.</summary>
    public static string Words(string id) =>
        string.Join(' ', id.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
