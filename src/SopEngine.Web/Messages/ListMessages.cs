using System.Globalization;
using System.Text.Json;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Messages;

/// <summary>The messages to a person, the newest first.</summary>
public static class ListMessages
{
    /// <param name="After">Cursor of the page before.</param>
    public sealed record Query(Person Person, bool OnlyUnread, string? After, int Size = 30) : IRequestOf<Page<MessageItem>>;

    /// <param name="Subject">In the language of the page.</param>
    /// <param name="Case">The case that it is about; null when it is not about one case.</param>
    public sealed record MessageItem(long Id, string Kind, string Subject, string Body, Instant At, bool IsRead, long? Case);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 200);
    }

    internal sealed class Handler(SopDatabase database, MessageTexts texts) : IRequestHandler<Query, Page<MessageItem>>
    {
        private const string Columns = "m.id, m.kind, m.details::text, m.case_id, m.at, m.read_at, b.name as by_name";

        private const string Sql =
            $"""
            select {Columns} from messages m left join people b on b.unit_id = m.unit_id and b.id = m.by_id
            where m.unit_id = @unit and m.person_id = @person and m.id < @before
            order by m.id desc limit @limit
            """;

        // Its own statement, so that the index of unread messages is used.
        private const string Unread =
            $"""
            select {Columns} from messages m left join people b on b.unit_id = m.unit_id and b.id = m.by_id
            where m.unit_id = @unit and m.person_id = @person and m.id < @before and m.read_at is null
            order by m.id desc limit @limit
            """;

        public async Task<Page<MessageItem>> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var rows = await database.Query<Row>(person.UnitId, query.OnlyUnread ? Unread : Sql, new
            {
                person = person.Id,
                before = Cursor.Read<Key>(query.After)?.Id ?? long.MaxValue,
                limit = query.Size + 1,
            }, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.Id));
            var own = await texts.Own(person.UnitId, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, cancellationToken);
            return new([.. page.Items.Select(row => View(person, row, own))], page.Next);
        }

        private MessageItem View(Person person, Row row, IReadOnlyDictionary<string, Template> own)
        {
            var details = JsonSerializer.Deserialize<Dictionary<string, string>>(row.Details)!;
            details["person"] = person.Name;
            details["office"] = person.UnitName;
            details["by"] = row.ByName ?? "";
            details["link"] = $"/messages/{row.Id}";
            var words = MessageKind.Find(row.Kind) is { } kind
                ? texts.Write(own.GetValueOrDefault(row.Kind) ?? texts.Default(kind), details) : new Words(row.Kind, "");
            return new MessageItem(row.Id, row.Kind, words.Subject, words.Body, row.At.ToInstant(), row.ReadAt is not null, row.CaseId);
        }

        private sealed record Key(long Id);

        private sealed record Row(long Id, string Kind, string Details, long? CaseId, DateTime At, DateTime? ReadAt, string? ByName);
    }
}
