using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

/// <summary>
/// Keeps the versions of the definitions of each unit. One version of a definition is the latest; at most one is in force, and a version
/// that was once in force never changes again. Every deed is one transaction with its entry in the definition's log. This file saves; the
/// deeds on whole versions and the reading are beside it.
/// </summary>
public sealed partial class DefinitionStore(SopDatabase database, IClock clock)
{
    private const int LongestName = 300;
    private const int LongestNumber = 100;

    /// <summary>The Studio repeats a save that failed after 2, 4 and 8 seconds.</summary>
    private static readonly Duration CreationIsRepeatedWithin = Duration.FromMinutes(5);

    /// <summary>
    /// Saves an author's definition: in place while the latest version is a draft, as a new draft otherwise. The same content again
    /// changes nothing and gets the first answer. Running cases are not touched.
    /// </summary>
    /// <param name="person">Null for the system.</param>
    /// <param name="json">The definition as the Studio sends it; one without a definition id is new.</param>
    /// <param name="expected">The revision on which the author's changes are based; null for the latest.</param>
    /// <param name="act">The act for the log.</param>
    /// <exception cref="JsonException">It is no storable definition.</exception>
    public async Task<DefinitionResult> Save(
        int unit, long? person, string json, DefinitionRevision? expected = null, string act = DefinitionAct.Created,
        CancellationToken cancellation = default)
    {
        var content = DefinitionJson.Read(json);
        await using var transaction = content.DefinitionId is { } definitionId
            ? await Begin(unit, definitionId, person, cancellation)
            : await DefinitionTransaction.Begin(
                database, unit, NewId(content.Name ?? ""), person, clock.Now(), cancellation, $"new {person}");
        var saved = content.DefinitionId is null && await FindCreated(transaction, content) is { } created
            ? new DefinitionResult.Done(created, IsUnchanged: true)
            : await Save(transaction, content, expected, act);
        if (saved is DefinitionResult.Done { IsUnchanged: false }) await transaction.Commit();
        return saved;
    }

    private Task<DefinitionTransaction> Begin(int unit, string definitionId, long? person, CancellationToken cancellation) =>
        DefinitionTransaction.Begin(database, unit, definitionId, person, clock.Now(), cancellation);

    private static async Task<DefinitionResult> Save(
        DefinitionTransaction transaction, DefinitionJson content, DefinitionRevision? expected, string act)
    {
        if (content.Name is null && content.DefinitionId is null) return new DefinitionResult.Refused(DefinitionRefusal.NameMissing);
        if (content.Name?.Length > LongestName) return new DefinitionResult.Refused(DefinitionRefusal.NameTooLong);
        if (content.ToDefinition().Sop?.Number.Length > LongestNumber) return new DefinitionResult.Refused(DefinitionRefusal.NumberTooLong);
        if (!IsGoodId(transaction.DefinitionId)) return new DefinitionResult.Refused(DefinitionRefusal.IdBad);

        var latest = await transaction.Latest();
        content.Name ??= latest?.Name ?? transaction.DefinitionId;
        var before = latest is null ? null : DefinitionJson.Read(latest.Json);
        if (before is not null) content.KeepWhatIsMissing(before);
        var activities = content.NumberActivities();
        await content.AddMissingLanes(() => UnitLanes.Read(transaction));
        var hash = content.ContentHash();
        if (latest is not null)
        {
            if (before!.ContentHash().AsSpan().SequenceEqual(hash)) return new DefinitionResult.Done(latest, IsUnchanged: true);
            if (expected is { } started && started != latest.At)
                return new DefinitionResult.Conflict(latest.ChangedByName, latest.ChangedAt);
            if (latest.State.IsUnderReview()) return new DefinitionResult.Refused(DefinitionRefusal.UnderReview);
            if (content.IsEmptyFlowchart && !before.IsEmptyFlowchart) return new DefinitionResult.Refused(DefinitionRefusal.Emptied);
        }

        var inPlace = latest?.State.IsEditable() == true;
        var version = inPlace ? latest!.Version : await transaction.NextVersion();
        await Write(
            transaction, content, inPlace ? latest!.Id : $"{transaction.DefinitionId}-v{version}", version, inPlace, activities, hash);
        // A draft is saved at every stroke; only its beginning is an act.
        if (latest is null || act is DefinitionAct.Imported or DefinitionAct.HeaderChanged) await transaction.Log(version, act);
        else if (!inPlace) await transaction.Log(version, DefinitionAct.Changed);
        return new DefinitionResult.Done((await transaction.Latest())!);
    }

