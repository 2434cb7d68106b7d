using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SopEngine.Engine.Data;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Hosting;

/// <summary>The program's first start, and its messages when it cannot start.</summary>
internal sealed class StartUpTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"sop-startup-{Environment.ProcessId}");

    [OneTimeTearDown]
    public void TearDown()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Without_settings_the_program_serves_keeps_its_data_and_survives_crashes_of_either_process()
    {
        var folder = Path.Combine(_folder, "embedded");
        var settings = Embedded(folder);
        string task;
        await using (var app = await AppProcess.Start(settings, demo: true))
        {
            Assert.That(app.Output, Does.Contain("Embedded PostgreSQL in").And.Contain("pengelola1.pekanbaru"));
            using var client = await app.Client("sekretaris.inaker");
            task = $"{(await client.Post("cases", new { sop = "sop-013-inaker-2023" }))["id"]}-1";

            // The program restarts a server that died.
            Kill(ServerProcess(folder));
            await Eventually(async () => (await client.Get($"tasks/{task}")).Status == 200);

            Assert.That(await app.Stop(), Is.Zero);
            Assert.That(IsAlive(ServerProcess(folder)), Is.False, "Ctrl-C stops the server too");
        }

        int server;
        await using (var app = await AppProcess.Start(settings, demo: true))
        {
            using var client = await app.Client("kepala.inaker");
            var order = new { data = new { halNotaDinas = "Pengukuran kinerja", isiNotaDinas = "Agar dilaksanakan." } };
            Assert.That((await client.Post($"tasks/{task}/completion", order)).Status, Is.EqualTo(200),
                "a second start finds everything again");
            server = ServerProcess(folder)!.Value;
            await app.Kill();
        }

        Assert.That(IsAlive(server), Is.True, "a killed program cannot stop its server");
        await using (var app = await AppProcess.Start(settings, demo: true))
        {
            using var client = await app.Client("kepala.inaker");
            Assert.That((await client.Get($"tasks/{task}"))["isOpen"].GetBoolean(), Is.False);
            Assert.That(ServerProcess(folder), Is.Not.EqualTo(server), "the server left behind was replaced");
        }
    }

    [Test]
    public async Task A_burst_of_requests_right_after_the_start_is_served()
    {
        var settings = Embedded(Path.Combine(_folder, "burst"));
        await using var app = await AppProcess.Start(settings, demo: true);
        using var client = await app.Client("sekretaris.inaker");

        string[] addresses = ["tasks", "cases", "sops", "substitutes"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => client.Get(addresses[i % addresses.Length])));

        Assert.That(answers.CountBy(answer => answer.Status), Is.EqualTo(new[] { KeyValuePair.Create(200, 60) }));
    }

    [TestCase("Production")]
    [TestCase("Development")]
    public async Task Started_from_any_folder_the_program_reads_its_settings_and_shows_its_pages(string environment)
    {
        var connectionString = await PostgresServer.CreateWithDemo();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Sop"] = connectionString };
        settings["ASPNETCORE_ENVIRONMENT"] = environment;
        await using (var app = await AppProcess.Start(settings, folder: Path.GetTempPath()))
        {
            using var http = new HttpClient { BaseAddress = app.Address };
            var page = await http.GetStringAsync("/");
            Assert.That(page, Does.Contain("<form").And.Match("""href="/app\.\w+\.css"""));
            Assert.That(await http.GetStringAsync("/app.css"), Does.Contain("{"));
        }

        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    [Test]
    public async Task A_pooler_that_lends_sessions_by_transaction_is_refused_in_one_line()
    {
        var connectionString = await PostgresServer.CreateWithDemo();
        await using (var pooler = new LendingPooler(connectionString))
            await Fails(new Dictionary<string, string> { ["ConnectionStrings__Sop"] = pooler.ConnectionString }, "pool_mode = transaction");
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    [Test]
    public async Task A_port_in_use_is_said_in_one_line()
    {
        var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var connectionString = await PostgresServer.CreateWithDemo();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Sop"] = connectionString };

        await Fails(settings, "address already in use", port: ((IPEndPoint)taken.LocalEndpoint).Port);

        taken.Stop();
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    [Test]
    public async Task A_data_directory_that_another_program_uses_is_said_in_one_line()
    {
        var folder = Path.Combine(_folder, "locked");
        await using var first = await AppProcess.Start(Embedded(folder));

        await Fails(Embedded(folder), "in use by another SopEngine");
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_is_said_in_one_line() =>
        await Fails(new() { ["ConnectionStrings__Sop"] = $"Host=127.0.0.1;Port={AppProcess.FreePort()};Username=sop;Timeout=3" },
            "cannot be reached");

    [Test]
    public async Task A_connection_string_that_cannot_be_read_is_said_in_one_line() =>
        await Fails(new() { ["ConnectionStrings__Sop"] = "Tuan rumah=di sini" }, "ConnectionStrings__Sop cannot be read");

    [Test]
    public async Task A_database_that_is_newer_than_the_program_is_said_in_one_line()
    {
        var connectionString = await PostgresServer.Create();
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync();
            await using var newer = new NpgsqlCommand(
                $"insert into schema_version values ({Migrator.NewestVersion + 1}, 'dari masa depan', '\\x00')", connection);
            await newer.ExecuteNonQueryAsync();
        }

        await Fails(new() { ["ConnectionStrings__Sop"] = connectionString }, "Run a newer SopEngine");
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    [Test]
    public async Task An_office_is_made_by_a_command_and_its_admin_can_sign_in()
    {
        var connectionString = await PostgresServer.Create();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Sop"] = connectionString, ["Sop__Demo"] = "false" };
        await using var made = await AppProcess.Start(settings,
            ["create-office", "balai-uji", "Balai Uji Coba", "Asia/Makassar", "Admin.Uji"]);
        Assert.That(await made.Exit(), Is.Zero, made.Output);
        var password = made.Output.Split(' ')[^1];

        await using var app = await AppProcess.Start(settings);
        using var client = new ApiClient(app.Address);
        await client.SignIn("admin.uji", password);
        Assert.That((await client.Get("me"))["unit"].GetString(), Is.EqualTo("Balai Uji Coba"));

        await using var verified = await AppProcess.Start(settings, ["verify-history"]);
        Assert.That(await verified.Exit(), Is.Zero);
        Assert.That(verified.Output, Does.Contain("0 differences"));
        await app.DisposeAsync();
        await PostgresServer.Drop(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    private static Dictionary<string, string> Embedded(string folder) => new()
    {
        ["Sop__DataDirectory"] = folder,
        ["Sop__DemoDays"] = "0",
        ["Sop__DemoPassword"] = TestApp.Password,
    };

    private static async Task Fails(Dictionary<string, string> settings, string because, int? port = null)
    {
        await using var app = await AppProcess.Start(settings, port: port);

        Assert.That(await app.Exit(), Is.Not.Zero);
        Assert.That(app.Output.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("warn:", StringComparison.Ordinal)),
            Has.Exactly(1).Contains(because).IgnoreCase.And.Exactly(1).Items, app.Output);
    }

    private static int? ServerProcess(string folder)
    {
        var file = Path.Combine(folder, "cluster", "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).First(), CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static bool IsAlive(int? process)
    {
        if (process is not { } id) return false;
        try
        {
            using var found = Process.GetProcessById(id);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Kill(int? process)
    {
        using var server = Process.GetProcessById(process!.Value);
        server.Kill();
        server.WaitForExit();
    }

    /// <summary>Asks until the condition holds; the pace is that of the answers.</summary>
    private static async Task Eventually(Func<Task<bool>> holds)
    {
        var patience = Stopwatch.StartNew();
        while (!await holds()) Assert.That(patience.Elapsed, Is.LessThan(Patience.Longest));
    }
}
