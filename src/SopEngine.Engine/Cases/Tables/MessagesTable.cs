using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>The tables <c>messages</c> and <c>message_deliveries</c>: messages to people, and the channels that they go out over.</summary>
internal sealed class MessagesTable
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Finds the people, writes each a message, and queues it for the channels that they chose.</summary>
    public static readonly RowStatement<Telling> Insert = new RowColumns<Telling>()
        .Add("unit_id", telling => telling.Unit)
        .Add("kind", telling => telling.Kind.Name)
        .Add("event_key", telling => telling.Key)
        .Add("at", telling => telling.At.ToSql())
        .Add("details", telling => JsonSerializer.Serialize(telling.Details, Json))
        .Add("person_id", telling => telling.Person)
        .Add("target", telling => telling.To)
        .Add("by_id", telling => telling.By)
        .Add("case_id", telling => telling.Case)
        .Add("task_no", telling => telling.Task)
        .Add("asker_of", telling => telling.AskerOf)
        .Statement(columns =>
            $"""
            with wanted as (select * from {columns.Rows}),
            reached as (
              select w.*, p.id as to_id from wanted w join people p on p.unit_id = w.unit_id and p.id = w.person_id
              union all
              select w.*, q.asked_by from wanted w
              join lateral (
                select asked_by from questions q
                where q.unit_id = w.unit_id and q.case_id = w.case_id and q.seq = w.asker_of limit 1) q on true
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
            select t.unit_id, t.id, channel, t.person_id,
              t.at + case t.kind when 'late-summary' then interval '1 minute' else interval '0' end
            from told t
            join people p on p.unit_id = t.unit_id and p.id = t.person_id
            left join message_choices chosen on chosen.unit_id = t.unit_id and chosen.person_id = t.person_id and chosen.kind = t.kind
            cross join (values ('email'), ('webhook')) channels (channel)
            where case channel
              when 'email' then p.email is not null and p.email_confirmed_at is not null and coalesce(chosen.email, 'now') <> 'off'
              else coalesce(chosen.webhook, false) and exists (select from webhooks where webhooks.unit_id = t.unit_id) end
            """);

    private readonly List<Telling> _tellings = [];

    public void Add(IEnumerable<Telling> tellings)
    {
        foreach (var telling in tellings)
        {
            // The message that a step was given back tells more than the one that it has opened, so it replaces that one; the reason
            // why a case was closed tells more than that it was.
            if (telling.Kind == MessageKind.StepReturned)
                _tellings.RemoveAll(other => other.Unit == telling.Unit && other.Key == telling.Key);
            if (telling.Kind == MessageKind.CaseEnded && _tellings.Exists(other =>
                other.Kind == MessageKind.LapseClosed && other.Unit == telling.Unit && other.Key == telling.Key)) continue;
            _tellings.Add(telling);
        }
    }

    public void Write(NpgsqlBatch batch) => Insert.AddTo(batch, _tellings);
}
