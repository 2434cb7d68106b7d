using Microsoft.Extensions.Caching.Memory;
using SopEngine.Core.Sheets;
using SopEngine.Engine.Definitions;

namespace SopEngine.Web.Cases;

/// <summary>The drawn sheets of SOPs, kept for a while: laying one out takes longer than a page should.</summary>
public sealed class SopSheets(FlowCache flows, IMemoryCache cache)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(20);

    /// <param name="isInForce">False prints at the foot of every page that the version is not in force.</param>
    /// <returns>Null for a workflow that is no SOP.</returns>
    public Task<SopSheet?> Of(DefinitionVersion definition, bool isInForce, CancellationToken cancellation) =>
        cache.GetOrCreateAsync((typeof(SopSheets), definition, isInForce), async entry =>
        {
            entry.SlidingExpiration = Kept;
            var flow = await flows.Get(definition, cancellation);
            return flow.Definition.Sop is null ? null : SopSheet.Draw(flow, isInForce);
        });
}
