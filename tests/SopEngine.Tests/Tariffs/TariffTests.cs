using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;
using SopEngine.Web.Chrome;

namespace SopEngine.Tests.Tariffs;

/// <summary>The office's tariffs: kept with their history, taken from tables, chosen in forms.</summary>
internal sealed class TariffTests : AppTest
{
    private SessionClient _admin = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _admin = await SessionClient.SignIn(App, "admin.pekanbaru");

    [OneTimeTearDown]
    public void SignOut() => _admin.Dispose();

    [Test]
    public async Task A_new_price_follows_the_old_one_which_stays_and_the_log_has_both()
    {
        var id = await Add("Uji harga susul", "100.000", "2026-01-01");
        var early = await _admin.Submit($"/tariffs/{id}", $"/tariffs/{id}", Fields("Uji harga susul", "150.000", "2025-12-31"));
        Assert.That(early.Status, Is.EqualTo(422));
        Assert.That(early.Text, Does.Contain("1 Januari 2026"));

        var changed = await _admin.Submit($"/tariffs/{id}", $"/tariffs/{id}", Fields("Uji harga susul", "Rp 150.000,-", "2030-07-01"));
        Assert.That(changed.Status, Is.EqualTo(303), changed.Text);
        Assert.That(await App.Scalar<string>(
            "select string_agg(amount || ' ' || valid_from || ' ' || coalesce(valid_to::text, '-'), '; ' order by id) from tariffs "
                + "where item = 'Uji harga susul'"), Is.EqualTo("100000 2026-01-01 2030-06-30; 150000 2030-07-01 -"));
        Assert.That((await _admin.Submit($"/tariffs/{id}", $"/tariffs/{id}", Fields("Uji harga susul", "1", "2030-08-01"))).Status,
            Is.EqualTo(422), "only the last price is followed");
        var log = WebUtility.HtmlDecode((await _admin.Get("/people/log")).Text);
        Assert.That(log, Does.Contain("Tarif diubah").And.Contain("Rp100.000").And.Contain("Rp150.000"));

        var next = changed.Header("Location")!;
        Assert.That((await _admin.Get(next)).Text, Does.Contain("Rp100.000").And.Contain("Rp150.000"));
        Assert.That((await _admin.Submit(next, next + "/end", ("last", "2030-06-29"))).Status, Is.EqualTo(422));
        Assert.That((await _admin.Submit(next, next + "/end", ("last", "2030-06-30"))).Status, Is.EqualTo(303), "withdrawn");
        Assert.That((await _admin.Get("/tariffs?q=harga+susul")).Text, Does.Contain("30 Juni 2030"));
    }

