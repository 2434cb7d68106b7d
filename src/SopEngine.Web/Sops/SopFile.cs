using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>A version of a SOP in the list of its versions.</summary>
/// <param name="ChangedBy">Null for the system.</param>
/// <param name="Running">Number of cases that run on it.</param>
public sealed record SopVersion(
    int Version, DefinitionState State, bool IsLatest, int Revision, Instant ChangedAt, string? ChangedBy, int Running)
{
    public DefinitionRevision At => new(Version, Revision);
}

/// <param name="By">Null for the system.</param>
public sealed record SopLogEntry(int Version, Instant At, string? By, string Action, string? Note);

/// <summary>A SOP with everything that its pages show around one of its versions.</summary>
/// <param name="Shown">The version that is shown.</param>
/// <param name="Compiled">That version, as far as it can be read, with its problems.</param>
/// <param name="Versions">Newest first; only the one in force for people who see no drafts.</param>
/// <param name="Log">Newest first.</param>
/// <param name="Holders">Names of the people of each lane, by the lane's id.</param>
/// <param name="NeedsApproval">True when in this unit a SOP comes into force only after it was evaluated and signed.</param>
/// <param name="HasHead">True when somebody leads the unit.</param>
public sealed record SopFile(
    StoredDefinition Shown, CompiledFlow Compiled, IReadOnlyList<SopVersion> Versions, IReadOnlyList<SopLogEntry> Log,
    ILookup<string, string> Holders, bool NeedsApproval, bool HasHead)
{
    public string Id => Shown.DefinitionId;
    public Flow Flow => Compiled.Drawing;
    public SopVersion? InForce => Versions.FirstOrDefault(version => version.State == DefinitionState.InForce);
    public SopVersion Latest => Versions.First(version => version.IsLatest);

    /// <summary>The gaps of the shown version and of the office.</summary>
    public IReadOnlyList<SopGapFound> Gaps => SopGaps.Of(
        Flow.Definition.Sop, Holders.Select(lane => lane.Key).ToHashSet(), HasHead, Flow.OfficeTemplates.Except(Templates));

    /// <summary>Keys of the office's templates of documents in force.</summary>
    public IReadOnlySet<string> Templates { get; init; } = new HashSet<string>();

    public int Running => Versions.Sum(version => version.Running);

    /// <summary>Number of cases that run on another version than the one in force.</summary>
    public int RunningElsewhere => InForce is { } inForce ? Running - inForce.Running : 0;
}

/// <summary>Reads a SOP for its pages, in two round trips.</summary>
public sealed class SopFiles(SopDatabase database, DefinitionStore definitions, Problems problems)
{
    private static readonly string Sql =
        $"""
        select d.version, d.state, d.is_latest, d.revision, d.changed_at, p.name as changed_by, coalesce(running.count, 0) as running
        from definitions d left join people p on p.unit_id = d.unit_id and p.id = d.changed_by
        left join (select version, count(*)::int as count from cases where unit_id = @unit and definition_id = @id and status = 'running'
          group by version) running
          on running.version = d.version
        where d.unit_id = @unit and d.definition_id = @id order by d.version desc;

        select l.version, l.at, p.name as by, l.action, l.note
        from definition_log l left join people p on p.unit_id = l.unit_id and p.id = l.person_id
        where l.unit_id = @unit and l.definition_id = @id order by l.no desc limit 200;

        select h.lane, p.name from lane_holders h join people p on p.unit_id = h.unit_id and p.id = h.person_id
        where h.unit_id = @unit and p.kind = 'staff' order by p.name;

        select sop_approval, exists (select from people p
          where p.unit_id = u.id and p.deactivated_at is null and {RightsSql.Of(Role.Head, "p.roles")})
        from units u where u.id = @unit;

        select kind from document_templates where unit_id = @unit and state = 'in_force'
        """;

    /// <param name="version">Null for the one in force or, if there is none, the latest.</param>
    /// <exception cref="ProblemException">There is none that the person may see.</exception>
    public async Task<SopFile> Read(Person person, string id, int? version, CancellationToken cancellation)
    {
        var (versions, log, holders, (needsApproval, hasHead), templates) = await database.QueryMany(
            person.UnitId, Sql, new { id }, async results => (
            (await results.ReadAsync<VersionRow>()).Select(row => row.ToVersion()).ToList(),
            (await results.ReadAsync<LogRow>()).Select(row => row.Entry).ToList(),
            (await results.ReadAsync<(string Lane, string Name)>()).ToLookup(row => row.Lane, row => row.Name),
            await results.ReadSingleAsync<(bool, bool)>(),
            (await results.ReadAsync<string>()).ToHashSet()), cancellation);
        if (!person.May(Right.SeeDrafts))
        {
            versions.RemoveAll(row => row.State != DefinitionState.InForce);
            log.Clear();
        }

        var shown = version is null
            ? versions.Find(row => row.State == DefinitionState.InForce) ?? versions.Find(row => row.IsLatest)
            : versions.Find(row => row.Version == version);
        if (shown is null || await definitions.Find(person.UnitId, id, VersionChoice.All, shown.Version, cancellation) is not { } stored)
            throw new ProblemException(problems.NotFound());

        var compiled = await definitions.Compile(stored, cancellation);
        if (person.IsCustomer && !compiled.Drawing.BeginsWithCustomer) throw new ProblemException(problems.NotFound());
        return new SopFile(stored, compiled, versions, log, holders, needsApproval, hasHead) { Templates = templates };
    }

    /// <summary>One version as far as it can be read.</summary>
    /// <exception cref="ProblemException">There is no such version.</exception>
    public async Task<Flow> Drawing(Person person, string id, int version, CancellationToken cancellation) =>
        await definitions.Find(person.UnitId, id, VersionChoice.All, version, cancellation) is { } stored
            ? (await definitions.Compile(stored, cancellation)).Drawing
            : throw new ProblemException(problems.NotFound());

    private sealed class VersionRow
    {
        public int Version { get; init; }
        public string State { get; init; } = "";
        public bool IsLatest { get; init; }
        public int Revision { get; init; }
        public DateTime ChangedAt { get; init; }
        public string? ChangedBy { get; init; }
        public int Running { get; init; }

        public SopVersion ToVersion() =>
            new(Version, DefinitionStates.Parse(State), IsLatest, Revision, ChangedAt.ToInstant(), ChangedBy, Running);
    }

    private sealed record LogRow(int Version, DateTime At, string? By, string Action, string? Note)
    {
        public SopLogEntry Entry => new(Version, At.ToInstant(), By, Action, Note);
    }
}
