using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Samples;

/// <summary>What the list of samples is narrowed to.</summary>
/// <param name="Search">A code, or its beginning, as it was typed or scanned; empty for all.</param>
/// <param name="Place">Empty for all.</param>
public sealed record SampleFilter(string Search, SampleState? State, string Place)
{
    private const int Longest = 500;

    public bool IsEmpty => Search.Length == 0 && State is null && Place.Length == 0;

    public static SampleFilter Of(string? search, string? state, string? place) => new(
        StorableText.Start(search?.Trim() ?? "", Longest), Find(state), StorableText.Start(place?.Trim() ?? "", Longest));

    public static string NameOf(SampleState state) => state.ToString().ToLowerInvariant();

    public string Address(string path, string? after = null) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(
        path,
        new Dictionary<string, string?>
        {
            ["q"] = Search,
            ["state"] = State is { } state ? NameOf(state) : null,
            ["place"] = Place,
            ["after"] = after,
        }.Where(part => !string.IsNullOrEmpty(part.Value)));

    private static SampleState? Find(string? name) => Enum.GetValues<SampleState>().Where(state => NameOf(state) == name)
        .Select(state => (SampleState?)state).FirstOrDefault();
}
