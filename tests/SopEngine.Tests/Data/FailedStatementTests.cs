using System.Diagnostics;
using Dapper;
using Npgsql;
using SopEngine.Engine.Data;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Data;

/// <summary>A failed statement leaves nothing on its connection that a later statement could misread.</summary>
internal sealed class FailedStatementTests
{
    private const string Ordinary =
        "select @text || ' of ' || @unit; select 1, 2, 3 from generate_series(1, @rows - 1); " +
            "select 100 / @divisor, 'last', pg_sleep(@seconds)";

    /// <summary>Seconds that a statement sleeps: long enough for a cancellation to arrive.</summary>
    private const double Asleep = 0.001;

    private string _connectionString = "";
    private SopDatabase _database = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _connectionString = await PostgresServer.Create();
        _database = OneConnection();
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.ExecuteAsync(
            "create table kunci (no int primary key); grant all on kunci to sop_app; insert into kunci values (1), (2)");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        await _database.DisposeAsync();
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(_connectionString).Database!);
    }

    [TestCase("bound to what text cannot be", "a\0", 1, 1, "22021")]
    [TestCase("run into a division by zero in its last result", "a", 1, 0, "22012")]
    [TestCase("run into a number that is too large in a result without rows", "a", int.MinValue, 1, "22003")]
    public async Task After_any_failure_at_any_use_of_a_statement_the_next_reads_its_own_answer(string how, string text, int rows,
        int divisor, string state)
    {
        for (var failing = 0; failing < 4; failing++)
        {
            // The text is new to this connection, so that the statement's first, second, ... use fails.
            var sql = $"{Ordinary} /* {how} {failing} */";
            for (var use = 0; use < 8; use++)
            {
                if (use != failing) await AnswersRightly(sql);
                else Assert.That(async () => await Ask(sql, text, rows, divisor),
                    Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo(state));
            }
        }
    }

    [Test]
    public async Task After_a_unique_violation_the_next_statement_reads_its_own_answer()
    {
        const string Insert = "insert into kunci values (@no); select count(*)::int from kunci";
        for (var i = 0; i < 4; i++)
        {
            Assert.That(async () => await _database.Query<int>(1, Insert, new { no = 1 }, CancellationToken.None),
                Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("23505"));
            await AnswersRightly(Ordinary);
            await _database.Execute(1, "delete from kunci where no = 3", null, CancellationToken.None);
            Assert.That(await Count("insert into kunci values (3)"), Is.EqualTo(3));
        }

        async Task<int> Count(string insert)
        {
            await _database.Execute(1, insert, null, CancellationToken.None);
            return (await _database.Query<int>(1, "select count(*)::int from kunci", null, CancellationToken.None)).Single();
        }
    }

    [Test]
    public async Task After_a_deadlock_both_connections_read_their_own_answers()
    {
        const string Update = "update kunci set no = no where no = @first; select pg_advisory_xact_lock(@gate); " +
            "update kunci set no = no where no = @second";
        await using var other = OneConnection();
        await using var gate = await other.System.OpenConnectionAsync();
        for (var i = 0; i < 2; i++)
        {
            await gate.ExecuteAsync("select pg_advisory_lock(7)");
            var both = new[] { Change(_database, 1, 2), Change(other, 2, 1) };
            await Patience.Until(
                async () => await gate.ExecuteScalarAsync<int>(
                    "select count(*)::int from pg_locks where locktype = 'advisory' and objid = 7 and not granted") == 2,
                "both wait at the gate");
            await gate.ExecuteAsync("select pg_advisory_unlock(7)");

            Assert.That(await Task.WhenAll(both), Is.EquivalentTo(new[] { "", "40P01" }));
            await AnswersRightly(Ordinary);
        }

        static async Task<string> Change(SopDatabase database, int first, int second)
        {
            try
            {
                await database.Execute(1, Update.Replace("xact_lock(", "xact_lock_shared(", StringComparison.Ordinal),
                    new { first, second, gate = 7 }, CancellationToken.None);
                return "";
            }
            catch (PostgresException e)
            {
                return e.SqlState;
            }
        }
    }

    [Test]
    public async Task Statements_cancelled_at_ten_thousand_random_moments_leave_no_answer_behind()
    {
        // Side by side, since most of the time is spent waiting; each over a pool of its own with one connection.
        var brokenOff = await Task.WhenAll(Enumerable.Range(0, 10).Select(seed => Task.Run(() => Cancelled(1_000, new Random(seed)))));

        Assert.That(brokenOff.Sum(), Is.InRange(100, 9_999), "the moments were early and late ones");
    }

    /// <returns>How many of the statements were broken off.</returns>
    private async Task<int> Cancelled(int times, Random random)
    {
        await using var database = OneConnection();
        var brokenOff = 0;
        // A cancellation takes as long to arrive as the machine is loaded: the statement's time follows, so that half of them are late.
        var asleep = Asleep;
        for (var i = 0; i < times; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var sql = $"{Ordinary} /* {i % 40} */";
            var asking = Stopwatch.StartNew();
            var asked = Ask(database, sql, "a", 1, 1, asleep, cancellation.Token);
            var moment = TimeSpan.FromSeconds(random.NextDouble() * 2 * asleep);
            // A timer is exact to a millisecond; only what is left of it is waited for by spinning.
            if (moment > TimeSpan.FromMilliseconds(2)) await Task.Delay(moment - TimeSpan.FromMilliseconds(1), CancellationToken.None);
            while (asking.Elapsed < moment) Thread.SpinWait(20);
            await cancellation.CancelAsync();
            try
            {
                Assert.That(await asked, Is.EqualTo(("a of 1", 0, 100)));
                asleep = Math.Min(asleep * 1.02, 0.05);
            }
            catch (OperationCanceledException)
            {
                brokenOff++;
                asleep /= 1.02;
            }

            if (i % 10 == 0) await AnswersRightly(database, sql);
        }

        return brokenOff;
    }

    [Test]
    public async Task After_a_server_process_was_killed_the_next_connection_answers()
    {
        for (var i = 0; i < 5; i++)
        {
            var asked = Ask(Ordinary, "a", 1, 1, seconds: 30);
            // As the owner: another role does not see the owner's waits.
            await using (var killer = new NpgsqlConnection(_connectionString))
            {
                await Patience.Until(async () => await killer.ExecuteScalarAsync<int>(
                    "select count(pg_terminate_backend(pid))::int from pg_stat_activity " +
                        "where datname = current_database() and wait_event = 'PgSleep'") == 1, "it sleeps");
            }

            Assert.That(async () => await asked, Throws.InstanceOf<NpgsqlException>());
            await AnswersRightly(Ordinary);
        }
    }

    [Test]
    public void A_result_that_nobody_reads_is_noticed() => Assert.That(
        async () => await _database.QueryMany(1, "select 1; select 2", null, async results => $"{await results.ReadSingleAsync<int>()}",
            CancellationToken.None), Throws.InstanceOf<MisreadException>());

    /// <summary>A pool of its own, of one connection.</summary>
    private SopDatabase OneConnection() =>
        new(new NpgsqlConnectionStringBuilder(_connectionString) { MaxPoolSize = 1 }.ConnectionString);

    private Task AnswersRightly(string sql) => AnswersRightly(_database, sql);

    private static async Task AnswersRightly(SopDatabase database, string sql) =>
        Assert.That(await Ask(database, sql, "a", 3, 50), Is.EqualTo(("a of 1", 2, 2)));

    private Task<(string Text, int Rows, int Quotient)> Ask(string sql, string text, int rows, int divisor, double seconds = 0) =>
        Ask(_database, sql, text, rows, divisor, seconds);

    private static Task<(string Text, int Rows, int Quotient)> Ask(SopDatabase database, string sql, string text, int rows, int divisor,
        double seconds = 0, CancellationToken cancellation = default) =>
        database.QueryMany(1, sql, new { text, rows, divisor, seconds }, async results => (
            await results.ReadSingleAsync<string>(),
            (await results.ReadAsync<(int, int, int)>()).Count(),
            (await results.ReadSingleAsync<(int Quotient, string Last, object Slept)>()).Quotient), cancellation);
}
