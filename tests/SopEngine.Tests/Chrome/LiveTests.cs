using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Tests.Support;
using SopEngine.Web.Chrome.Live;

namespace SopEngine.Tests.Chrome;

/// <summary>Open pages receive the events of their unit from every node.</summary>
internal sealed class LiveTests
{
    private TestApp _app = null!;

    [SetUp]
    public async Task SetUp() => _app = await TestApp.Start();

    [TearDown]
    public async Task TearDown() => await _app.DisposeAsync();

    [Test]
    public async Task A_browser_at_one_node_hears_of_a_case_changed_on_another_and_other_units_do_not()
    {
        await using var other = await _app.AnotherNode();
        using var mine = await Stream.Open(other, "kasi.palembang");
        using var elsewhere = await Stream.Open(other, "admin.pekanbaru");
        using var clerk = await _app.Client("pengelola1.palembang");

        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64().ToString(CultureInfo.InvariantCulture);

        while (!(await mine.Next("changed")).Split(',').Contains(id)) { }
        using var theirs = await _app.Client("admin.pekanbaru");
        Assert.That((await theirs.Post("cases", new { sop = "pk-tu-pjt-01", customer = "pelanggan1.pekanbaru" })).Status, Is.EqualTo(201));
        Assert.That((await elsewhere.Next("changed")).Split(','), Does.Not.Contain(id));
    }

    [Test]
    public async Task The_number_of_unread_messages_is_pushed()
    {
        using var stream = await Stream.Open(_app, "kasi.palembang");
        Assert.That(await stream.Next("unread"), Is.EqualTo("0"));
        var person = await _app.Scalar<long>("select id from people where user_name = 'kasi.palembang'");
        await using (var connection = await _app.Database.System.OpenConnectionAsync())
        {
            var unit = await _app.Unit("baristand-palembang");
            var details = new Dictionary<string, string>();
            await Tellings.Tell(connection,
                [new Telling(unit, MessageKind.Reminder, "satu", SystemClock.Instance.Now(), details) { Person = person }],
                CancellationToken.None);
        }

        Assert.That(await stream.Next("unread"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_closed_stream_leaves_no_listener_and_a_stream_needs_a_session()
    {
        var updates = _app.Services.GetRequiredService<LiveUpdates>();
        var streams = new List<Stream>();
        for (var i = 0; i < 5; i++) streams.Add(await Stream.Open(_app, "kasi.palembang"));
        Assert.That(updates.Listeners, Is.EqualTo(5));

        foreach (var stream in streams) stream.Dispose();

        await Patience.Until(() => Task.FromResult(updates.Listeners == 0), "the streams end");
        using var nobody = SessionClient.Nobody(_app);
        Assert.That((await nobody.Get("/live")).Status, Is.EqualTo(401), "a script that asks is not led to a page");
    }

    private sealed class Stream(HttpClient http, StreamReader reader) : IDisposable
    {
        /// <summary>Ends a wait in vain: keep-alive lines of the service are no answer.</summary>
        private readonly CancellationTokenSource _patience = new(Patience.Longest);

        public static async Task<Stream> Open(TestApp app, string userName)
        {
            using var session = await SessionClient.SignIn(app, userName);
            var http = new HttpClient(new HttpClientHandler { CookieContainer = session.Cookies }) { BaseAddress = app.Address };
            var stream = new Stream(http, new StreamReader(await http.GetStreamAsync("/live")));
            await stream.Line();
            return stream;
        }

        /// <summary>Data of the next event of a kind.</summary>
        public async Task<string> Next(string kind)
        {
            while (await Line() != $"event: {kind}") { }
            return (await Line())["data: ".Length..];
        }

        public void Dispose()
        {
            reader.Dispose();
            http.Dispose();
            _patience.Dispose();
        }

        private async Task<string> Line() => (await reader.ReadLineAsync(_patience.Token))!;
    }
}
