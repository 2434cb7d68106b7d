using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Tests.Support;
using SopEngine.Web.Dashboards;

namespace SopEngine.Tests.Dashboards;

/// <summary>The filters, notes on days and thresholds that people keep beside the dashboards.</summary>
internal sealed class OwnDashboardTests
{
    private TestApp _app = null!;
    private int _unit;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await TestApp.Start(connection => OfficeHistory.Make(connection, "baristand-palembang", 12));
        _unit = await _app.Unit("baristand-palembang");
    }

    [OneTimeTearDown]
    public async Task Stop() => await _app.DisposeAsync();

    [Test]
    public async Task A_kept_view_is_the_persons_own_and_moves_with_the_days()
    {
        using var head = await SessionClient.SignIn(_app, "kepala.palembang");
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        var kept = await head.Post("/dashboard/saved",
            Form([("name", "Uji bulan ini"), ("from", "/dashboard/trend?sop=sop-4-bipa-5&after=x&days=30")]));
        Assert.That(kept.Status, Is.EqualTo(303));

        var page = (await head.Get("/dashboard")).Text;
        Assert.That(page, Does.Match("href=\"/dashboard/trend\\?sop=sop-4-bipa-5&amp;days=30\">Uji bulan ini"));
        Assert.That((await supervisor.Get("/dashboard")).Text, Does.Not.Contain("Uji bulan ini"));
        var nameless = await head.Post("/dashboard/saved", Form([("name", " "), ("from", "/dashboard/trend")]));
        Assert.That((nameless.Status, nameless.Text.Contains("Nama tampilan", StringComparison.Ordinal)), Is.EqualTo((422, true)));
        var elsewhere = await head.Post("/dashboard/saved", Form([("name", "Luar"), ("from", "https://evil.example/")]));
        Assert.That(elsewhere.Header("Location"), Is.EqualTo("/dashboard"));
        Assert.That(
            await _app.Scalar<string>("select address from saved_dashboards where name = 'Luar'"), Does.StartWith("/dashboard?"));

        var id = await _app.Scalar<long>("select id from saved_dashboards where name = 'Uji bulan ini'");
        await supervisor.Post($"/dashboard/saved/{id}/removal", Form([]));
        Assert.That(await _app.Scalar<int>("select count(*)::int from saved_dashboards where id = @id", new { id }), Is.EqualTo(1));
        await head.Post($"/dashboard/saved/{id}/removal", Form([]));
        Assert.That(await _app.Scalar<int>("select count(*)::int from saved_dashboards where id = @id", new { id }), Is.Zero);
    }

    [Test]
    public async Task A_note_stands_in_the_trend_on_its_day_as_text()
    {
        using var supervisor = await SessionClient.SignIn(_app, "pengawas.palembang");
        using var auditor = await SessionClient.SignIn(_app, "auditor.palembang");
        var day = await _app.Scalar<string>("select to_char(now() at time zone 'Asia/Jakarta', 'YYYY-MM-DD')");
        var written = await supervisor.Post("/dashboard/notes", Form([("day", day!), ("text", "<b>Alat</b> rusak")]));
        Assert.That(written.Status, Is.EqualTo(303));

        Assert.That((await auditor.Get("/dashboard/trend?by=day")).Text, Does.Contain("&lt;b&gt;Alat&lt;/b&gt; rusak"));
        Assert.That((await auditor.Post("/dashboard/notes", Form([("day", day!), ("text", "x")]))).Status, Is.EqualTo(403));
        Assert.That((await supervisor.Post("/dashboard/notes", Form([("day", "kemarin"), ("text", "x")]))).Status, Is.EqualTo(422));
        using var other = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        var id = await _app.Scalar<long>("select id from day_notes");
        Assert.That((await other.Post($"/dashboard/notes/{id}/removal", Form([]))).Status, Is.EqualTo(404));
        Assert.That((await other.Get("/dashboard/notes")).Text, Does.Not.Contain("rusak"));
    }

    [Test]
    public async Task A_threshold_tells_once_until_the_figure_has_fallen()
    {
        using var head = await SessionClient.SignIn(_app, "kepala.palembang");
        var (chief, supervisor) = (await _app.Person("kepala.palembang"), await _app.Person("pengawas.palembang"));
        var clerk = await _app.Person("pengelola1.palembang");
        var late = await _app.Scalar<int>(
            "select count(*)::int from tasks where unit_id = @_unit and closed_at is null and due_at <= now() and lane <> 'pelanggan'",
            new { _unit });
        Assert.That(late, Is.GreaterThan(0));
        Assert.That((await Add(head, late, clerk)).Status, Is.EqualTo(422), "a clerk sees no dashboard");
        Assert.That((await Add(head, 0, chief)).Status, Is.EqualTo(422));
        Assert.That((await Add(head, late, chief, supervisor)).Status, Is.EqualTo(303));

        var watch = _app.Services.GetRequiredService<ThresholdWatch>();
        await watch.Look(CancellationToken.None);
        await watch.Look(CancellationToken.None);
        Assert.That(await Told(), Is.EqualTo(2), "each of the two once");
        var message = await _app.Scalar<long>("select id from messages where kind = 'threshold' and person_id = @chief", new { chief });
        Assert.That((await head.Get("/messages?list=all")).Text, Does.Contain($"Terlambat: {late} langkah"));
        Assert.That((await head.Get($"/messages/{message}")).Header("Location"), Does.StartWith("/dashboard/list?standing=late"));
        Assert.That((await head.Get("/dashboard/thresholds")).Text, Does.Contain("diberitahukan"));

        await _app.Scalar<int>("update thresholds set at_least = 100000 returning 1");
        await watch.Look(CancellationToken.None);
        Assert.That(await _app.Scalar<int>("select count(*)::int from thresholds where told_at is null"), Is.EqualTo(1), "it has fallen");
        await _app.Scalar<int>("update thresholds set at_least = 1 returning 1");
        await watch.Look(CancellationToken.None);
        Assert.That(await Told(), Is.EqualTo(4));

        await _app.Scalar<int>("update thresholds set at_least = 100000, people = array[@clerk, @chief] returning 1", new { clerk, chief });
        await watch.Look(CancellationToken.None);
        await _app.Scalar<int>("update thresholds set at_least = 1 returning 1");
        await watch.Look(CancellationToken.None);
        Assert.That(await Told(), Is.EqualTo(5), "the chosen clerk sees no dashboard any more");
    }

    private Task<int> Told() => _app.Scalar<int>("select count(*)::int from messages where kind = 'threshold'");

    private static Task<SessionClient.Answer> Add(SessionClient client, int atLeast, params long[] people) =>
        client.Post("/dashboard/thresholds", Form(
        [("figure", "late"), ("atLeast", atLeast.ToString(CultureInfo.InvariantCulture)), .. people.Select(id => ("people", $"{id}"))]));

    private static FormUrlEncodedContent Form(IEnumerable<(string Name, string Value)> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
}
