using Dapper;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Units;

/// <summary>An office as its public site shows it to anybody.</summary>
/// <param name="Unit">For reading on within the office; no page shows it.</param>
/// <param name="Code">What stands for the office in addresses: <c>/o/{code}</c>, <c>/ikm/{code}</c>.</param>
/// <param name="Above">The bodies that it belongs to, one a line.</param>
/// <param name="LogoTag">Changes with the logo; null without one that is small enough for the site.</param>
public sealed record PublicOffice(
    int Unit, string Code, string Name, string ShortName, string City, string Address, string Phone, string Email, string Above,
    int CalendarVersion, long? LogoTag)
{
    /// <summary>The address of the office's site.</summary>
    public string Path => $"/o/{Code}";
}

/// <summary>
/// The offices that have a public site. Their visitors belong to no office, so they are found across all; whatever is read of one
/// afterwards is read within it.
/// </summary>
public sealed class PublicOffices(SopDatabase database, UnitCalendars calendars)
{
    /// <summary>The largest logo that the site shows, in bytes: a first visit stays below 60 kB in all.</summary>
    public const int LargestLogo = 16_000;

    private const string Read =
        """
        select u.id as unit, u.code, u.name, u.short_name, u.city, u.address, u.phone, u.email, u.letterhead as above,
          u.calendar_version, (select extract(epoch from l.changed_at)::bigint from unit_logos l
            where l.unit_id = u.id and length(l.bytes) <= @largest) as logo_tag
        from units u
        """;

    /// <returns>Null for a text that names no office, and for an office without a site: nobody learns which.</returns>
    public async Task<PublicOffice?> Find(string code, CancellationToken cancellation)
    {
        if (code.Length is 0 or > 100 || !code.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            return null;
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<PublicOffice>(new CommandDefinition(
            $"{Read} where u.is_public and u.code = @code", new { code, largest = LargestLogo }, cancellationToken: cancellation));
    }

    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<PublicOffice>> List(CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<PublicOffice>(new CommandDefinition(
            $"{Read} where u.is_public order by u.name limit 500", new { largest = LargestLogo },
            cancellationToken: cancellation))).AsList();
    }

    /// <summary>An office as its site shows it, or would show it.</summary>
    public async Task<(PublicOffice Office, bool IsPublic)> Own(int unit, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var office = await connection.QuerySingleAsync<PublicOffice>(new CommandDefinition(
            $"{Read} where u.id = @unit", new { unit, largest = LargestLogo }, cancellationToken: cancellation));
        return (office, await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select is_public from units where id = @unit", new { unit }, cancellationToken: cancellation)));
    }

    public ValueTask<WorkingCalendar> Calendar(PublicOffice office, CancellationToken cancellation) =>
        calendars.Get(office.Unit, office.CalendarVersion, cancellation);

    /// <summary>The logo for the site; null without one.</summary>
    public async Task<(string MediaType, byte[] Bytes)?> Logo(PublicOffice office, CancellationToken cancellation) =>
        (await database.Query<(string, byte[])>(
            office.Unit, "select media_type, bytes from unit_logos where unit_id = @unit and length(bytes) <= @largest",
            new { largest = LargestLogo }, cancellation)).Select(row => ((string, byte[])?)row).SingleOrDefault();
}
