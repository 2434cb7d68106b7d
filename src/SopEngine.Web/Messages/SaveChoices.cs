using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Saves a person's addresses and the channels that they chose.</summary>
public static class SaveChoices
{
    /// <param name="Email">Empty for none; then no e-mail comes.</param>
    public sealed record Command(Person Person, string Email, string Phone, string Language, IReadOnlyList<ReadChoices.Choice> Kinds)
        : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Email).MaximumLength(200).WithName(_ => texts["Choices.Email"]);
            RuleFor(command => command.Email)
                .Must(email => email.Length == 0 || EmailAddress.Read(email) is not null).WithMessage(_ => texts["Choices.EmailBad"]);
            RuleFor(command => command.Phone)
                .Must(phone => phone.Length == 0 || PhoneNumber.Read(phone) is not null).WithMessage(_ => texts["Choices.PhoneBad"]);
            RuleFor(command => command.Language).Must(language => language is "id" or "en").WithMessage(_ => texts["Choices.LanguageBad"]);
            RuleForEach(command => command.Kinds)
                .Must(choice => choice.Email is "off" or "now" or "daily" && MessageKind.Find(choice.Kind) is not null)
                .OverridePropertyName("kinds").WithMessage(_ => texts["Choices.KindBad"]);
        }
    }

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Command, Unit>
    {
        private const string Sql =
            """
            update people set email = nullif(@Email, ''),
              email_confirmed_at = case when email = nullif(@Email, '') then email_confirmed_at end,
              phone = nullif(@Phone, ''), language = @Language
            where unit_id = @unit and id = @person;

            insert into message_choices (unit_id, person_id, kind, email, webhook)
            select @unit, @person, kind, email, webhook from unnest(@kinds, @emails, @webhooks) as chosen (kind, email, webhook)
            on conflict (unit_id, person_id, kind) do update set email = excluded.email, webhook = excluded.webhook
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(command.Person.UnitId, Sql, new
            {
                person = command.Person.Id,
                command.Email,
                Phone = PhoneNumber.Read(command.Phone) ?? "",
                command.Language,
                kinds = command.Kinds.Select(choice => choice.Kind).ToArray(),
                emails = command.Kinds.Select(choice => choice.Email).ToArray(),
                webhooks = command.Kinds.Select(choice => choice.Webhook).ToArray(),
            }, cancellationToken);
            return Unit.Value;
        }
    }
}
