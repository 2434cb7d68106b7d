using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;

namespace SopEngine.Web.Asking;

/// <summary>Who asks, as they say themself.</summary>
/// <param name="Contact">Confirmed by a code.</param>
/// <param name="Email">Empty for none; not confirmed where the telephone is the contact.</param>
/// <param name="Phone">As it is kept; null for none.</param>
public sealed record Citizen(string Name, string Organisation, CitizenContact Contact, string? Email, string? Phone);

/// <summary>
/// The customers of the office's register who confirmed a contact. One contact may be of several people, such as a family's: they are told
/// apart by their names.
/// </summary>
public sealed class CitizenRegister(SopDatabase database, IClock clock)
{
    /// <summary>Customers who confirmed the contact @address.</summary>
    internal const string Confirmed =
        """
        p.unit_id = @unit and p.kind = 'customer' and p.deactivated_at is null
          and ((p.email_key = @address and p.email_confirmed_at is not null)
            or (p.phone = @address and p.phone_confirmed_at is not null))
        """;

    private const string Find =
        $"""
        select id from people p where {Confirmed} and p.sort_name = lower(@name) order by id limit 1
        """;

    private const string Complete =
        """
        update people set phone = coalesce(phone, @phone), title = coalesce(nullif(title, ''), @title)
        where unit_id = @unit and id = @id
        """;

    private static readonly string Add =
        $"""
        with made as (
          insert into people (unit_id, kind, user_name, name, title, phone, phone_confirmed_at, email, email_confirmed_at, address,
            security_stamp, created_at, language)
          values (@unit, 'customer', @userName, @name, @title, @phone, case when @isEmail then null else @now end,
            @email, case when @isEmail then @now end, '', @stamp, @now, @language)
          returning unit_id, id
        ), logged as (
          insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
          select unit_id, @now, null, id, '{AuditLog.PersonAdded}', 'online' from made
        ), told as (
          insert into message_choices (unit_id, person_id, kind, email, webhook)
          select unit_id, id, kind, 'now', true from made cross join unnest(@kinds::text[]) as kind where not @isEmail
        )
        select id from made
        """;

    /// <summary>The customer of a confirmed contact, made anew if the register has none of that name. Without a password.</summary>
    public async Task<long> Enter(int unit, Citizen citizen, CancellationToken cancellation)
    {
        var name = citizen.Name.Trim();
        var stem = UserNames.Of(name, "pelanggan");
        for (var userName = stem; ;
            userName = $"{stem}-{RandomNumberGenerator.GetInt32(1_000, 1_000_000).ToString(CultureInfo.InvariantCulture)}")
        {
            try
            {
                return await Enter(unit, citizen, name, userName, cancellation);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // User names are unique over all offices.
            }
        }
    }

    private async Task<long> Enter(int unit, Citizen citizen, string name, string userName, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var parameters = new
        {
            unit,
            sopUnits = SopDatabase.Units(unit),
            address = citizen.Contact.Address,
            key = $"{unit}:{citizen.Contact.Address}",
            name,
            userName,
            title = citizen.Organisation.Trim(),
            phone = citizen.Contact.IsEmail ? citizen.Phone : citizen.Contact.Address,
            email = citizen.Contact.IsEmail ? citizen.Contact.Address : citizen.Email,
            isEmail = citizen.Contact.IsEmail,
            now = clock.Now(),
            stamp = Stamp.New(),
            language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            kinds = MessageKind.All.Where(kind => kind.ForCustomers).Select(kind => kind.Name).ToArray(),
        };
        await connection.ExecuteAsync(Statement($"select {SopDatabase.BindToUnits}"));
        // Two requests of one person at once make one customer.
        await connection.ExecuteAsync(Statement("select pg_advisory_xact_lock(hashtextextended(@key, 30))"));
        var known = await connection.QuerySingleOrDefaultAsync<long?>(Statement(Find));
        if (known is { } id)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                Complete, new { unit, id, parameters.phone, parameters.title }, cancellationToken: cancellation));
        }

        var entered = known ?? await connection.QuerySingleAsync<long>(Statement(Add));
        await transaction.CommitAsync(cancellation);
        return entered;

        CommandDefinition Statement(string sql) => new(sql, parameters, transaction, cancellationToken: cancellation);
    }
}
