using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>The unit's webhook. The secret is shown to nobody once it is stored.</summary>
public static class ReadWebhook
{
    [Requires(Right.ManageMessages)]
    public sealed record Query(Person Person) : IRequestOf<Webhook>;

    /// <param name="Url">Empty for none.</param>
    public sealed record Webhook(string Url);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Webhook>
    {
        public async Task<Webhook> Handle(Query query, CancellationToken cancellationToken) =>
            new(await database.QuerySingle<string>(
                query.Person.UnitId, "select url from webhooks where unit_id = @unit", null, cancellationToken) ?? "");
    }
}

/// <summary>Sets, changes or removes the unit's webhook.</summary>
public static class SaveWebhook
{
    /// <param name="Url">Empty to remove it.</param>
    /// <param name="Secret">Empty to keep the present one.</param>
    [Requires(Right.ManageMessages)]
    public sealed record Command(Person Person, string Url, string Secret) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts, IConfiguration configuration)
        {
            var alsoHttp = configuration.GetValue<bool>("Webhook:AllowPrivate");
            RuleFor(command => command.Url).MaximumLength(500).WithName(_ => texts["Webhook.Url"]);
            RuleFor(command => command.Url).Must(url => url.Length == 0
                    || (Uri.TryCreate(url, UriKind.Absolute, out var address)
                        && (address.Scheme == "https" || (alsoHttp && address.Scheme == "http")) && address.UserInfo.Length == 0))
                .WithMessage(_ => texts["Webhook.UrlBad"]);
            RuleFor(command => command.Secret)
                .Must(secret => secret.Length == 0 || WebhookSecrets.IsSecret(secret)).WithMessage(_ => texts["Webhook.SecretBad"]);
        }
    }

    internal sealed class Handler(
        SopDatabase database, WebhookSecrets secrets, Problems problems, IStringLocalizer<Texts> texts, IClock clock)
        : IRequestHandler<Command, Unit>
    {
        private const string Insert =
            """
            insert into webhooks (unit_id, url, secret, changed_at, changed_by) values (@unit, @Url, @secret, @now, @person)
            on conflict (unit_id)
              do update set url = excluded.url, secret = excluded.secret, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            """;

        private const string Update = "update webhooks set url = @Url, changed_at = @now, changed_by = @person where unit_id = @unit";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            if (command.Url.Length > 0 && command.Secret.Length == 0
                && await database.QuerySingle<string>(
                    unit, "select url from webhooks where unit_id = @unit", null, cancellationToken) is null)
                throw new ProblemException(problems.Invalid("secret", texts["Webhook.SecretMissing"]));

            var sql = command.Url.Length == 0 ? "delete from webhooks where unit_id = @unit" : command.Secret.Length == 0 ? Update : Insert;
            var secret = command.Secret.Length == 0 ? "" : secrets.Protect(command.Secret);
            await database.Execute(
                unit, sql, new { command.Url, secret, now = clock.Now(), person = command.Person.Id }, cancellationToken);
            return Unit.Value;
        }
    }
}
