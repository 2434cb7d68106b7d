using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Tries at a password or a code. Each is counted before it is checked, so that many at once are no more than in a row; the last that is allowed
/// locks the account, unless it turns out to be right.
/// </summary>
public sealed class Attempts(SopDatabase database, IClock clock)
{
    public const int Most = 5;
    public static readonly Duration LockedFor = Duration.FromMinutes(15);

    /// <summary>Begins a try.</summary>
    /// <returns>Whether it is the last that is allowed; null when none is, because the account is locked.</returns>
    public async Task<bool?> Begin(Account account, CancellationToken cancellation)
    {
        var now = clock.Now();
        return await database.QuerySingle<bool?>(
            account.UnitId,
            """
            update people set failed_sign_ins = case when locked_until is null then failed_sign_ins + 1 else 1 end,
              locked_until = case when locked_until is null and failed_sign_ins + 1 >= @Most then @until end
            where unit_id = @unit and id = @Id and (locked_until is null or locked_until <= @now)
            returning locked_until is not null
            """,
            new { account.Id, Most, now, until = now + LockedFor }, cancellation);
    }

    /// <summary>The try was right, but there is another to come: it counts as if it had not been made, and those before it still count.</summary>
    public Task TakeBack(Account account, bool wasLast, CancellationToken cancellation) => database.Execute(
        account.UnitId,
        """
        update people set failed_sign_ins = greatest(failed_sign_ins - 1, 0), locked_until = case when @wasLast then null else locked_until end
        where unit_id = @unit and id = @Id
        """,
        new { account.Id, wasLast }, cancellation);

    /// <summary>All that was asked for was right.</summary>
    public Task Forget(Account account, CancellationToken cancellation) => database.Execute(
        account.UnitId, "update people set failed_sign_ins = 0, locked_until = null where unit_id = @unit and id = @Id", new { account.Id }, cancellation);
}
