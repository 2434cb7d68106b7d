using System.Globalization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer.Instances;

/// <summary>A case for the designer's viewer: the runs of its activities, found by replaying its history.</summary>
public sealed class CaseReplay(SopDatabase database, FlowCache flows, Problems problems)
{
    private const string Sql =
        """
        select c.id, d.id as version_id, c.definition_id, c.version, c.title, c.status, c.seq, c.correlation_id,
          c.started_at, c.updated_at, c.ended_at
        from cases c
        join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        where c.unit_id = @unit and c.id = @caseId
        """;

    private const string History = "select at, event::text from history where unit_id = @unit and case_id = @caseId order by seq";

    /// <exception cref="ProblemException">The unit has no such case.</exception>
    public async Task<CaseHead> Head(int unit, string id, CancellationToken cancellation) =>
        await database.QuerySingle<CaseHead>(unit, Sql, new { caseId = Parse(id) }, cancellation)
            ?? throw new ProblemException(problems.NotFound());

    /// <inheritdoc cref="Head"/>
    public async Task<ReplayedCase> Read(int unit, string id, CancellationToken cancellation)
    {
        var (head, history) = await database.QueryMany(unit, $"{Sql}; {History}", new { caseId = Parse(id) },
            async results => (
                await results.ReadSingleOrDefaultAsync<CaseHead>(),
                (await results.ReadAsync<(DateTime At, string Event)>()).ToList()), cancellation);
        if (head is null) throw new ProblemException(problems.NotFound());

        var events = history.Take(head.Seq).Select(row => (At: row.At.ToInstant(), Happened: CaseEventJson.Read(row.Event))).ToList();
        // A case that was moved began on another version.
        var first = events.Select(row => row.Happened).OfType<CaseMoved>().FirstOrDefault()?.From ?? head.Version;
        var flow = await flows.Get(new DefinitionVersion(unit, head.DefinitionId, first), cancellation);
        var trace = new CaseTrace();
        foreach (var (at, happened) in events)
        {
            if (happened is CaseMoved moved)
            {
                var other = await flows.Get(new DefinitionVersion(unit, head.DefinitionId, moved.To), cancellation);
                trace.Move(moved, other, at);
                flow = other;
            }
            else
            {
                trace.Replay(flow, happened, at);
            }
        }

        return new ReplayedCase(head, flow, trace);
    }

    private long Parse(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ProblemException(problems.NotFound());
}

/// <summary>A case without its history.</summary>
/// <param name="VersionId">Elsa's version id of the definition version that it runs on.</param>
public sealed record CaseHead(
    long Id, string VersionId, string DefinitionId, int Version, string Title, string Status, int Seq, string? CorrelationId,
    DateTime StartedAt, DateTime UpdatedAt, DateTime? EndedAt)
{
    /// <summary>Elsa's pair of status and sub-status.</summary>
    public (string Status, string SubStatus) Elsa => Status switch
    {
        "running" => ("Running", "Suspended"),
        "finished" => ("Finished", "Finished"),
        "cancelled" => ("Finished", "Cancelled"),
        "faulted" => ("Finished", "Faulted"),
        _ => throw new InvalidOperationException(Status),
    };
}

public sealed record ReplayedCase(CaseHead Head, Flow Flow, CaseTrace Trace);
