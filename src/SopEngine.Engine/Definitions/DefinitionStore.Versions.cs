using System.Globalization;
using System.Text.Json;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Definitions;

public sealed partial class DefinitionStore
{
    /// <summary>Puts the latest version of a definition in force, if it compiles. Running cases keep their version.</summary>
    /// <param name="person">Null for the system, which needs no approval.</param>
    /// <param name="expected">The revision that the person has before them; null for the latest.</param>
    /// <param name="acceptGaps">
    /// True when the person knows, or will be told, the gaps that are then in the log. The system is asked nothing.
    /// </param>
    public async Task<Publication> Publish(
        int unit, long? person, string definitionId, DefinitionRevision? expected = null, bool acceptGaps = false,
        CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        var publication = await Publish(transaction, expected, acceptGaps);
        if (publication is { Version: not null, WasInForce: false }) await transaction.Commit();
        return publication;
    }

    /// <summary>Saves a definition and puts it in force, both or neither.</summary>
    /// <param name="json">The definition as Elsa's Studio saves it.</param>
    /// <exception cref="JsonException">It is no storable definition, or has no definition id.</exception>
    /// <param name="acceptGaps">As in <see cref="Publish(int, long?, string, DefinitionRevision?, bool, CancellationToken)"/>.</param>
    public async Task<Publication> SaveAndPublish(
        int unit, long? person, string json, CancellationToken cancellation, bool acceptGaps = false)
    {
        var content = DefinitionJson.Read(json);
        if (content.DefinitionId is not { } definitionId) throw new JsonException("definitionId");
        if (!IsGoodId(definitionId)) return new Publication(null, [], new DefinitionResult.Refused(DefinitionRefusal.IdBad));

        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        var saved = await Save(transaction, content, null, DefinitionAct.Created);
        if (saved is not DefinitionResult.Done) return new Publication(null, [], saved);

        var publication = await Publish(transaction, null, acceptGaps);
        if (publication is { Version: not null, WasInForce: false }) await transaction.Commit();
        return publication;
    }

    private static async Task<Publication> Publish(DefinitionTransaction transaction, DefinitionRevision? expected, bool acceptGaps)
    {
        if (await transaction.Latest() is not { } latest) return new Publication(null, [], new DefinitionResult.NotFound());
        if (expected is { } seen && seen != latest.At)
            return new Publication(null, [], new DefinitionResult.Conflict(latest.ChangedByName, latest.ChangedAt));
        if (latest.IsPublished) return new Publication(latest.Key, [], WasInForce: true);
        if (await Objection(transaction, latest) is { } reason) return new Publication(null, [], new DefinitionResult.Refused(reason));

        var definition = WorkflowDefinition.Parse(latest.Json);
        var published = await PublishedIn(transaction, definition);
        var compiled = FlowCompiler.Compile(definition, published);
        if (!compiled.CanBePublished) return new Publication(null, compiled.Problems);
        if (DefinitionTriggers.Bad(compiled.Flow!) is { Count: > 0 } bad) return new Publication(null, [.. bad, .. compiled.Problems]);

        var gaps = await Gaps(transaction, compiled.Flow!);
        if (gaps.Count > 0 && !acceptGaps && transaction.Person is not null)
            return new Publication(null, compiled.Problems, new DefinitionResult.Refused(DefinitionRefusal.Incomplete)) { Gaps = gaps };

        await EndForce(transaction, DefinitionState.Superseded, DefinitionAct.Superseded);
        await transaction.Execute(
            "update definitions set state = 'in_force', is_published = true, uses = @uses::json where unit_id = @unit and id = @Id",
            new { latest.Id, uses = JsonSerializer.Serialize(published.Used) });
        await DefinitionTriggers.Set(transaction, compiled.Flow!.Triggers);
        await transaction.Log(latest.Version, DefinitionAct.PutInForce, SopGaps.Note(gaps, CultureInfo.CurrentUICulture));
        return new Publication(latest.Key, compiled.Problems) { Gaps = gaps };
    }

    private static async Task<IReadOnlyList<SopGapFound>> Gaps(DefinitionTransaction transaction, Flow flow)
    {
        if (flow.Definition.Sop is not { } sop) return [];
        var held = await transaction.Query<string>(
            "select distinct h.lane from lane_holders h join people p on p.unit_id = h.unit_id and p.id = h.person_id "
                + "where h.unit_id = @unit and p.kind = 'staff' and p.deactivated_at is null");
        var hasHead = await transaction.Scalar<bool>(
            $"select exists (select from people where unit_id = @unit and deactivated_at is null and {RightsSql.Of(Role.Head, "roles")})");
        var templates = await transaction.Query<string>(
            "select kind from document_templates where unit_id = @unit and state = 'in_force'");
        return SopGaps.Of(sop, held.ToHashSet(), hasHead, flow.OfficeTemplates.Except(templates));
    }

    private static async Task<DefinitionRefusal?> Objection(DefinitionTransaction transaction, StoredDefinition latest)
    {
        var needsApproval = transaction.Person is not null && latest.State != DefinitionState.AwaitingSignature
            && await transaction.Scalar<bool>("select sop_approval from units where id = @unit");
        return needsApproval ? DefinitionRefusal.ApprovalNeeded : await transaction.NeedsHead() ? DefinitionRefusal.HeadNeeded : null;
    }

