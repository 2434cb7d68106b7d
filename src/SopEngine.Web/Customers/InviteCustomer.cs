using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>
/// Makes the link by which a customer sets a password. Staff who open cases may make it for a customer without a password; only an admin
/// resets a password, since anybody who has the link can act as the customer.
/// </summary>
public static class InviteCustomer
{
    /// <summary>Returns the link's path: it works once, for a week.</summary>
    public sealed record Command(Person Person, long Id) : IRequestOf<string>;

    /// <summary>Sends a link that was made.</summary>
    [Requires(Right.ServeCustomers)]
    public sealed record Send(Person Person, long Id, string Path, string Channel) : IRequestOf<LinkOutcome>;

    internal sealed class Handler(SopDatabase database, AccountLinks links, LinkSending sending, Problems problems)
        : IRequestHandler<Command, string>, IRequestHandler<Send, LinkOutcome>
    {
        public Task<LinkOutcome> Handle(Send command, CancellationToken cancellationToken) =>
            sending.Send(command.Person.UnitId, command.Id, command.Path, command.Channel, cancellationToken);

        private const string Sql =
            """
            select password_hash is not null from people
            where unit_id = @unit and id = @Id and kind = 'customer' and deactivated_at is null
            """;

        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            if (!person.May(Right.ServeCustomers)) throw new ProblemException(problems.Forbidden());
            var hasPassword = await database.QuerySingle<bool?>(person.UnitId, Sql, new { command.Id }, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            if (hasPassword && !person.May(Right.ManageCustomers)) throw new ProblemException(problems.Forbidden());
            return await links.Make(person.UnitId, command.Id, isReset: hasPassword, person.Id, cancellationToken);
        }
    }
}
