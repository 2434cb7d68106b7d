using System.Globalization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>Something that people are to be told.</summary>
/// <param name="Key">What it is about: a person is told of the same thing once.</param>
/// <param name="Details">Values of the places in the kind's texts. Moments as ISO instants.</param>
public sealed record Telling(int Unit, MessageKind Kind, string Key, Instant At, IReadOnlyDictionary<string, string> Details)
{
    public const string Customer = "@customer", Starter = "@starter", Head = Escalated.Head;

    /// <summary>Who; null when <see cref="To"/> says it.</summary>
    public long? Person { get; init; }

    /// <summary>A lane's id, or one of <see cref="Customer"/>, <see cref="Starter"/> and <see cref="Head"/>.</summary>
    public string? To { get; init; }

    /// <summary>
    /// The place in the case's history of a question whose asker it is for, instead of <see cref="Person"/>; null for none.
    /// </summary>
    public int? AskerOf { get; init; }

    /// <summary>The person who did it. They know already and are not told.</summary>
    public long? By { get; init; }

    public long? Case { get; init; }

    public int? Task { get; init; }

    /// <summary>Something about a case; what the texts of every kind may name of it is among the details.</summary>
    internal static Telling OfCase(
        int unit, long caseId, string title, Flow flow, MessageKind kind, string key, Instant at,
        IEnumerable<(string Name, string Value)> details)
    {
        IEnumerable<(string Name, string Value)> ofCase =
            [("case", title), ("number", caseId.ToString(CultureInfo.InvariantCulture)), ("sop", flow.Definition.Name)];
        var all = ofCase.Concat(details).ToDictionary(detail => detail.Name, detail => detail.Value);
        return new Telling(unit, kind, key, at, all) { Case = caseId };
    }
}

/// <summary>
/// Writes messages within a transaction of others: the messages and what they tell of are committed together or not at all.
/// </summary>
public static class Tellings
{
    /// <summary>Tells people something in the transaction that is open on this connection.</summary>
    public static async Task Tell(NpgsqlConnection connection, IReadOnlyCollection<Telling> tellings, CancellationToken cancellation)
    {
        if (tellings.Count == 0) return;
        await using var batch = connection.CreateBatch();
        MessagesTable.Insert.AddTo(batch, tellings);
        batch.Add(WakeUps.Notify);
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
