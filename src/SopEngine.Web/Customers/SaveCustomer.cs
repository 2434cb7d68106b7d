using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Customers;

/// <summary>
/// Enters a customer into the register, or changes their name there. Staff who open cases may do so: customers come to the counter.
/// </summary>
public static class SaveCustomer
{
    /// <param name="Id">Null for a new customer.</param>
    /// <param name="Title">The organisation; empty for none.</param>
    public sealed record Command(Person Person, long? Id, string Name, string Title) : IRequestOf<long>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Name).NotEmpty().MaximumLength(200).WithName(_ => texts["Customers.Name"]);
            RuleFor(command => command.Title).MaximumLength(200).WithName(_ => texts["Customers.Organisation"]);
        }
    }

    internal sealed class Handler(SopDatabase database, People people, IClock clock, Problems problems) : IRequestHandler<Command, long>
    {
        private const int LongestStem = 40;

        private const string Add =
            """
            with made as (
              insert into people (unit_id, kind, user_name, name, title, security_stamp, created_at)
              values (@unit, 'customer', @userName, @name, @title, @stamp, @now) returning unit_id, id
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from made returning subject_id
            """;

        // The customer's cases are found by the new name, too.
        private const string Change =
            """
            with changed as (
              update people set name = @name, title = @title
              where unit_id = @unit and id = @id and kind = 'customer' and deactivated_at is null returning unit_id, id
            ), words as (
              insert into case_words (unit_id, word, case_id)
              select c.unit_id, word, c.id
              from changed join cases c on c.unit_id = changed.unit_id and c.customer_id = changed.id
                cross join lateral search_words(@name) as word
              on conflict do nothing
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select unit_id, @now, @by, id, @action, null from changed returning subject_id
            """;

        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            if (!person.May(Right.ServeCustomers)) throw new ProblemException(problems.Forbidden());
            if (command.Id is not { } id) return await AddNew(command, cancellationToken);

            var changed = await database.QuerySingle<long?>(person.UnitId, Change, new
            {
                id,
                name = command.Name.Trim(),
                title = command.Title.Trim(),
                now = clock.Now(),
                by = person.Id,
                action = AuditLog.PersonChanged,
            }, cancellationToken) ?? throw new ProblemException(problems.NotFound());
            await people.Changed(person.UnitId, id, cancellationToken);
            return changed;
        }

        /// <summary>User names are unique over all offices. A taken one gets a random number, so that nobody can count by it.</summary>
        private async Task<long> AddNew(Command command, CancellationToken cancellation)
        {
            var stem = Stem(command.Name);
            for (var userName = stem; ;
                userName = $"{stem}-{RandomNumberGenerator.GetInt32(1_000, 10_000).ToString(CultureInfo.InvariantCulture)}")
            {
                try
                {
                    return await database.QuerySingle<long>(command.Person.UnitId, Add, new
                    {
                        userName,
                        name = command.Name.Trim(),
                        title = command.Title.Trim(),
                        stamp = Stamp.New(),
                        now = clock.Now(),
                        by = command.Person.Id,
                        action = AuditLog.PersonAdded,
                    }, cancellation);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
                {
                }
            }
        }

        /// <summary>"PT Karet Musi Lestari" is pt-karet-musi-lestari.</summary>
        private static string Stem(string name)
        {
            var stem = new StringBuilder();
            foreach (var character in name.ToLowerInvariant().Normalize(NormalizationForm.FormD))
            {
                if (char.IsAsciiLetterOrDigit(character)) stem.Append(character);
                else if (stem.Length > 0 && stem[^1] != '-'
                    && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark) stem.Append('-');
                if (stem.Length == LongestStem) break;
            }

            var text = stem.ToString().Trim('-');
            return text.Length < 3 ? $"pelanggan-{text}".TrimEnd('-') : text;
        }
    }
}
