using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Engine.Definitions;

/// <summary>Deeds on a draft on its way into force.</summary>
public enum ReviewDeed
{
    /// <summary>The author submits the draft. It has to compile.</summary>
    Submit,

    /// <summary>The author takes it back.</summary>
    Withdraw,

    /// <summary>The reviewer approves it.</summary>
    Evaluate,

    /// <summary>The reviewer or the head returns it to the author, with a reason.</summary>
    Return,

    /// <summary>The draft goes to the head for signature.</summary>
    SendForSignature,
}

public sealed partial class DefinitionStore
{
    private static readonly Dictionary<ReviewDeed, (DefinitionState[] From, DefinitionState To, string Act)> Deeds = new()
    {
        [ReviewDeed.Submit] = ([DefinitionState.Draft, DefinitionState.Revision], DefinitionState.Submitted, DefinitionAct.Submitted),
        [ReviewDeed.Withdraw] =
            ([DefinitionState.Submitted, DefinitionState.Evaluated, DefinitionState.AwaitingSignature],
                DefinitionState.Draft, DefinitionAct.Withdrawn),
        [ReviewDeed.Evaluate] = ([DefinitionState.Submitted], DefinitionState.Evaluated, DefinitionAct.Evaluated),
        [ReviewDeed.Return] =
            ([DefinitionState.Submitted, DefinitionState.Evaluated, DefinitionState.AwaitingSignature],
                DefinitionState.Revision, DefinitionAct.Returned),
        [ReviewDeed.SendForSignature] = ([DefinitionState.Evaluated], DefinitionState.AwaitingSignature, DefinitionAct.SentForSignature),
    };

    /// <summary>True when this state allows the deed.</summary>
    public static bool CanBe(DefinitionState state, ReviewDeed deed) => Deeds[deed].From.Contains(state);

    /// <summary>Brings the latest version a step further on its way into force, or back. The caller checks the person's right.</summary>
    /// <param name="expected">The revision that the person has before them.</param>
    /// <param name="note">The reason, for the log.</param>
    /// <returns>Without a version when it was refused, for errors among the problems or for the given reason.</returns>
    public async Task<Publication> Review(
        int unit, long? person, string definitionId, DefinitionRevision expected, ReviewDeed deed, string? note,
        CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        if (await transaction.Latest() is not { } latest) return new Publication(null, [], new DefinitionResult.NotFound());
        if (expected != latest.At) return new Publication(null, [], new DefinitionResult.Conflict(latest.ChangedByName, latest.ChangedAt));

        var (_, to, act) = Deeds[deed];
        if (!CanBe(latest.State, deed)) return new Publication(null, [], new DefinitionResult.Refused(DefinitionRefusal.StateIsAnother));

        IReadOnlyList<DefinitionProblem> problems = [];
        if (deed == ReviewDeed.Submit)
        {
            var definition = WorkflowDefinition.Parse(latest.Json);
            var published = await PublishedIn(transaction, definition);
            var compiled = FlowCompiler.Compile(definition, published);
            if (!compiled.CanBePublished) return new Publication(null, compiled.Problems);
            problems = compiled.Problems;
        }

        await transaction.Execute("update definitions set state = @state where unit_id = @unit and id = @Id",
            new { latest.Id, state = to.ToSql() });
        await transaction.Log(latest.Version, act, note);
        await transaction.Commit();
        return new Publication(latest.Key, problems);
    }

    /// <summary>Takes a definition out of force, with a reason for the log. No new case can start; running cases go on.</summary>
    public async Task<DefinitionResult> Revoke(
        int unit, long? person, string definitionId, int version, string reason, CancellationToken cancellation = default)
    {
        await using var transaction = await Begin(unit, definitionId, person, cancellation);
        var inForce = await transaction.Find("d.definition_id = @definitionId and d.is_published");
        if (inForce?.Version != version)
            return await transaction.Latest() is null
                ? new DefinitionResult.NotFound()
                : new DefinitionResult.Refused(DefinitionRefusal.NotInForce);
        if (await transaction.NeedsHead()) return new DefinitionResult.Refused(DefinitionRefusal.HeadNeeded);

        await EndForce(transaction, DefinitionState.Revoked, DefinitionAct.Revoked, reason);
        var revoked = await transaction.Version(version);
        await transaction.Commit();
        return new DefinitionResult.Done(revoked!);
    }

    /// <summary>Compiles a version as if it were put in force now. The result has its problems, and its flow as far as readable.</summary>
    public async Task<CompiledFlow> Compile(StoredDefinition stored, CancellationToken cancellation)
    {
        var definition = WorkflowDefinition.Parse(stored.Json);
        var published = KnownWorkflows.MayBeUsedBy(definition)
            ? await database.Query<string>(stored.UnitId, InForceJson, null, cancellation)
            : [];
        return FlowCompiler.Compile(definition, new KnownWorkflows(published.Select(WorkflowDefinition.Parse)));
    }

    /// <summary>Another definition of the unit whose latest version, or the one in force, has this number; null for none.</summary>
    public Task<string?> OtherWithNumber(int unit, string definitionId, string number, CancellationToken cancellation) =>
        database.QuerySingle<string>(
            unit,
            """
            select name from definitions
            where unit_id = @unit and definition_id <> @definitionId and (is_latest or is_published) and number = @number limit 1
            """,
            new { definitionId, number = SopHeader.CanonicalNumber(number) }, cancellation);
}
