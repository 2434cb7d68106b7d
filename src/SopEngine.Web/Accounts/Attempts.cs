using System.Security.Cryptography;
using System.Text;
using Dapper;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Tries at a password or a code. Wrong tries are counted in the database, by address and by account, and slow down later tries; right
/// ones are never counted. A device or address where the person has signed in is counted separately, so strangers who guess slow down
/// other strangers, not the person.
/// </summary>
public sealed class Attempts(SopDatabase database, IClock clock, Problems problems)
{
    /// <summary>The source of a try from a device and an address that the account is not known by.</summary>
    public const string Strangers = "";

    private const int AtOnceByAddress = 8;
    private static readonly Duration AddressKnownFor = Duration.FromDays(30);

    private readonly Gates _addresses = new(AtOnceByAddress);
    private readonly Gates _accounts = new(1);

    /// <summary>Waits for its turn and begins a try.</summary>
    /// <param name="brake">For a password or a code.</param>
    /// <param name="name">The user name, whether such a person exists or not.</param>
    /// <param name="account">Null when no such person exists.</param>
    /// <exception cref="ProblemException">Too many tries have failed; tells how long to wait.</exception>
    public async Task<Attempt> Begin(Brake brake, string name, Account? account, Origin origin, CancellationToken cancellation)
    {
        var source = await Source(account, origin, cancellation);
        var counted = new Counted(brake, name + "\n" + source);
        // A known device is not slowed down by other devices at its address, and whoever is known at an address not by strangers there: a
        // whole office may stand behind it.
        var address = origin.Device is not null && source == origin.Device ? null
            : new Counted(Brake.Address, source == Strangers ? origin.Address : origin.Address + "\nknown");
        var places = new List<IDisposable>();
        try
        {
            if (address is not null) places.Add(await _addresses.Enter(address.What, cancellation));
            places.Add(await _accounts.Enter(brake.Name + "\n" + counted.What, cancellation));
            var wait = Duration.Max(await Wait(counted, cancellation), address is null ? Duration.Zero : await Wait(address, cancellation));
            if (wait > Duration.Zero) throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
            return new Attempt(stop => Failed(counted, address, stop), stop => Forget(name, source, stop), places);
        }
        catch
        {
            foreach (var place in places) place.Dispose();
            throw;
        }
    }

    /// <summary>Counts a deed that is limited whether it succeeds or not.</summary>
    /// <returns>The wait before the deed; zero when it may be done now.</returns>
    public async Task<Duration> Take(Brake brake, string what, CancellationToken cancellation)
    {
        var counted = new Counted(brake, what);
        using var place = await _accounts.Enter(brake.Name + "\n" + what, cancellation);
        var wait = await Wait(counted, cancellation);
        if (wait == Duration.Zero) await Count(counted, cancellation);
        return wait;
    }

    /// <summary>Takes one off again: the deed was right, and only wrong ones are to slow down.</summary>
    public async Task Forgive(Brake brake, string what, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "update sign_in_failures set failures = greatest(0, failures - 1) where key = @Key", new { new Counted(brake, what).Key },
            cancellationToken: cancellation));
    }

    /// <summary>The moment until which strangers to an account are slowed down; null when they are not.</summary>
    public async Task<Instant?> SlowedUntil(string userName, CancellationToken cancellation) =>
        await Wait(new Counted(Brake.Password, userName + "\n" + Strangers), cancellation) is var wait && wait > Duration.Zero
            ? clock.Now() + wait : null;

    /// <summary>Forgets the failures of an account from one source.</summary>
    public async Task Forget(string userName, string source, CancellationToken cancellation)
    {
        var keys = new[] { Brake.Password, Brake.Code }.Select(brake => new Counted(brake, userName + "\n" + source).Key).ToArray();
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from sign_in_failures where key = any (@keys)", new { keys }, cancellationToken: cancellation));
    }

    /// <summary>
    /// The device that the person is known by, or else the address where they signed in lately. An unknown name is looked up too, so that
    /// the answer takes as long.
    /// </summary>
    private async Task<string> Source(Account? account, Origin origin, CancellationToken cancellation)
    {
        if (account is not null && origin.Knows(account)) return origin.Device!;
        var since = clock.Now() - AddressKnownFor;
        var isKnown = await database.QuerySingle<bool>(
            account?.UnitId ?? 0,
            """
            select exists (
              select from sessions
              where unit_id = @unit and person_id = @person and ended_at is null and begun_at > @since and address = @Address)
            """,
            new { person = account?.Id ?? 0, since, origin.Address }, cancellation);
        return isKnown ? origin.Address : Strangers;
    }

    private async Task<bool> Failed(Counted counted, Counted? address, CancellationToken cancellation)
    {
        if (address is not null) await Count(address, cancellation);
        return (int)Math.Round(await Count(counted, cancellation)) == counted.Brake.Free;
    }

    private async Task<Duration> Wait(Counted counted, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "select failures, last_at from sign_in_failures where key = @Key", new { counted.Key }, cancellationToken: cancellation));
        return row is null
            ? Duration.Zero
            : Duration.Max(Duration.Zero, row.LastAt.ToInstant() + counted.Brake.Wait(row.Failures) - clock.Now());
    }

    /// <returns>The failures counted by now.</returns>
    private async Task<double> Count(Counted counted, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<double>(new CommandDefinition(
            """
            insert into sign_in_failures as f (key, failures, last_at) values (@Key, 1, @now)
            on conflict (key) do update set last_at = @now,
              failures = greatest(0, f.failures - extract(epoch from @now - f.last_at)::float8 / @drain) + 1
            returning failures
            """,
            new { counted.Key, now = clock.Now(), drain = counted.Brake.Drain.TotalSeconds }, cancellationToken: cancellation));
    }

    private sealed record Counted(Brake Brake, string What)
    {
        public byte[] Key { get; } = SHA256.HashData(Encoding.UTF8.GetBytes(Brake.Name + "\n" + What));
    }

    private sealed record Row(double Failures, DateTime LastAt);

    /// <summary>A try under way. Disposing it lets the next one begin.</summary>
    /// <param name="failed">Counts it as wrong; true when the account is slowed down from now on.</param>
    public sealed class Attempt(
        Func<CancellationToken, Task<bool>> failed, Func<CancellationToken, Task> succeeded, IReadOnlyList<IDisposable> places)
        : IDisposable
    {
        public Task<bool> Failed(CancellationToken cancellation) => failed(cancellation);

        /// <summary>Password and code were right: forgets the failures.</summary>
        public Task Succeeded(CancellationToken cancellation) => succeeded(cancellation);

        public void Dispose()
        {
            foreach (var place in places) place.Dispose();
        }
    }
}
