using Dapper;
using Microsoft.AspNetCore.Identity;
using SopEngine.Core.Rights;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;

namespace SopEngine.Web.Offices;

/// <summary>Makes units and their people.</summary>
public sealed class OfficeStore(SopDatabase database, IPasswordHasher<Account> passwords)
{
    /// <summary>A unit to be made.</summary>
    /// <param name="Code">Lower case words joined by hyphens; unique.</param>
    public sealed record NewUnit(string Code, string Name, string ShortName, string City, WorkingCalendarRules Calendar);

    /// <summary>A person to be made.</summary>
    /// <param name="PasswordHash">Null for a person who cannot sign in yet.</param>
    public sealed record NewPerson(
        bool IsCustomer, string UserName, string Name, string Title, IReadOnlyList<Role> Roles, IReadOnlyList<string> Lanes,
        string? PasswordHash)
    {
        /// <summary>Ids of the SOPs that the person answers for.</summary>
        public IReadOnlyList<string> AnswersFor { get; init; } = [];
    }

    /// <summary>Office hours by law, with the national holidays of all known years.</summary>
    public static WorkingCalendarRules DefaultCalendar(string zone) => new()
    {
        Zone = zone,
        Hours = WeeklyHours.Office,
        Holidays = [.. NationalHolidays.Years.SelectMany(year => NationalHolidays.Of(year))],
    };

    public string Hash(string password) => passwords.HashPassword(new Account(), password);

    public async Task<int?> FindUnit(string code, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "select id from units where code = @code", new { code }, cancellationToken: cancellation));
    }

    /// <summary>Makes a unit and its people, all or nothing. Returns the unit's id.</summary>
    /// <exception cref="Npgsql.PostgresException">The code or a user name is taken.</exception>
    public async Task<int> Create(NewUnit unit, IEnumerable<NewPerson> people, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var id = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "insert into units (code, name, short_name, city, calendar) "
            + "values (@Code, @Name, @ShortName, @City, @calendar::json) returning id",
            new { unit.Code, unit.Name, unit.ShortName, unit.City, calendar = unit.Calendar.ToJson() }, cancellationToken: cancellation));
        foreach (var person in people)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                with made as (
                  insert into people (unit_id, kind, user_name, name, title, roles, password_hash, security_stamp)
                  values (@id, @kind, @UserName, @Name, @Title, @roles, @PasswordHash, @stamp) returning unit_id, id, kind, title),
                answering as (
                  insert into sop_officers (unit_id, person_id, definition_id) select unit_id, id, unnest(@sops) from made)
                insert into lane_holders (unit_id, person_id, lane) select unit_id, id, unnest(@lanes)
                from made cross join hold_post(unit_id, id, case kind when 'staff' then title else '' end)
                """,
                new
                {
                    id,
                    kind = person.IsCustomer ? "customer" : "staff",
                    person.UserName,
                    person.Name,
                    person.Title,
                    roles = person.Roles.Select(role => role.Name()).ToArray(),
                    person.PasswordHash,
                    stamp = Stamp.New(),
                    lanes = person.Lanes.ToArray(),
                    sops = person.AnswersFor.ToArray(),
                },
                cancellationToken: cancellation));
        }

        await transaction.CommitAsync(cancellation);
        return id;
    }
}
