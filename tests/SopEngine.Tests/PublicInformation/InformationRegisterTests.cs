using System.Net;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.PublicInformation;

/// <summary>Requests for public information, from the counter to the register and to what the public sees of it.</summary>
internal sealed class InformationRegisterTests : AppTest
{
    private const string Office = "bppsi-pekanbaru", Sop = "ppid-permohonan-informasi", Officer = "ppid.pekanbaru";

    private static readonly object Asked = new
    {
        nama = "Siti Rahma",
        alamat = "Jalan Melati 5, Pekanbaru",
        kontak = "081234567890",
        pekerjaan = "Peneliti",
        informasiDiminta = "Data pengujian air. Kirim ke Siti Rahma, siti@contoh.id",
        caraMemperoleh = "Salinan elektronik (softcopy)",
        tampilDiRegisterPublik = "Ya",
    };

    private async Task<(OfficePeople People, long Case, string Decision)> Received(object form)
    {
        var people = new OfficePeople(App, await App.Unit(Office));
        var id = await people.Start(Sop);
        var customer = await people.Client("pelanggan1.pekanbaru");
        var asked = await customer.Post($"tasks/{id}-1/completion", Form(null, form, "Formulir permohonan informasi"));
        Assert.That(asked.Status, Is.EqualTo(200), asked.Text);
        var choices = new Dictionary<string, Queue<string>> { ["2"] = new(["Informasi publik"]) };
        return (people, id, await people.WalkTo(id, "3", choices));
    }

    /// <summary>A visitor who comes after the minute for which the public register is kept.</summary>
    private SessionClient Nobody()
    {
        ((MemoryCache)App.Services.GetRequiredService<IMemoryCache>()).Clear();
        return SessionClient.Nobody(App);
    }

    private static object Form(string? outcome, object data, params string[] present) =>
        new { outcome, data, @checked = present };

    private static Task<ApiClient.Answer> Decide(ApiClient officer, string task, string outcome, object data) =>
        officer.Post($"tasks/{task}/completion", Form(outcome, data, "Permohonan informasi", "daftar informasi publik"));

    [Test]
    public async Task A_refusal_needs_its_grounds_its_test_and_its_reason_and_stands_in_the_register_with_them()
    {
        var (people, id, task) = await Received(Asked);
        using var _ = people;
        var officer = await people.Client(Officer);
        var bare = await Decide(officer, task, "Ditolak", new { });
        Assert.That(bare.Status, Is.EqualTo(422));
        Assert.That(bare.Text, Does.Contain("dasarPenolakan").And.Contain("ujiKonsekuensi").And.Contain("alasan"));

        object reasons = new
        {
            dasarPenolakan = new[] { "h. Mengungkap rahasia pribadi" },
            ujiKonsekuensi = "UK-01/PPID/2026",
            alasan = "Memuat data pelanggan",
            badanPenguasa = "",
        };
        var refused = await Decide(officer, task, "Ditolak", reasons);
        Assert.That(refused.Status, Is.EqualTo(200), refused.Text);
        await people.WalkTo(id, "9", []);

        using var session = await SessionClient.SignIn(App, Officer);
        var page = WebUtility.HtmlDecode((await session.Get("/information")).Text);
        Assert.That(page, Does.Contain("Siti Rahma").And.Contain("UK-01/PPID/2026").And.Contain("(h)").And.Contain($"/cases/{id}"));
        var csv = (await session.Get("/information.csv")).Text;
        Assert.That(csv, Does.Contain("Uji konsekuensi").And.Contain("Memuat data pelanggan").And.Contain("Pemberitahuan tertulis"));
        var xlsx = await session.Get("/information.xlsx");
        Assert.That((xlsx.Status, xlsx.Bytes[..2]), Is.EqualTo((200, "PK"u8.ToArray())));

        using var nobody = Nobody();
        var open = WebUtility.HtmlDecode((await nobody.Get($"/o/{Office}/information/requests")).Text);
        Assert.That(open, Does.Contain("Data pengujian air").And.Contain("Ditolak"));
        Assert.That(open, Does.Not.Contain("Siti").And.Not.Contain("siti@").And.Not.Contain("Melati").And.Not.Contain("0812"));
    }

