using Microsoft.Extensions.Caching.Memory;
using SopEngine.Core.Sheets;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Cases;

/// <summary>The drawn sheets of SOPs, kept for a while: laying one out takes longer than a page should.</summary>
public sealed class SopSheets(FlowCache flows, SopDatabase database, IMemoryCache cache)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(20);

    /// <param name="isInForce">False prints at the foot of every page that the version is not in force.</param>
    /// <returns>Null for a workflow that is no SOP.</returns>
    public async Task<SopSheet?> Of(DefinitionVersion definition, bool isInForce, CancellationToken cancellation) =>
        await Of(definition, isInForce, await StampOf(definition.Unit, cancellation), cancellation);

    /// <summary>The sheets of versions of one office, without those that are no SOPs.</summary>
    public async Task<IReadOnlyList<SopSheet>> Of(IReadOnlyList<DefinitionVersion> definitions, CancellationToken cancellation)
    {
        if (definitions.Count == 0) return [];
        var stamp = await StampOf(definitions[0].Unit, cancellation);
        var sheets = new List<SopSheet>();
        foreach (var definition in definitions)
        {
            if (await Of(definition, isInForce: true, stamp, cancellation) is { } sheet) sheets.Add(sheet);
        }

        return sheets;
    }

    private Task<SopSheet?> Of(DefinitionVersion definition, bool isInForce, string? logo, CancellationToken cancellation) =>
        cache.GetOrCreateAsync((typeof(SopSheets), definition, isInForce, logo), async entry =>
        {
            entry.SlidingExpiration = Kept;
            var flow = await flows.Get(definition, cancellation);
            return flow.Definition.Sop is null
                ? null
                : SopSheet.Draw(flow, isInForce, logo is null ? null : await Logo(definition.Unit, cancellation));
        });

    /// <summary>The moment at which the office's logo was changed; null for none.</summary>
    private Task<string?> StampOf(int unit, CancellationToken cancellation) => database.QuerySingle<string>(
        unit, "select changed_at::text from unit_logos where unit_id = @unit", null, cancellation);

    private async Task<SheetLogo?> Logo(int unit, CancellationToken cancellation) =>
        await database.QuerySingle<StoredLogo>(
            unit, "select media_type, bytes from unit_logos where unit_id = @unit", null, cancellation) is { } stored
        && PdfPicture.Read(stored.Bytes) is { } picture
            ? new SheetLogo(stored.Bytes, stored.MediaType, picture.Ratio) : null;

    private sealed record StoredLogo(string MediaType, byte[] Bytes);
}
