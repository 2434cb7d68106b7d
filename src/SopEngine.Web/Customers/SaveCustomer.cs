using System.Globalization;
using System.Security.Cryptography;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Customers;

/// <summary>
/// Enters a customer into the register, or changes what it knows of them. Staff who open cases may do so: customers come to the counter.
/// </summary>
public static class SaveCustomer
{
    /// <param name="Id">Null for a new customer.</param>
    /// <param name="DespiteAlike">True when the sender has seen the customers who are alike, and means another one.</param>
    [Requires(Right.ServeCustomers)]
    public sealed record Command(Person Person, long? Id, CustomerFields Fields, bool DespiteAlike) : IRequestOf<long>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Fields.Name).NotEmpty().MaximumLength(CustomerFields.LongestName)
                .OverridePropertyName("name").WithName(_ => texts["Customers.Name"]);
            RuleFor(command => command.Fields.Title).MaximumLength(200)
                .OverridePropertyName("title").WithName(_ => texts["Customers.Organisation"]);
            RuleFor(command => command.Fields.Address).MaximumLength(500)
                .OverridePropertyName("address").WithName(_ => texts["Customers.Address"]);
            RuleFor(command => command.Fields.KeptPhone).NotNull().When(command => command.Fields.Phone.Length > 0)
                .OverridePropertyName("phone").WithMessage(_ => texts["Customers.PhoneBad"]);
            RuleFor(command => command.Fields.KeptEmail).NotNull().When(command => command.Fields.Email.Length > 0)
                .OverridePropertyName("email").WithMessage(_ => texts["Choices.EmailBad"]);
            RuleFor(command => command.Fields.KeptNpwp).NotNull().When(command => command.Fields.Npwp.Length > 0)
                .OverridePropertyName("npwp").WithMessage(_ => texts["Customers.NpwpBad"]);
        }
    }

    internal sealed class Handler(
        SopDatabase database, People people, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, long>
    {
        private const string Add =
            """
            with made as (
              insert into people
                (unit_id, kind, user_name, name, title, phone, email, address, npwp, security_stamp, created_at, language)
              select id, 'customer', @userName, @name, @title, @phone, @email, @address, @npwp, @stamp, @now, language
              from units where id = @unit returning unit_id, id
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from made returning subject_id
            """;

        // The customer's cases are found by the new name, too.
        private static readonly string Change =
            $"""
            with former as (
              select * from people where unit_id = @unit and id = @id
            ), changed as (
              update people set name = @name, title = @title, phone = @phone, address = @address, npwp = @npwp, email = @email,
                email_confirmed_at = case when email = @email then email_confirmed_at end,
                phone_confirmed_at = case when phone = @phone then phone_confirmed_at end
              where unit_id = @unit and id = @id and kind = 'customer' and deactivated_at is null
              returning unit_id, id, name, title, phone, email, address, npwp
            ), words as (
              insert into case_words (unit_id, word, case_id)
              select c.unit_id, word, c.id
              from changed join cases c on c.unit_id = changed.unit_id and c.customer_id = changed.id
                cross join lateral search_words(@name) as word
              on conflict do nothing
            ), lines as (
              select {CustomerChanges.Lines("former", "changed")} as text from changed join former using (id)
            ), logged as (
              insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
              select changed.unit_id, @now, @by, changed.id, @action, lines.text from changed cross join lines where lines.text <> ''
            )
            select id from changed
            """;

        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            if (!command.DespiteAlike
                && (await mediator.Send(new FindAlike.Query(person, command.Id, command.Fields), cancellationToken))
                    .Any(other => other.Reason < FindAlike.Reason.Beginning))
                throw new ProblemException(problems.Invalid("despite", texts["Customers.AlikeFound"]));
            return command.Id is null ? await AddNew(command, cancellationToken) : await ChangeKnown(command, cancellationToken);
        }

        private async Task<long> ChangeKnown(Command command, CancellationToken cancellation)
        {
            var person = command.Person;
            var changed = await database.QuerySingle<long?>(
                person.UnitId, Change, Columns(command, AuditLog.PersonChanged), cancellation)
                ?? throw new ProblemException(problems.NotFound());
            await people.Changed(person.UnitId, changed, cancellation);
            return changed;
        }

        private object Columns(Command command, string action, string userName = "") => new
        {
            id = command.Id,
            userName,
            name = command.Fields.Name,
            title = command.Fields.Title,
            phone = command.Fields.KeptPhone,
            email = command.Fields.KeptEmail,
            address = command.Fields.Address,
            npwp = command.Fields.KeptNpwp,
            stamp = Stamp.New(),
            now = clock.Now(),
            by = command.Person.Id,
            action,
        };

        /// <summary>User names are unique over all offices. A taken one gets a random number, so that nobody can count by it.</summary>
        private async Task<long> AddNew(Command command, CancellationToken cancellation)
        {
            var stem = UserNames.Of(command.Fields.Name, "pelanggan");
            for (var userName = stem; ;
                userName = $"{stem}-{RandomNumberGenerator.GetInt32(1_000, 10_000).ToString(CultureInfo.InvariantCulture)}")
            {
                try
                {
                    return await database.QuerySingle<long>(
                        command.Person.UnitId, Add, Columns(command, AuditLog.PersonAdded, userName), cancellation);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                }
            }
        }
    }
}
