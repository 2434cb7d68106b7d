using System.Globalization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases;

/// <summary>A message to people.</summary>
/// <param name="Key">A person gets one message with the same key.</param>
/// <param name="Details">Values of the places in the kind's texts. Moments as ISO instants.</param>
public sealed record Telling(int Unit, MessageKind Kind, string Key, Instant At, IReadOnlyDictionary<string, string> Details)
{
    public const string Customer = "@customer", Starter = "@starter", Head = Escalated.Head;

    /// <summary>The receiver; null when <see cref="To"/> names the receivers.</summary>
    public long? Person { get; init; }

    /// <summary>A lane's id, or one of <see cref="Customer"/>, <see cref="Starter"/> and <see cref="Head"/>.</summary>
    public string? To { get; init; }

    /// <summary>
    /// The place of a question in the case's history. Its asker is the receiver, instead of <see cref="Person"/>; null for none.
    /// </summary>
    public int? AskerOf { get; init; }

    /// <summary>The person who caused it. They know already and get no message.</summary>
    public long? By { get; init; }

    public long? Case { get; init; }

    public int? Task { get; init; }

    /// <summary>A message about a case; the details include the values that texts of every kind may use.</summary>
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
/// Writes messages within the caller's transaction: messages and their causes are committed together or not at all.
/// </summary>
public static class Tellings
{
    /// <summary>Writes messages in the transaction that is open on this connection.</summary>
    public static async Task Tell(NpgsqlConnection connection, IReadOnlyCollection<Telling> tellings, CancellationToken cancellation)
    {
        if (tellings.Count == 0) return;
        await using var batch = connection.CreateBatch();
        MessagesTable.Insert.AddTo(batch, tellings);
        batch.Add(WakeUps.Notify);
        await batch.ExecuteNonQueryAsync(cancellation);
    }
}
