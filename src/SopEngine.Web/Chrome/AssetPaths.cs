using Microsoft.AspNetCore.StaticAssets;

namespace SopEngine.Web.Chrome;

/// <summary>Addresses of static assets with the fingerprint of their content, so that browsers may keep them for good.</summary>
public sealed class AssetPaths(IEnumerable<EndpointDataSource> sources)
{
    private readonly Lazy<Dictionary<string, string>> _paths = new(() => sources
        .SelectMany(source => source.Endpoints)
        .Select(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>())
        .OfType<StaticAssetDescriptor>()
        .Where(asset => asset.Selectors.Count == 0)
        .Select(asset => (Label: asset.Properties.FirstOrDefault(property => property.Name == "label")?.Value, asset.Route))
        .Where(asset => asset.Label is not null)
        .DistinctBy(asset => asset.Label)
        .ToDictionary(asset => asset.Label!, asset => "/" + asset.Route));

    public string this[string name] => _paths.Value.GetValueOrDefault(name) ?? "/" + name;
}