    /// <summary>Takes a definition out of force. No new case can start; running cases go on.</summary>
    public async Task<DefinitionResult> Retract(int unit, long? person, string definitionId, CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        var inForce = await transaction.Find("d.definition_id = @definitionId and d.is_published");
        if (inForce is null)
            return await transaction.Latest() is null
                ? new DefinitionResult.NotFound()
                : new DefinitionResult.Refused(DefinitionRefusal.NotInForce);
        if (await transaction.NeedsHead()) return new DefinitionResult.Refused(DefinitionRefusal.HeadNeeded);

        await EndForce(transaction, DefinitionState.Revoked, DefinitionAct.Revoked);
        var retracted = await transaction.Version(inForce.Version);
        await transaction.Commit();
        return new DefinitionResult.Done(retracted!);
    }

    /// <summary>Makes a new draft with the content of an earlier version.</summary>
    public async Task<DefinitionResult> Revert(
        int unit, long? person, string definitionId, int version, CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        if (await transaction.Version(version) is not { } earlier) return new DefinitionResult.NotFound();
        if ((await transaction.Latest())!.State.IsUnderReview()) return new DefinitionResult.Refused(DefinitionRefusal.UnderReview);

        var content = DefinitionJson.Read(earlier.Json);
        var number = await transaction.NextVersion();
        await Write(transaction, content, $"{definitionId}-v{number}", number, inPlace: false, content.NumberActivities(),
            content.ContentHash());
        await transaction.Log(number, DefinitionAct.Reverted, $"{version}");
        var reverted = await transaction.Latest();
        await transaction.Commit();
        return new DefinitionResult.Done(reverted!);
    }

    /// <summary>Deletes one version without cases. The highest of the others becomes the latest.</summary>
    /// <param name="id">Elsa's version id.</param>
    /// <returns>The deleted version.</returns>
    public async Task<DefinitionResult> DeleteVersion(int unit, long? person, string id, CancellationToken cancellation = default)
    {
        var definitionId = await database.QuerySingle<string>(
            unit, "select definition_id from definitions where unit_id = @unit and id = @id", new { id }, cancellation);
        if (definitionId is null) return new DefinitionResult.NotFound();

        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        return await transaction.Find("d.id = @id", new { id }) is { } version
            ? await Delete(transaction, [version], DefinitionAct.VersionDeleted)
            : new DefinitionResult.NotFound();
    }

    /// <summary>Deletes a definition with all its versions, if none of them has cases.</summary>
    /// <returns>The deleted latest version.</returns>
    public async Task<DefinitionResult> Delete(int unit, long? person, string definitionId, CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        var rows = await transaction.Query<DefinitionRow>(
            $"""
            select {DefinitionTransaction.Columns} from {DefinitionTransaction.From}
            where d.unit_id = @unit and d.definition_id = @definitionId order by d.version desc
            """);
        return rows.Count == 0
            ? new DefinitionResult.NotFound()
            : await Delete(transaction, [.. rows.Select(row => row.ToDefinition())], DefinitionAct.Deleted);
    }

    private static async Task<DefinitionResult> Delete(
        DefinitionTransaction transaction, IReadOnlyList<StoredDefinition> versions, string act)
    {
        if (versions.Any(version => version.State.IsUnderReview())) return new DefinitionResult.Refused(DefinitionRefusal.UnderReview);
        if (versions.Any(version => version.IsPublished) && await transaction.NeedsHead())
            return new DefinitionResult.Refused(DefinitionRefusal.HeadNeeded);

        var numbers = versions.Select(version => version.Version).ToArray();
        if (await transaction.Scalar<bool>(
            "select exists (select from cases where unit_id = @unit and definition_id = @definitionId and version = any (@numbers))",
            new { numbers }))
            return new DefinitionResult.Refused(DefinitionRefusal.HasCases);
        if (await transaction.Scalar<bool>(
            """
            select exists (select from definitions
              where unit_id = @unit and definition_id <> @definitionId and (uses ->> @definitionId)::int = any (@numbers))
            """,
            new { numbers }))
            return new DefinitionResult.Refused(DefinitionRefusal.UsedByOthers);

        try
        {
            await transaction.Execute(
                """
                delete from definitions where unit_id = @unit and definition_id = @definitionId and version = any (@numbers);
                update definitions d set is_latest = true where unit_id = @unit and definition_id = @definitionId and not is_latest
                  and version = (select max(version) from definitions where unit_id = @unit and definition_id = @definitionId)
                """,
                new { numbers });
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // A case has started since the check above.
            return new DefinitionResult.Refused(DefinitionRefusal.HasCases);
        }

        if (versions.Any(version => version.IsPublished)) await DefinitionTriggers.Set(transaction, []);
        await transaction.Log(versions[0].Version, act);
        await transaction.Commit();
        return new DefinitionResult.Done(versions[0]);
    }

    private static async Task EndForce(DefinitionTransaction transaction, DefinitionState next, string act, string? note = null)
    {
        var ended = await transaction.Query<int>(
            """
            update definitions set state = @state, is_published = false
            where unit_id = @unit and definition_id = @definitionId and is_published returning version
            """,
            new { state = next.ToSql() });
        if (next == DefinitionState.Revoked) await DefinitionTriggers.Set(transaction, []);
        foreach (var version in ended) await transaction.Log(version, act, note);
    }
}
