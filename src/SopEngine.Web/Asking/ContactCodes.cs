using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Asking;

/// <summary>A code that was made for a contact.</summary>
/// <param name="Token">The secret of the browser that asked, without which the code opens nothing.</param>
public sealed record MadeCode(string Token, string Code);

/// <summary>
/// Six-digit codes that confirm a contact. The database has a hash that only the asking browser's token can check; tries and sendings are
/// counted by contact, under a lock, so that guesses at the same time are counted one by one.
/// </summary>
public sealed class ContactCodes(SopDatabase database, IClock clock)
{
    private const int Codes = 1_000_000;

    private const string LockTries =
        """
        insert into contact_tries (unit_id, contact_hash, wrong, sent, changed_at) values (@unit, @contactHash, 0, 0, @now)
        on conflict (unit_id, contact_hash) do update set changed_at = excluded.changed_at
        returning wrong, rest_until, sent, sent_at
        """;

    private const string KeepTries =
        """
        update contact_tries set wrong = @Wrong, rest_until = @RestUntil, sent = @Sent, sent_at = @SentAt
        where unit_id = @unit and contact_hash = @contactHash
        """;

    /// <returns>The code, or the wait before the next one may be sent.</returns>
    public Task<(MadeCode? Code, Duration Wait)> Make(int unit, string contact, CancellationToken cancellation) =>
        InTransaction<(MadeCode?, Duration)>(unit, async connection =>
        {
            var now = clock.Now();
            var tries = await Lock(connection, unit, contact, now, cancellation);
            if (tries.WaitToSend(now) is var wait && wait > Duration.Zero) return (null, wait);
            var token = AskDrafts.NewToken();
            var code = RandomNumberGenerator.GetInt32(Codes).ToString("D6", CultureInfo.InvariantCulture);
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into contact_codes (unit_id, token_hash, contact, code_hash, made_at, expires_at)
                values (@unit, @hash, @contact, @codeHash, @now, @until)
                """,
                new
                {
                    unit,
                    hash = AskDrafts.Hash(token),
                    contact,
                    codeHash = HashOf(token, code),
                    now,
                    until = now + CodeTries.Lasts,
                }, cancellationToken: cancellation));
            await Keep(connection, unit, contact, tries.AfterSending(now), cancellation);
            return (new MadeCode(token, code), Duration.Zero);
        }, cancellation);

    /// <summary>
    /// The contact to which the browser's code was sent; null without one. It is shown to that browser alone, which typed it in.
    /// </summary>
    public async Task<string?> ContactOf(int unit, string? token, CancellationToken cancellation) => token is null ? null
        : await database.QuerySingle<string>(
            unit, "select contact from contact_codes where unit_id = @unit and token_hash = @hash and expires_at > @now",
            new { hash = AskDrafts.Hash(token), now = clock.Now() }, cancellation);

    /// <summary>Takes a code, once.</summary>
    /// <returns>The confirmed contact; null for a wrong code, with the wait before the next try.</returns>
    public async Task<(string? Contact, Duration Wait)> Take(int unit, string? token, string typed, CancellationToken cancellation)
    {
        var code = new string([.. typed.Take(40).Where(letter => !char.IsWhiteSpace(letter) && letter is not '-')]);
        if (token is not { Length: AskDrafts.TokenLength }) return (null, Duration.Zero);
        return await InTransaction<(string?, Duration)>(unit, async connection =>
        {
            var now = clock.Now();
            var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                """
                select id, contact, code_hash, expires_at > @now and used_at is null as is_open from contact_codes
                where unit_id = @unit and token_hash = @hash for update
                """,
                new { unit, hash = AskDrafts.Hash(token), now }, cancellationToken: cancellation));
            if (row is null) return (null, Duration.Zero);
            var tries = await Lock(connection, unit, row.Contact, now, cancellation);
            if (tries.WaitToTry(now) is var wait && wait > Duration.Zero) return (null, wait);
            if (!CryptographicOperations.FixedTimeEquals(row.CodeHash, HashOf(token, code)) || !row.IsOpen)
            {
                tries = tries.AfterWrong(now);
                await Keep(connection, unit, row.Contact, tries, cancellation);
                return (null, tries.WaitToTry(now));
            }

            await Keep(connection, unit, row.Contact, tries.AfterRight(), cancellation);
            await connection.ExecuteAsync(new CommandDefinition(
                "update contact_codes set used_at = @now where unit_id = @unit and id = @Id", new { unit, now, row.Id },
                cancellationToken: cancellation));
            return (row.Contact, Duration.Zero);
        }, cancellation);
    }

    private static async Task<CodeTries> Lock(
        NpgsqlConnection connection, int unit, string contact, Instant now, CancellationToken cancellation)
    {
        var row = await connection.QuerySingleAsync<TriesRow>(
            new CommandDefinition(LockTries, new { unit, contactHash = HashOf("", contact), now }, cancellationToken: cancellation));
        return new CodeTries(row.Wrong, row.RestUntil?.ToInstant(), row.Sent, row.SentAt?.ToInstant());
    }

    private static Task<int> Keep(
        NpgsqlConnection connection, int unit, string contact, CodeTries tries, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            KeepTries,
            new { unit, contactHash = HashOf("", contact), tries.Wrong, tries.RestUntil, tries.Sent, tries.SentAt },
            cancellationToken: cancellation));

    private async Task<T> InTransaction<T>(int unit, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await database.App.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync($"select {SopDatabase.BindToUnits}", new { sopUnits = SopDatabase.Units(unit) });
        var result = await work(connection);
        await transaction.CommitAsync(cancellation);
        return result;
    }

    private static byte[] HashOf(string token, string text) => SHA256.HashData(Encoding.UTF8.GetBytes($"{token}\n{text}"));

    private sealed record Row(long Id, string Contact, byte[] CodeHash, bool IsOpen);

    private sealed record TriesRow(int Wrong, DateTime? RestUntil, int Sent, DateTime? SentAt);
}
