using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Links by which people set a password, once and for a limited time. Only maker and receiver know a link: the database holds its hash.
/// </summary>
public sealed class AccountLinks(SopDatabase database, IClock clock)
{
    /// <summary>Of a link that an admin makes and hands over.</summary>
    public static readonly Duration ValidFor = Duration.FromDays(7);

    /// <summary>Of a mailed link; short, because any reader of the mailbox can act as the person.</summary>
    public static readonly Duration MailedValidFor = Duration.FromHours(1);

    private const string Path = "/welcome/";
    private const string Forgotten = "forgotten";

    /// <summary>The person for whom a link was made.</summary>
    public sealed record Invited(
        int UnitId, long Id, long PersonId, string UserName, string Name, string UnitName, bool IsReset, DateTime ExpiresAt);

    /// <summary>Makes a link; earlier links of the person stop working.</summary>
    /// <returns>The path of the link, to be handed over: it cannot be looked up later.</returns>
    public Task<string> Make(int unit, long person, bool isReset, long by, CancellationToken cancellation) =>
        Make(unit, person, isReset ? "reset" : "invitation", by, ValidFor, cancellation);

    /// <summary>
    /// Makes a link for a person who asked for it by e-mail. It replaces earlier links of that kind only: anybody can ask, and an admin's
    /// link must keep working.
    /// </summary>
    public Task<string> MakeForMail(int unit, long person, CancellationToken cancellation) =>
        Make(unit, person, Forgotten, null, MailedValidFor, cancellation);

    /// <summary>The token of a link's path; empty for another path.</summary>
    public static string Token(string path) => path.StartsWith(Path, StringComparison.Ordinal) ? path[Path.Length..] : "";

    private async Task<string> Make(int unit, long person, string purpose, long? by, Duration validFor, CancellationToken cancellation)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var now = clock.Now();
        await database.Execute(
            unit,
            $"""
            -- Two links made at once replace each other, too.
            select from people where unit_id = @unit and id = @subject for no key update;
            update account_links set used_at = @now
            where unit_id = @unit and person_id = @subject and used_at is null and (@detail <> '{Forgotten}' or purpose = '{Forgotten}');
            insert into account_links (unit_id, person_id, purpose, token_hash, made_by, made_at, expires_at)
            values (@unit, @subject, @detail, @hash, coalesce(@by, @subject), @now, @expires);
            {AuditLog.Insert}
            """,
            new { subject = person, detail = purpose, hash = Hash(token), by, now, expires = now + validFor, action = AuditLog.LinkMade },
            cancellation);
        return Path + token;
    }

    /// <summary>The person for whom a link was made; null for a link that does not work or no longer does.</summary>
    public async Task<Invited?> Find(string token, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Invited>(new CommandDefinition(
            """
            select l.unit_id, l.id, l.person_id, p.user_name, p.name, u.name as unit_name, l.purpose <> 'invitation' as is_reset,
              l.expires_at
            from account_links l join people p on p.unit_id = l.unit_id and p.id = l.person_id join units u on u.id = l.unit_id
            where l.token_hash = @hash and l.used_at is null and l.expires_at > @now and p.deactivated_at is null
            """,
            new { hash = Hash(token), now = clock.Now() }, cancellationToken: cancellation));
    }

    /// <summary>Notes the address to which a link goes: who uses it then has read the mail, which confirms the address.</summary>
    public Task SentTo(Invited invited, string email, CancellationToken cancellation) => database.Execute(
        invited.UnitId, "update account_links set mailed_to = @email where unit_id = @unit and id = @Id",
        new { invited.Id, email }, cancellation);

    /// <summary>
    /// Sets the password of a link's person and ends all sessions; the person's other links stop working. Does nothing when another
    /// request has used the link meanwhile.
    /// </summary>
    /// <returns>True when the password was set.</returns>
    public async Task<bool> Use(Invited invited, string passwordHash, CancellationToken cancellation) => await database.QuerySingle<long?>(
        invited.UnitId,
        """
        with used as (
          update account_links set used_at = @now where unit_id = @unit and id = @Id and used_at is null
            returning person_id, mailed_to
        ), others as (
          update account_links l set used_at = @now from used
            where l.unit_id = @unit and l.person_id = used.person_id and l.used_at is null and l.id <> @Id
        ), done as (
          update people p set password_hash = @passwordHash, security_stamp = @stamp, last_sign_in_at = @now,
            email_confirmed_at = case when p.email = used.mailed_to then coalesce(p.email_confirmed_at, @now) else p.email_confirmed_at end
          from used where p.unit_id = @unit and p.id = used.person_id returning p.id
        )
        insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
        select @unit, @now, id, id, @action, null from done returning subject_id
        """,
        new { invited.Id, passwordHash, stamp = Stamp.New(), now = clock.Now(), action = AuditLog.PasswordSet }, cancellation) is not null;

    private static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
}

/// <summary>A random value that a person's sessions carry; a new one ends them.</summary>
public static class Stamp
{
    public static string New() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
}
