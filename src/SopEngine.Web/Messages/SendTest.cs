using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Sends a test to the person's own address, which has to be confirmed.</summary>
public static class TestEmail
{
    public sealed record Command(Person Person) : IRequestOf<string?>;

    internal sealed class Handler(SopDatabase database, DirectMessages messages, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, string?>
    {
        private const string Confirmed =
            "select email from people where unit_id = @unit and id = @person and email_confirmed_at is not null";

        public async Task<string?> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var email = await database.QuerySingle<string>(person.UnitId, Confirmed, new { person = person.Id }, cancellationToken);
            return email is null
                ? texts["Trial.NoAddress"]
                : await messages.Send(
                    person, "email", email, texts["Trial.Subject"], texts["Trial.Text", person.Name], "/messages/choices",
                    cancellationToken);
        }
    }
}

/// <summary>Posts a test to the unit's webhook, about the admin who asks for it.</summary>
public static class TestWebhook
{
    [Requires(Right.ManageMessages)]
    public sealed record Command(Person Person) : IRequestOf<string?>;

    internal sealed class Handler(DirectMessages messages, IStringLocalizer<Texts> texts) : IRequestHandler<Command, string?>
    {
        public Task<string?> Handle(Command command, CancellationToken cancellationToken) => messages.Send(
            command.Person, "webhook", null, texts["Trial.Subject"], texts["Trial.Text", command.Person.Name], "/messages/webhook",
            cancellationToken);
    }
}
