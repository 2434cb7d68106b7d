using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Mails the person's address again to confirm it; the first mail goes out when they enter the address.</summary>
public static class AskAddress
{
    /// <summary>Answers with the reason for a failure; null when the mail was sent.</summary>
    public sealed record Command(Person Person) : IRequestOf<string?>;

    internal sealed class Handler(SopDatabase database, EmailAddresses addresses, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, string?>
    {
        private const string Unconfirmed = "select email from people where unit_id = @unit and id = @person and email_confirmed_at is null";

        public async Task<string?> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var email = await database.QuerySingle<string>(person.UnitId, Unconfirmed, new { person = person.Id }, cancellationToken);
            return email is null ? texts["Address.Nothing"] : await addresses.Ask(person, email, cancellationToken);
        }
    }
}

/// <summary>The address that a link confirms.</summary>
public static class ReadAddress
{
    public sealed record Query(Person Person, string Token) : IRequestOf<string>;

    internal sealed class Handler(EmailAddresses addresses, Problems problems) : IRequestHandler<Query, string>
    {
        public Task<string> Handle(Query query, CancellationToken cancellationToken) =>
            Task.FromResult(addresses.Read(query.Person, query.Token) ?? throw new ProblemException(problems.NotFound()));
    }
}

/// <summary>Confirms an address by the link that was sent there.</summary>
public static class ConfirmAddress
{
    public sealed record Command(Person Person, string Token) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, EmailAddresses addresses, IClock clock, Problems problems)
        : IRequestHandler<Command, Unit>
    {
        private const string Sql =
            "update people set email_confirmed_at = coalesce(email_confirmed_at, @now) "
            + "where unit_id = @unit and id = @person and email = @email returning 1";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var email = addresses.Read(person, command.Token);
            if (email is null || await database.QuerySingle<int?>(
                person.UnitId, Sql, new { person = person.Id, email, now = clock.Now() }, cancellationToken) is null)
                throw new ProblemException(problems.NotFound());
            return Unit.Value;
        }
    }
}