    [Test]
    public async Task Without_consent_the_public_sees_nothing_of_a_request()
    {
        var (people, id, task) = await Received(new
        {
            nama = "Budi",
            alamat = "Jalan Anggrek 1",
            kontak = "0812000000",
            informasiDiminta = "Perjanjian rahasia dagang nomor satu",
            caraMemperoleh = "Melihat atau membaca",
        });
        using var _ = people;
        Assert.That((await Decide(await people.Client(Officer), task, "Tidak dikuasai", new { })).Status, Is.EqualTo(422), "who holds it?");
        Assert.That((await Decide(
            await people.Client(Officer), task, "Tidak dikuasai", new { badanPenguasa = "Dinas Perdagangan" })).Status, Is.EqualTo(200));
        using var nobody = Nobody();
        Assert.That((await nobody.Get($"/o/{Office}/information/requests")).Text, Does.Not.Contain("rahasia dagang"));
        using var session = await SessionClient.SignIn(App, "kepala.pekanbaru");
        var page = WebUtility.HtmlDecode((await session.Get("/information")).Text);
        Assert.That(page, Does.Contain("rahasia dagang").And.Contain("Dinas Perdagangan").And.Contain($"/cases/{id}"));
        Assert.That(page, Does.Contain("Batas waktu"), "decided, but nobody has told the requester yet");
    }

    [Test]
    public async Task The_register_is_for_those_who_lead_and_the_officer_and_of_their_office()
    {
        foreach (var (who, status) in new[]
            { ("pengelola1.pekanbaru", 403), ("pelanggan1.pekanbaru", 403), (Officer, 200), ("kepala.pekanbaru", 200) })
        {
            using var session = await SessionClient.SignIn(App, who);
            Assert.That((await session.Get("/information")).Status, Is.EqualTo(status), who);
        }

        using var other = await SessionClient.SignIn(App, "kepala.palembang");
        Assert.That((await other.Get("/information")).Text, Does.Not.Contain("Siti Rahma"));
        foreach (var year in new[] { "x", "-1", "99999999999", "0" })
            Assert.That((await other.Get($"/information?year={year}")).Status, Is.EqualTo(200), year);
    }

    [Test]
    public async Task The_officer_keeps_the_list_and_the_public_searches_it()
    {
        using var officer = await SessionClient.SignIn(App, Officer);
        const string Page = "/information/items";
        (string, string)[] item =
        [
            ("summary", "Rencana kerja <b>2027</b>"), ("class", "regular"), ("holder", "Tata Usaha"),
            ("address", "https://contoh.go.id/rk"),
        ];
        Assert.That((await officer.Submit(Page, item)).Status, Is.EqualTo(303));
        Assert.That((await officer.Submit(Page, [.. item[..3], ("address", "javascript:alert(1)")])).Status, Is.EqualTo(422));
        Assert.That((await officer.Submit(Page, [("summary", ""), ("class", "regular"), ("holder", "x")])).Status, Is.EqualTo(422));
        Assert.That((await officer.Submit(Page, [("summary", "x"), ("class", "rahasia"), ("holder", "x")])).Status, Is.EqualTo(422));

        using var nobody = SessionClient.Nobody(App);
        var found = (await nobody.Get($"/o/{Office}/information?q=rencana%20KERJA&kind=regular")).Text;
        Assert.That(found, Does.Contain("Rencana kerja &lt;b&gt;2027").And.Contain("href=\"https://contoh.go.id/rk\""));
        Assert.That((await nobody.Get($"/o/{Office}/information?q=rencana&kind=always")).Text, Does.Not.Contain("Rencana kerja"));
        Assert.That((await nobody.Get("/o/baristand-palembang/information?q=rencana")).Text, Does.Not.Contain("Rencana kerja"));

        var id = await App.Scalar<long>("select id from information_items where summary like 'Rencana kerja%'");
        using var stranger = await SessionClient.SignIn(App, "admin.palembang");
        Assert.That((await stranger.Submit("/information/items", $"{Page}/{id}", [.. item])).Status, Is.EqualTo(404));
        Assert.That((await officer.Submit($"{Page}/{id}", $"{Page}/{id}", ("withdraw", "on"))).Status, Is.EqualTo(303));
        Assert.That((await nobody.Get($"/o/{Office}/information?q=rencana")).Text, Does.Not.Contain("Rencana kerja"));
        Assert.That((await officer.Get($"{Page}/{id}")).Status, Is.EqualTo(404));
        Assert.That(await App.Scalar<int>("select count(*)::int from audit_log where action = 'information-changed'"), Is.EqualTo(2));
    }
}