    [TestCase("item", "", "amount", "1", "item")]
    [TestCase("item", "x", "amount", "1,5", "amount")]
    [TestCase("item", "x", "amount", "-1", "amount")]
    [TestCase("item", "x", "amount", "gratis", "amount")]
    [TestCase("item", "x", "until", "2025-01-01", "until")]
    public async Task A_faulty_line_is_refused_at_its_field_and_keeps_all_that_was_typed(
        string one, string value, string other, string second, string field)
    {
        var fields = Fields("Uji salah", "100", "2026-01-01").ToDictionary(part => part.Item1, part => part.Item2);
        (fields[one], fields[other], fields["basis"]) = (value, second, "PP dasar salah");
        var answer = await _admin.Submit("/tariffs", "/tariffs", [.. fields.Select(part => (part.Key, part.Value))]);
        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Match($"is-invalid\"[^>]* id=\"{field}\"").And.Contain("PP dasar salah"));
    }

    [Test]
    public async Task A_table_is_shown_row_by_row_and_a_known_service_gets_its_next_price()
    {
        await Add("Impor lama", "200.000", "2026-01-01");
        const string Table = "Layanan;Kelompok;Ketentuan;Satuan;Tarif;Berlaku mulai\r\n"
            + "Impor lama;Uji;sampai 10 kg;per contoh;Rp 250.000;1/1/2031\r\nImpor lama;uji;sampai 10 kg;per contoh;1;1/1/2032\r\n"
            + "Impor baru;Uji;;per contoh;75.000;2026-02-01\r\nImpor buruk;;;;mahal;kemarin\r\n;;;;1;\r\n";
        var preview = await Send(Encoding.UTF8.GetBytes(Table), "tarif.csv");
        Assert.That(WebUtility.HtmlDecode(preview.Text), Does.Contain("2 dari 5 baris").And.Contain("menggantikan Rp200.000")
            .And.Contain("sudah ada pada baris lain").And.Contain("“kemarin” bukan tanggal").And.Contain("rupiah bulat"));
        Assert.That(await App.Scalar<int>("select count(*) from tariffs where item = 'Impor baru'"), Is.Zero);

        var table = WebUtility.HtmlDecode(Regex.Match(preview.Text, "name=\"table\" value=\"([^\"]*)\"").Groups[1].Value);
        Assert.That((await _admin.Submit("/tariffs/import", "/tariffs/import/rows", ("table", table), ("expected", "3"))).Status,
            Is.EqualTo(422), "another number than was shown");
        Assert.That((await _admin.Submit("/tariffs/import", "/tariffs/import/rows", ("table", table), ("expected", "2"))).Status,
            Is.EqualTo(303));
        Assert.That(await App.Scalar<string>(
            "select string_agg(amount || ' ' || coalesce(valid_to::text, '-'), '; ' order by id) from tariffs where item = 'Impor lama'"),
            Is.EqualTo("200000 2030-12-31; 250000 -"));
        Assert.That((await _admin.Submit("/tariffs/import", "/tariffs/import/rows", ("table", table), ("expected", "2"))).Status,
            Is.EqualTo(422), "sent again, it holds nothing new");
    }

    [Test]
    public async Task A_download_that_is_imported_again_changes_nothing()
    {
        await Add("Unduh balik", "1.250.000", "2026-01-01");
        foreach (var ending in new[] { "csv", "xlsx" })
        {
            var file = await _admin.Get($"/tariffs.{ending}?q=unduh+balik");
            Assert.That(file.Status, Is.EqualTo(200));
            Assert.That(TableReader.Read(file.Bytes)![1],
                Is.EqualTo(new[] { "PP 54/2021", "Uji", "Unduh balik", "sampai 10 kg", "per contoh", "1250000", "2026-01-01", "" })
                    .Or.EqualTo(new[] { "PP 54/2021", "Uji", "Unduh balik", "sampai 10 kg", "per contoh", "1250000", "2026-01-01" }));
            Assert.That((await Send(file.Bytes, "tarif." + ending)).Text, Does.Contain("0 dari 1 baris"));
        }
    }

    [Test]
    public async Task A_table_gives_a_service_its_next_price_behind_one_that_was_withdrawn()
    {
        var id = await Add("Impor susul", "100.000", "2026-01-01");
        var changed = await _admin.Submit($"/tariffs/{id}", $"/tariffs/{id}", Fields("Impor susul", "150.000", "2030-07-01"));
        var next = changed.Header("Location")!;
        Assert.That((await _admin.Submit(next, next + "/end", ("last", "2030-06-30"))).Status, Is.EqualTo(303));
        const string Table = "[[\"Layanan\",\"Kelompok\",\"Ketentuan\",\"Satuan\",\"Tarif\",\"Berlaku mulai\"],"
            + "[\"Impor susul\",\"Uji\",\"sampai 10 kg\",\"per contoh\",\"175.000\",\"2030-07-01\"]]";
        var taken = await _admin.Submit("/tariffs/import", "/tariffs/import/rows", ("table", Table), ("expected", "1"));
        Assert.That(taken.Status, Is.EqualTo(303), taken.Text);
    }

    [Test]
    public async Task Discounts_are_noted_and_ended()
    {
        var wrong = await _admin.Submit("/tariffs", "/tariffs/discounts", ("who", "UMK uji"), ("percent", "101"), ("decree", "x"));
        Assert.That(wrong.Status, Is.EqualTo(422));
        Assert.That(WebUtility.HtmlDecode(wrong.Text), Does.Contain("1 sampai 100").And.Contain("value=\"UMK uji\""));
        var ends = await _admin.Submit("/tariffs", "/tariffs/discounts", ("who", "UMK uji"), ("percent", "5"), ("decree", "x"),
            ("since", "2026-02-01"), ("ends", "2026-01-31"));
        Assert.That(ends.Text, Does.Match("is-invalid\"[^>]*\\s+id=\"ends\""), "at the field of the discount, not of the tariff");
        Assert.That((await _admin.Submit("/tariffs", "/tariffs/discounts", ("who", "UMK uji"), ("percent", "50%"),
            ("decree", "Permenperin 19/2021"), ("proof", "NIB"), ("since", "2026-01-01"))).Status, Is.EqualTo(303));
        Assert.That((await _admin.Get("/tariffs")).Text, Does.Contain("UMK uji").And.Contain("potongan 50%").And.Contain("NIB"));
        var id = await App.Scalar<long>("select id from tariff_discounts where who = 'UMK uji'");
        Assert.That((await _admin.Submit("/tariffs", $"/tariffs/discounts/{id}/end", ("last", "2026-01-31"))).Status, Is.EqualTo(303));
        Assert.That((await _admin.Get("/tariffs")).Text, Does.Not.Contain("UMK uji"));
    }

    [Test]
    public async Task Everybody_of_the_office_sees_the_tariffs_and_no_other_office_does()
    {
        var id = await Add("Hanya pekanbaru", "5.000", "2026-01-01");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        using var other = await SessionClient.SignIn(App, "admin.palembang");
        Assert.That((await clerk.Get($"/tariffs/{id}")).Text, Does.Contain("Hanya pekanbaru").And.Not.Contain("name=\"amount\""));
        Assert.That((await other.Get("/tariffs?q=pekanbaru")).Text, Does.Not.Contain("Hanya pekanbaru"));
        Assert.That((await other.Get($"/tariffs/{id}")).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task A_form_takes_the_price_of_the_day_and_a_later_price_changes_no_case()
    {
        var id = await Add("Kadar abu formulir", "80.000", "2026-01-01");
        var past = await Add("Kadar abu lampau", "70.000", "2025-01-01", "2025-12-31");
        using var clerk = await SessionClient.SignIn(App, "analis1.pekanbaru");
        using var api = await App.Client("analis1.pekanbaru");
        var task = $"{await Start()}-1";
        var page = (await clerk.Get($"/tasks/{task}")).Text;
        Assert.That(WebUtility.HtmlDecode(page), Does.Contain("Kadar abu formulir, sampai 10 kg – Rp80.000 per contoh")
            .And.Not.Contain("Kadar abu lampau"));

        var looked = await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/form",
            ("data.rincian[0].uji", $"{id}"), ("data.rincian[0].jumlah", "3"));
        Assert.That(looked.Text, Does.Contain("Rp240.000").And.Contain($"value=\"{id}\" selected"));
        var wrong = await api.Post($"tasks/{task}/completion", new { data = new { rincian = new[] { new { uji = past, jumlah = 1 } } } });
        Assert.That(wrong.Status, Is.EqualTo(422), wrong.Text);
        Assert.That(wrong.Text, Does.Contain("harus dipilih dari tarif kantor"));

        var data = new { rincian = new[] { new { uji = id, jumlah = 3 } } };
        var done = await api.Post($"tasks/{task}/completion", new { data }, "kunci-tarif");
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        await _admin.Submit($"/tariffs/{id}", $"/tariffs/{id}", Fields("Kadar abu formulir", "99.000", "2026-01-02"));
        Assert.That((await api.Post($"tasks/{task}/completion", new { data }, "kunci-tarif")).Text, Is.EqualTo(done.Text),
            "a retry gets the same answer, whatever the price is by now");

        var shown = WebUtility.HtmlDecode((await clerk.Get($"/cases/{task.Split('-')[0]}")).Text);
        Assert.That(shown, Does.Contain("Kadar abu formulir, sampai 10 kg (Rp80.000 per contoh)").And.Contain("Rp240.000"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    private async Task<long> Start()
    {
        const string Sop = "uji-tarif";
        var unit = await App.Unit("bppsi-pekanbaru");
        var step = Definition.Step("terima", "analis");
        step["fields"] = Definition.Input("Object", """
            [{"name":"rincian","label":"Rincian","type":"table","columns":[
               {"name":"uji","label":"Pengujian","type":"tariff","required":true},{"name":"jumlah","label":"Jumlah","type":"integer"},
               {"name":"biaya","label":"Biaya","type":"computed","shows":"money","formula":"row.uji?.amount * row.jumlah","sum":true}]}]
            """);
        var saved = await App.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
            unit, null, Definition.Chart(Sop, new JsonObject[] { step, Definition.Step("kirim", "analis") }), CancellationToken.None);
        Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        using var clerk = await App.Client("analis1.pekanbaru");
        return (await clerk.Post("cases", new { sop = Sop, title = "Uji tarif" }))["id"].GetInt64();
    }

    private async Task<long> Add(string item, string amount, string from, string until = "")
    {
        var added = await _admin.Submit("/tariffs", "/tariffs", [.. Fields(item, amount, from), ("until", until)]);
        Assert.That(added.Status, Is.EqualTo(303), added.Text);
        return await App.Scalar<long>("select max(id) from tariffs where item = @item", new { item });
    }

    private static (string, string)[] Fields(string item, string amount, string from) =>
    [
        ("item", item), ("condition", "sampai 10 kg"), ("group", "Uji"), ("per", "per contoh"), ("amount", amount),
        ("basis", "PP 54/2021"), ("from", from),
    ];

    private async Task<SessionClient.Answer> Send(byte[] file, string name)
    {
        var token = Regex.Match(
            (await _admin.Get("/tariffs/import")).Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        return await _admin.Send(HttpMethod.Post, "/tariffs/import", new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new ByteArrayContent(file), "file", name },
        });
    }
}
