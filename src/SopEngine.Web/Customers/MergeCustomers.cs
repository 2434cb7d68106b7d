using Dapper;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Customers;

/// <summary>
/// Makes one customer of two who turned out to be the same: the cases, documents and messages of the second become the first one's, and
/// the account too when the first has none. The second leaves the register and stays in histories, which nobody changes.
/// </summary>
public static class MergeCustomers
{
    /// <param name="Id">The customer who stays.</param>
    [Requires(Right.ManageCustomers)]
    public sealed record Command(Person Person, long Id, long Other) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Other).NotEqual(command => command.Id)
            .OverridePropertyName("other").WithMessage(_ => texts["Customers.Merge.Same"]);
    }

    internal sealed class Handler(
        SopDatabase database, People people, HeldTasks held, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, Unit>
    {
        // The engine too locks cases in ascending order, and before the lock of openings. The weaker lock on people lets it write messages
        // to them meanwhile: it would wait here with a case locked that this waits for. The last query also finds cases opened meanwhile.
        private const string Lock =
            $"""
            select id from cases where unit_id = @unit and customer_id = @Other order by id for no key update;
            {CalendarLocks.PassOpeningsOfUnit};
            select id from people
            where unit_id = @unit and id in (@Id, @Other) and kind = 'customer' and deactivated_at is null
            order by id for no key update;
            select id from cases where unit_id = @unit and customer_id = @Other
            """;

        private const string Move =
            """
            update cases set customer_id = @Id where unit_id = @unit and customer_id = @Other;

            insert into case_words (unit_id, word, case_id)
            select c.unit_id, word, c.id
            from people p join cases c on c.unit_id = p.unit_id and c.id = any (@cases) cross join lateral search_words(p.name) as word
            where p.unit_id = @unit and p.id = @Id on conflict do nothing;

            update documents set added_by = @Id where unit_id = @unit and added_by = @Other and case_id = any (@cases);

            update messages m set person_id = @Id
            where m.unit_id = @unit and m.person_id = @Other and not exists (
              select from messages k where k.unit_id = m.unit_id and k.person_id = @Id and k.event_key = m.event_key);
            update message_deliveries d set person_id = @Id
            from messages m
            where d.unit_id = @unit and d.person_id = @Other and m.unit_id = d.unit_id and m.id = d.message_id and m.person_id = @Id;

            update people set merged_into = @Id where unit_id = @unit and merged_into = @Other;
            update account_links set used_at = @now where unit_id = @unit and person_id = @Other and used_at is null
            """;

        // The user name is unique, so the leaving customer gives it up before the other takes it.
        private const string Join =
            """
            with o as materialized (
              select * from people where unit_id = @unit and id = @Other
            ), k as materialized (
              select *, password_hash is null and (select password_hash from o) is not null as takes_account
              from people where unit_id = @unit and id = @Id
            ), moved as (
              update second_factors f set person_id = @Id from k
              where f.unit_id = @unit and f.person_id = @Other and k.takes_account
                and not exists (select from second_factors own where own.unit_id = @unit and own.person_id = @Id)
            ), gone as (
              update people p set deactivated_at = @now, merged_into = @Id, password_hash = null, security_stamp = @stamp,
                user_name = case when k.takes_account then @passing else p.user_name end
              from k where p.unit_id = @unit and p.id = @Other
            )
            select k.takes_account, k.user_name as kept_name, o.user_name as other_name, o.name, o.password_hash from k, o
            """;

        private static readonly string Keep =
            $"""
            with former as materialized (
              select * from people where unit_id = @unit and id = @Id
            ), kept as (
              update people k set
                title = coalesce(nullif(k.title, ''), o.title), phone = coalesce(k.phone, o.phone),
                phone_confirmed_at = case when k.phone = o.phone then coalesce(k.phone_confirmed_at, o.phone_confirmed_at)
                  when k.phone is null then o.phone_confirmed_at else k.phone_confirmed_at end,
                address = coalesce(nullif(k.address, ''), o.address), npwp = coalesce(k.npwp, o.npwp),
                email = case when @TakesAccount then coalesce(o.email, k.email) else coalesce(k.email, o.email) end,
                email_confirmed_at =
                  case when @TakesAccount and o.email is not null then o.email_confirmed_at else k.email_confirmed_at end,
                user_name = case when @TakesAccount then @OtherName else k.user_name end,
                password_hash = case when @TakesAccount then @PasswordHash else k.password_hash end,
                last_sign_in_at = case when @TakesAccount then o.last_sign_in_at else k.last_sign_in_at end,
                language = case when @TakesAccount then o.language else k.language end,
                security_stamp = case when @TakesAccount then @stamp else k.security_stamp end
              from people o where k.unit_id = @unit and k.id = @Id and o.unit_id = @unit and o.id = @Other
              returning k.id, k.name, k.title, k.phone, k.email, k.address, k.npwp
            )
            insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
            select @unit, @now, @by, @Id, @action, concat_ws(E'\n', @detail, nullif({CustomerChanges.Lines("former", "kept")}, ''))
            from former join kept using (id);

            update people set user_name = @KeptName where unit_id = @unit and id = @Other and @TakesAccount
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            await Merge(command, cancellationToken);
            await people.Changed(person.UnitId, command.Id, cancellationToken);
            await people.Changed(person.UnitId, command.Other, cancellationToken);
            // A held task would wait for somebody who is no customer of its case any more.
            await held.PutBack(person, command.Other, null, cancellationToken);
            return Unit.Value;
        }

        private async Task Merge(Command command, CancellationToken cancellation)
        {
            var unit = command.Person.UnitId;
            await using var connection = await database.App.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var parameters = new DynamicParameters(new
            {
                unit,
                sopUnits = SopDatabase.Units(unit),
                command.Id,
                command.Other,
                now = clock.Now(),
                by = command.Person.Id,
                stamp = Stamp.New(),
                passing = $"merging-{Stamp.New().ToLowerInvariant()}",
                action = AuditLog.CustomersMerged,
            });
            await connection.ExecuteAsync(Statement($"select {SopDatabase.BindToUnits}"));
            var cases = await Locked(connection, Statement(Lock));
            parameters.Add("cases", cases);
            await connection.ExecuteAsync(Statement(Move));
            var joined = await connection.QuerySingleAsync<Joined>(Statement(Join));
            parameters.AddDynamicParams(joined);
            parameters.Add("detail", $"{joined.Name} ({joined.OtherName})");
            await connection.ExecuteAsync(Statement(Keep));
            await transaction.CommitAsync(cancellation);

            CommandDefinition Statement(string sql) => new(sql, parameters, transaction, cancellationToken: cancellation);
        }

        /// <summary>Locks both customers and the cases of the second, and returns the cases.</summary>
        private async Task<long[]> Locked(NpgsqlConnection connection, CommandDefinition statement)
        {
            await using var results = await connection.QueryMultipleAsync(statement);
            await results.ReadAsync<long>();
            await results.ReadAsync();
            var both = (await results.ReadAsync<long>()).Count() == 2;
            var cases = (await results.ReadAsync<long>()).ToArray();
            return both ? cases : throw new ProblemException(problems.Invalid("other", texts["Customers.Merge.Same"]));
        }

        private sealed record Joined(bool TakesAccount, string KeptName, string OtherName, string Name, string? PasswordHash);
    }
}
