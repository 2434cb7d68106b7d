using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Http;

namespace SopEngine.Web.Messages;

/// <summary>The person's addresses, and the channels of each kind of message.</summary>
public static class ReadChoices
{
    public sealed record Query(Person Person) : IRequestOf<Choices>;

    /// <param name="Language">Language of the messages: <c>id</c> or <c>en</c>.</param>
    /// <param name="HasMail">True when the service can send e-mail.</param>
    /// <param name="HasWebhook">True when the unit has a webhook.</param>
    /// <param name="IsConfirmed">True when the person has confirmed the address.</param>
    public sealed record Choices(
        string Email, string Phone, string Language, IReadOnlyList<Choice> Kinds, bool HasMail, bool HasWebhook, bool IsConfirmed);

    /// <param name="Email"><c>off</c>, <c>now</c> or <c>daily</c>.</param>
    public sealed record Choice(string Kind, string Name, string Email, bool Webhook);

    internal sealed class Handler(SopDatabase database, IStringLocalizer<Templates> names, IEnumerable<IMessageChannel> channels)
        : IRequestHandler<Query, Choices>
    {
        private const string Sql =
            """
            select coalesce(email, ''), coalesce(phone, ''), language, exists (select from webhooks where unit_id = @unit),
              email_confirmed_at is not null
            from people where unit_id = @unit and id = @person;

            select kind, email, webhook from message_choices where unit_id = @unit and person_id = @person
            """;

        public async Task<Choices> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var (contact, chosen) = await database.QueryMany(person.UnitId, Sql, new { person = person.Id }, async results => (
                await results.ReadSingleAsync<(string Email, string Phone, string Language, bool HasWebhook, bool IsConfirmed)>(),
                (await results.ReadAsync<(string Kind, string Email, bool Webhook)>()).ToDictionary(row => row.Kind)), cancellationToken);
            var kinds = MessageKind.All.Where(kind => person.IsCustomer ? kind.ForCustomers : kind.ForStaff
                && ((kind != MessageKind.Report && kind != MessageKind.SurveyReport) || person.May(Right.LeadCases))
                && (kind != MessageKind.Threshold || person.May(Right.SeeDashboards))).Select(kind =>
            {
                var (_, email, webhook) = chosen.GetValueOrDefault(kind.Name, (kind.Name, "now", false));
                return new Choice(kind.Name, names[$"{kind.Name}.Name"], email, webhook);
            });
            return new Choices(
                contact.Email, PhoneNumber.Show(contact.Phone), contact.Language, [.. kinds],
                channels.Any(channel => channel is { Name: "email", IsAvailable: true }), contact.HasWebhook, contact.IsConfirmed);
        }
    }
}
