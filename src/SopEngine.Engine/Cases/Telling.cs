using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Background;
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

    /// <summary>The place in the case's history of a question whose asker it is for, instead of <see cref="Person"/>; null for none.</summary>
    public int? AskerOf { get; init; }

    /// <summary>Who did it. They know already and are not told.</summary>
    public long? By { get; init; }

    public long? Case { get; init; }

    public int? Task { get; init; }

    /// <summary>Something about a case; what the texts of every kind may name of it is among the details.</summary>
    internal static Telling OfCase(
        int unit, long caseId, string title, Flow flow, MessageKind kind, string key, Instant at, IEnumerable<(string Name, string Value)> details)
    {
        IEnumerable<(string Name, string Value)> ofCase = [("case", title), ("number", caseId.ToString(CultureInfo.InvariantCulture)), ("sop", flow.Definition.Name)];
        return new Telling(unit, kind, key, at, ofCase.Concat(details).ToDictionary(detail => detail.Name, detail => detail.Value)) { Case = caseId };
    }
}

/// <summary>Writes messages within a transaction of others: what they tell of and they themselves are committed together or not at all.</summary>
public static class Tellings
{
    /// <summary>Finds the people, writes each a message, and sets what goes out over the channels that they chose.</summary>
    private static readonly string Sql =
        $"""
        with wanted as (
          select * from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[], $10::int[], $11::int[])
            as w (unit_id, kind, event_key, at, details, person_id, target, by_id, case_id, task_no, asker_of)),
        reached as (
          select w.*, p.id as to_id from wanted w join people p on p.unit_id = w.unit_id and p.id = w.person_id
          union all
          select w.*, q.asked_by from wanted w join lateral (select asked_by from questions q where q.unit_id = w.unit_id and q.case_id = w.case_id and q.seq = w.asker_of limit 1) q on true
          union all
          select w.*, h.person_id from wanted w join lane_holders h on h.unit_id = w.unit_id and h.lane = w.target
          union all
          select w.*, p.id from wanted w join people p on p.unit_id = w.unit_id and {RightsSql.Of(Role.Head, "p.roles")}
          where w.target = '@head'
          union all
          select w.*, case w.target when '@customer' then c.customer_id else c.started_by end
          from wanted w join cases c on c.unit_id = w.unit_id and c.id = w.case_id where w.target in ('@customer', '@starter')),
        told as (
          insert into messages (unit_id, person_id, kind, details, case_id, task_no, by_id, event_key, at)
          select distinct on (unit_id, to_id, event_key) unit_id, to_id, kind, details::json, case_id, task_no, by_id, event_key, at
          from reached where to_id is not null and to_id is distinct from by_id
          on conflict (unit_id, person_id, event_key) do nothing
          returning unit_id, id, person_id, kind, at)
        insert into message_deliveries (unit_id, message_id, channel, person_id, next_at)
        -- More may be added to a summary for a moment.
        select t.unit_id, t.id, channel, t.person_id, t.at + case t.kind when 'late-summary' then interval '1 minute' else interval '0' end
        from told t
        join people p on p.unit_id = t.unit_id and p.id = t.person_id
        left join message_choices chosen on chosen.unit_id = t.unit_id and chosen.person_id = t.person_id and chosen.kind = t.kind
        cross join (values ('email'), ('webhook')) channels (channel)
        where case channel
          when 'email' then p.email is not null and p.email_confirmed_at is not null and coalesce(chosen.email, 'now') <> 'off'
          else coalesce(chosen.webhook, false) and exists (select from webhooks where webhooks.unit_id = t.unit_id) end
        """;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tells people something in the transaction that is open on this connection.</summary>
    public static async Task Tell(NpgsqlConnection connection, IReadOnlyCollection<Telling> tellings, CancellationToken cancellation)
    {
        if (tellings.Count == 0) return;
        await using var batch = connection.CreateBatch();
        batch.Tell(tellings);
        batch.Add(WakeUps.Notify);
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    internal static void Tell(this NpgsqlBatch batch, IReadOnlyCollection<Telling> tellings) => batch.Add(Sql)
        .With(NpgsqlDbType.Integer, tellings.Select(telling => telling.Unit))
        .With(NpgsqlDbType.Text, tellings.Select(telling => telling.Kind.Name))
        .With(NpgsqlDbType.Text, tellings.Select(telling => telling.Key))
        .With(NpgsqlDbType.TimestampTz, tellings.Select(telling => telling.At.ToSql()))
        .With(NpgsqlDbType.Text, tellings.Select(telling => JsonSerializer.Serialize(telling.Details, Json)))
        .With(NpgsqlDbType.Bigint, tellings.Select(telling => telling.Person))
        .With(NpgsqlDbType.Text, tellings.Select(telling => telling.To))
        .With(NpgsqlDbType.Bigint, tellings.Select(telling => telling.By))
        .With(NpgsqlDbType.Bigint, tellings.Select(telling => telling.Case))
        .With(NpgsqlDbType.Integer, tellings.Select(telling => telling.Task))
        .With(NpgsqlDbType.Integer, tellings.Select(telling => telling.AskerOf));
}
