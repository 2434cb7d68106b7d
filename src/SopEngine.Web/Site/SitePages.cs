using SopEngine.Engine.Data;

namespace SopEngine.Web.Site;

/// <summary>A page of a site as stored.</summary>
/// <param name="Shown">Null before it is shown for the first time.</param>
/// <param name="Draft">What is being written; null when nothing is.</param>
public sealed record SitePage(string Sop, SiteContent? Shown, SiteContent? Draft, int Revision)
{
    /// <summary>What its writer sees: the draft, or what is shown.</summary>
    public SiteContent Latest => Draft ?? Shown ?? SiteContent.Empty;
}

/// <summary>The stored pages of the sites.</summary>
public sealed class SitePages(SopDatabase database)
{
    private const string Columns = "sop, shown::text as shown, draft::text as draft, revision";

    /// <summary>A page; one with nothing in it when nobody has written it.</summary>
    /// <param name="sop">Id of the service's SOP; empty for the office's own page.</param>
    public async Task<SitePage> Read(int unit, string sop, CancellationToken cancellation) =>
        (await database.QuerySingle<Row>(
            unit, $"select {Columns} from site_pages where unit_id = @unit and sop = @sop", new { sop }, cancellation))?.Page
        ?? new SitePage(sop, null, null, 0);

    /// <summary>All pages of an office by the ids of their SOPs; its own has the empty one.</summary>
    public async Task<IReadOnlyDictionary<string, SitePage>> All(int unit, CancellationToken cancellation) =>
        (await database.Query<Row>(unit, $"select {Columns} from site_pages where unit_id = @unit", null, cancellation))
            .ToDictionary(row => row.Sop, row => row.Page);

    /// <summary>A picture that the public sees; with <paramref name="draft"/> also one that waits to be shown.</summary>
    public async Task<(string MediaType, byte[] Bytes)?> Picture(int unit, long id, bool draft, CancellationToken cancellation) =>
        (await database.Query<(string, byte[])>(
            unit,
            """
            select media_type, bytes from site_pictures p where p.unit_id = @unit and p.id = @id and (@draft or exists (
              select from site_pages s where s.unit_id = @unit and s.sop = '' and s.shown ->> 'picture' = p.id::text))
            """,
            new { id, draft }, cancellation)).Select(row => ((string, byte[])?)row).SingleOrDefault();

    private sealed class Row
    {
        public string Sop { get; init; } = "";
        public string? Shown { get; init; }
        public string? Draft { get; init; }
        public int Revision { get; init; }

        public SitePage Page => new(
            Sop, Shown is null ? null : SiteContent.Read(Shown), Draft is null ? null : SiteContent.Read(Draft), Revision);
    }
}
