using System.Globalization;
using NodaTime;
using Npgsql;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Demo;

namespace SopEngine.Tests.Data;

/// <summary>
/// Databases of earlier releases. The folder <c>Releases</c> keeps the content of each, under the number of its schema, and the checksums
/// of the migrations that made them. With <c>SOP_WRITE_RELEASE=1</c> the test writes those of the present program.
/// </summary>
internal sealed class ReleaseTests
{
    private const int Days = 8;

    private static readonly string Folder = Path.Combine(Sources.Root, "tests", "SopEngine.Tests", "Data", "Releases");

    private static string Checksums => Path.Combine(Folder, "checksums.txt");

    private static IEnumerable<int> Schemas() => Directory.EnumerateFiles(Folder, "*.gz")
        .Select(file => int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture)).Order();

    [Test]
    public void A_migration_of_a_release_is_never_changed()
    {
        var present = Migration.All.Select(migration => $"{migration.Name} {Convert.ToHexStringLower(migration.Checksum)}").ToList();
        if (Environment.GetEnvironmentVariable("SOP_WRITE_RELEASE") == "1") File.WriteAllLines(Checksums, present);

        var released = File.ReadAllLines(Checksums);
        Assert.That(released, Is.Not.Empty);
        Assert.That(present.Take(released.Length), Is.EqualTo(released), "a schema changes by a new migration");
    }

    [TestCaseSource(nameof(Schemas))]
    public async Task The_database_of_a_release_upgrades_with_its_history_and_figures_whole(int schema)
    {
        var database = await PostgresServer.CreateEmpty();
        await Migrator.Migrate(database, [.. Migration.All.TakeWhile(migration => migration.Version <= schema)], CancellationToken.None);
        await DatabaseContent.Read(database, Path.Combine(Folder, $"{schema:0000}.gz"));

        var settings = new Dictionary<string, string> { ["ConnectionStrings__Sop"] = database, ["Sop__Demo"] = "false" };
        await using (var history = await AppProcess.Start(settings, ["verify-history"]))
        {
            Assert.That(await history.Exit(), Is.Zero, history.Output);
            Assert.That(history.Output, Does.Match(@"[1-9]\d* cases"));
        }

        await using (var rollups = await AppProcess.Start(settings, ["verify-rollups"]))
            Assert.That(await rollups.Exit(), Is.Zero, rollups.Output);
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(database).Database!);
    }

    [Test]
    public async Task The_content_of_this_release_is_written_and_read_back()
    {
        var content = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.gz");
        var written = await PostgresServer.CreateWithDemo();
        await using (var database = new SopDatabase(written))
        {
            var clock = SystemClock.Instance;
            var history = new DemoHistory(
                database, new FlowCache(database), new UnitCalendars(database), new DefinitionStore(database, clock), clock);
            Assert.That(await history.Fill(["baristand-palembang"], Days, seed: 1, CancellationToken.None), Is.GreaterThan(10));
        }

        await DatabaseContent.Write(written, content);
        var read = await PostgresServer.Create();
        await DatabaseContent.Read(read, content);

        const string Cases = "select string_agg(concat_ws(' ', id, seq, encode(hash, 'hex')), ',' order by id) from cases";
        Assert.That(await Scalar(read, Cases), Is.EqualTo(await Scalar(written, Cases)).And.Not.Null);
        Assert.That(await Scalar(read, "select nextval('case_id')"), Is.EqualTo(await Scalar(written, "select nextval('case_id')")));
        if (Environment.GetEnvironmentVariable("SOP_WRITE_RELEASE") == "1")
            File.Copy(content, Path.Combine(Folder, $"{Migrator.NewestVersion:0000}.gz"), overwrite: true);
        File.Delete(content);
        foreach (var database in new[] { written, read }) await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(database).Database!);
    }

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
