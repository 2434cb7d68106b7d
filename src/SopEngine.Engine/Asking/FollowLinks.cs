using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Asking;

/// <summary>A link in a message: it opens one case for its customer.</summary>
/// <param name="Office">The code of the office's site.</param>
public sealed record FollowLink(int Unit, string Office, long Case, long Person);

/// <summary>Makes and finds such links. The database has only their hashes.</summary>
public sealed class FollowLinks(SopDatabase database, IClock clock)
{
    public static readonly Duration Lasts = Duration.FromDays(30);

    /// <returns>The secret part of the address.</returns>
    public async Task<string> Make(int unit, long caseId, long person, CancellationToken cancellation)
    {
        var token = AskDrafts.NewToken();
        var now = clock.Now();
        await database.Execute(
            unit,
            """
            insert into follow_links (unit_id, token_hash, case_id, person_id, made_at, expires_at)
            values (@unit, @hash, @caseId, @person, @now, @until)
            """,
            new { hash = AskDrafts.Hash(token), caseId, person, now, until = now + Lasts }, cancellation);
        return token;
    }

    /// <returns>
    /// Null for a text that is no link, one that is over, and one of a customer whose case it is no longer: nobody learns which.
    /// </returns>
    public async Task<FollowLink?> Find(string token, CancellationToken cancellation)
    {
        if (token.Length != AskDrafts.TokenLength) return null;
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<FollowLink>(new CommandDefinition(
            """
            select l.unit_id as unit, u.code as office, l.case_id as "case", c.customer_id as person
            from follow_links l join units u on u.id = l.unit_id
              join cases c on c.unit_id = l.unit_id and c.id = l.case_id
              join people p on p.unit_id = l.unit_id and p.id = l.person_id
            where l.token_hash = @hash and l.expires_at > @now and c.customer_id in (p.id, p.merged_into)
            """,
            new { hash = AskDrafts.Hash(token), now = clock.Now() }, cancellationToken: cancellation));
    }
}
