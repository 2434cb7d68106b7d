using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>The second factors of people: codes of an app on their telephone, and recovery codes for when it is not at hand.</summary>
public sealed class SecondFactors(SopDatabase database, IDataProtectionProvider protection, IClock clock)
{
    public const int RecoveryCodes = 10;

    private readonly IDataProtector _protector = protection.CreateProtector("second-factor");

    /// <summary>A second factor that was shown and is right.</summary>
    /// <param name="RecoveryCodesLeft">Null unless a recovery code was used.</param>
    public sealed record Shown(int? RecoveryCodesLeft);

    /// <summary>The secret of a person without a confirmed second factor; made if missing.</summary>
    /// <returns>Null once it is confirmed: nobody sees the secret again.</returns>
    public async Task<byte[]?> Begin(Person person, CancellationToken cancellation)
    {
        var secret = await database.QuerySingle<byte[]>(
            person.UnitId,
            """
            insert into second_factors (unit_id, person_id, secret, made_at) values (@unit, @Id, @secret, @now)
            on conflict (unit_id, person_id) do update set made_at = second_factors.made_at where second_factors.confirmed_at is null
            returning secret
            """,
            new
            {
                person.Id,
                secret = _protector.Protect(RandomNumberGenerator.GetBytes(OneTimeCode.SecretBytes)),
                now = clock.Now(),
            }, cancellation);
        return secret is null ? null : _protector.Unprotect(secret);
    }

    /// <summary>Switches the second factor on if the code belongs to the secret from <see cref="Begin"/>.</summary>
    /// <returns>The recovery codes, to be shown once; null for a wrong code.</returns>
    public async Task<IReadOnlyList<string>?> Confirm(Person person, string code, CancellationToken cancellation)
    {
        if (await Read(person.UnitId, person.Id, cancellation) is not { IsConfirmed: false } row) return null;
        if (OneTimeCode.Find(_protector.Unprotect(row.Secret), Plain(code), clock.Now(), row.LastStep) is not { } step) return null;

        var codes = NewCodes();
        var isDone = await database.QuerySingle<long?>(
            person.UnitId,
            $"""
            with done as (
              update second_factors set confirmed_at = @now, last_step = @step, recovery = @recovery
              where unit_id = @unit and person_id = @by and confirmed_at is null and secret = @Secret returning person_id
            )
            {Log}
            """,
            new
            {
                by = person.Id,
                row.Secret,
                step,
                recovery = Hashes(person.UnitId, person.Id, codes),
                now = clock.Now(),
                action = AuditLog.SecondFactorOn,
            }, cancellation) is not null;
        return isDone ? codes : null;
    }

    /// <summary>Checks a code of the app, or a recovery code. Each works once.</summary>
    /// <returns>Null when it is wrong.</returns>
    public async Task<Shown?> Check(Account account, string code, CancellationToken cancellation)
    {
        if (await Read(account.UnitId, account.Id, cancellation) is not { IsConfirmed: true } row) return null;

        if (OneTimeCode.Find(_protector.Unprotect(row.Secret), Plain(code), clock.Now(), row.LastStep) is { } step)
        {
            return await database.QuerySingle<long?>(
                account.UnitId,
                "update second_factors set last_step = @step "
                + "where unit_id = @unit and person_id = @Id and last_step < @step returning person_id",
                new { account.Id, step }, cancellation) is null ? null : new Shown(null);
        }

        var left = await database.QuerySingle<int?>(
            account.UnitId,
            """
            with used as (
              update second_factors set recovery = array_remove(recovery, @hash)
                where unit_id = @unit and person_id = @Id and @hash = any (recovery)
              returning cardinality(recovery) as codes
            ), noted as (
              insert into audit_log (unit_id, at, person_id, subject_id, action, detail)
                select @unit, @now, @Id, @Id, @action, codes::text from used
            )
            select codes from used
            """,
            new
            {
                account.Id,
                hash = Hash(account.UnitId, account.Id, code),
                now = clock.Now(),
                action = AuditLog.RecoveryCodeUsed,
            }, cancellation);
        return left is null ? null : new Shown(left);
    }

    /// <summary>Makes new recovery codes; the earlier ones stop working.</summary>
    public async Task<IReadOnlyList<string>?> RenewRecovery(Person person, CancellationToken cancellation)
    {
        var codes = NewCodes();
        var isDone = await database.QuerySingle<long?>(
            person.UnitId,
            $"""
            with done as (
              update second_factors set recovery = @recovery
                where unit_id = @unit and person_id = @by and confirmed_at is not null returning person_id
            )
            {Log}
            """,
            new
            {
                by = person.Id,
                recovery = Hashes(person.UnitId, person.Id, codes),
                now = clock.Now(),
                action = AuditLog.RecoveryCodesMade,
            }, cancellation) is not null;
        return isDone ? codes : null;
    }

    /// <summary>
    /// Removes a person's second factor: at the person's own wish, or by an admin when the telephone and the codes are lost.
    /// </summary>
    /// <returns>True when there was one.</returns>
    public async Task<bool> Remove(Person by, long subject, CancellationToken cancellation) => await database.QuerySingle<long?>(
        by.UnitId,
        $"""
        with done as (
          delete from second_factors where unit_id = @unit and person_id = @subject and confirmed_at is not null returning person_id
        )
        {Log}
        """,
        new
        {
            subject,
            by = by.Id,
            now = clock.Now(),
            action = by.Id == subject ? AuditLog.SecondFactorOff : AuditLog.SecondFactorReset,
        }, cancellation) is not null;

    private const string Log =
        "insert into audit_log (unit_id, at, person_id, subject_id, action) "
        + "select @unit, @now, @by, person_id, @action from done returning subject_id";

    private Task<Row?> Read(int unit, long person, CancellationToken cancellation) => database.QuerySingle<Row>(
        unit,
        "select secret, last_step, confirmed_at is not null as is_confirmed "
        + "from second_factors where unit_id = @unit and person_id = @person",
        new { person }, cancellation);

    private static string[] NewCodes() => [.. Enumerable.Range(0, RecoveryCodes).Select(_ => Passwords.RecoveryCode())];

    private static byte[][] Hashes(int unit, long person, IEnumerable<string> codes) => [.. codes.Select(code => Hash(unit, person, code))];

    /// <summary>
    /// A code is random enough (59 bits) to be kept without a slow hash; unit and person go in, so that equal codes have unequal hashes.
    /// </summary>
    private static byte[] Hash(int unit, long person, string code) =>
        SHA256.HashData(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{unit}:{person}:{Plain(code).ToLowerInvariant()}")));

    /// <summary>Without the blanks and dashes that make codes readable.</summary>
    private static string Plain(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit));

    private sealed record Row(byte[] Secret, long LastStep, bool IsConfirmed);
}
