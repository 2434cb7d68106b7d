using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Background;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Deliveries that failed so often that they wait for a person: messages to people, and notices between cases.</summary>
public static class ListFailures
{
    internal const int Most = 200;

    [Requires(Right.ManageMessages)]
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<Failure>>;

    /// <param name="Id"><c>email-12</c>, <c>webhook-12</c> or <c>outbox-12</c>.</param>
    /// <param name="What">The kind, in words.</param>
    /// <param name="To">Name of a message's reader; null for a notice between cases.</param>
    public sealed record Failure(string Id, string Channel, string What, string? To, long? Case, int Attempts, string Why, Instant At);

    internal sealed class Handler(SopDatabase database, IStringLocalizer<Templates> names, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<Failure>>
    {
        private const string Sql =
            """
            select d.channel || '-' || d.message_id as id, d.channel, m.kind, p.name as to_name, m.case_id, d.attempts,
              coalesce(d.failure, '') as failure, m.at
            from message_deliveries d
            join messages m on m.unit_id = d.unit_id and m.id = d.message_id
            join people p on p.unit_id = d.unit_id and p.id = d.person_id
            where d.unit_id = @unit and d.sent_at is null and d.next_at = 'infinity'
            union all
            select 'outbox-' || id, 'outbox', kind, null, nullif(case_id, 0), attempts, coalesce(failure, ''), created_at
            from outbox where unit_id = @unit and next_at = 'infinity'
            order by at desc limit @Most
            """;

        public async Task<IReadOnlyList<Failure>> Handle(Query query, CancellationToken cancellationToken) =>
            [.. (await database.Query<Row>(query.Person.UnitId, Sql, new { Most }, cancellationToken)).Select(row => new Failure(
                row.Id, row.Channel, row.Channel == "outbox" ? texts[$"Failure.{row.Kind}"] : names[$"{row.Kind}.Name"], row.ToName,
                row.CaseId, row.Attempts, row.Failure, row.At.ToInstant()))];

        private sealed record Row(
            string Id, string Channel, string Kind, string? ToName, long? CaseId, int Attempts, string Failure, DateTime At);
    }
}

/// <summary>Tries failed deliveries again.</summary>
public static class ResendFailures
{
    /// <param name="Id">Id of a <see cref="ListFailures.Failure"/>; null for all.</param>
    [Requires(Right.ManageMessages)]
    public sealed record Command(Person Person, string? Id) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, Unit>
    {
        private const string Sql =
            """
            update message_deliveries set next_at = @now, attempts = 0
            where unit_id = @unit and sent_at is null and next_at = 'infinity'
              and (@Id::text is null or channel || '-' || message_id = @Id);
            update outbox set next_at = @now, attempts = 0
            where unit_id = @unit and next_at = 'infinity' and (@Id::text is null or 'outbox-' || id = @Id);
            """ + WakeUps.Notify;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(command.Person.UnitId, Sql, new { command.Id, now = clock.Now() }, cancellationToken);
            return Unit.Value;
        }
    }
}