    private static Task<int> Write(
        DefinitionTransaction transaction, DefinitionJson content, string id, int version, bool inPlace, string[] activities, byte[] hash)
    {
        content.Stamp(id, transaction.DefinitionId, version);
        const string update =
            """
            update definitions set name = @name, number = @number, description = @description, json = @json::json, activities = @activities,
              lanes = @lanes::json, content_hash = @hash, revision = revision + 1, changed_at = @now, changed_by = @person
            where unit_id = @unit and id = @id
            """;
        const string insert =
            """
            update definitions set is_latest = false where unit_id = @unit and definition_id = @definitionId and is_latest;
            insert into definitions (unit_id, id, definition_id, version, name, number, description, state, is_latest, is_published, json,
              activities, lanes, content_hash, created_at, changed_at, changed_by)
            values (@unit, @id, @definitionId, @version, @name, @number, @description, 'draft', true, false, @json::json, @activities,
              @lanes::json, @hash, @now, @now, @person)
            """;
        return transaction.Execute(inPlace ? update : insert, new
        {
            id,
            version,
            name = content.Name,
            number = content.ToDefinition().Sop is { Number.Length: > 0 } sop ? SopHeader.CanonicalNumber(sop.Number) : null,
            description = content.Description,
            json = content.ToString(),
            activities,
            lanes = content.Lanes,
            hash,
        });
    }

    /// <summary>
    /// Finds the definition of an earlier attempt of the same creation: the Studio gives every new workflow a root of its own and repeats
    /// it unchanged.
    /// </summary>
    private static async Task<StoredDefinition?> FindCreated(DefinitionTransaction transaction, DefinitionJson content) =>
        content.RootId is not { } rootId ? null
        : await transaction.Find(
            """
            d.is_latest and d.version = 1 and d.name = @name and d.json -> 'root' ->> 'id' = @rootId and d.definition_id in (
              select l.definition_id from definition_log l
              where l.unit_id = @unit and l.person_id is not distinct from @person and l.action = 'created' and l.at > @since)
            """,
            new { rootId, name = content.Name, since = transaction.Now - CreationIsRepeatedWithin });

    /// <summary>A readable id for a definition that has only a name.</summary>
    /// <param name="ending">Distinguishes it from ids of the same name; random by default.</param>
    public static string NewId(string name, string? ending = null)
    {
        var slug = NotInSlug().Replace(name.ToLowerInvariant(), "-").Trim('-');
        if (slug.Length > 60) slug = slug[..60].TrimEnd('-');
        return $"{(slug.Length == 0 ? "alur" : slug)}-"
            + $"{ending ?? Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4))}";
    }

    /// <summary>Ids stand in addresses; <c>new</c> is the address of a definition without an id.</summary>
    private static bool IsGoodId(string id) => IdShape().IsMatch(id) && !id.Equals("new", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInSlug();

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._~-]{0,99}$")]
    private static partial Regex IdShape();

    private const string InForceJson = "select json::text from definitions where unit_id = @unit and is_published order by created_at desc";

    /// <summary>The definitions in force that a definition may use as activities, directly or through others.</summary>
    private static async Task<KnownWorkflows> PublishedIn(DefinitionTransaction transaction, WorkflowDefinition definition) =>
        new(KnownWorkflows.MayBeUsedBy(definition) ? (await transaction.Query<string>(InForceJson)).Select(WorkflowDefinition.Parse) : []);
}
