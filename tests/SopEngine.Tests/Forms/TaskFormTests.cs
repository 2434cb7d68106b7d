using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Forms;

/// <summary>Forms with tables, computed values and conditions, by the API and by pages without a script.</summary>
internal sealed class TaskFormTests : AppTest
{
    [Test]
    public async Task A_form_is_checked_by_place_computed_on_the_server_and_carried_out_once()
    {
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var task = await Received(clerk);

        var wrong = await Complete(clerk, task, new
        {
            nomorBpcu = "BPCU-1",
            rincian = new object[]
            {
                new { kode = "0117", pengujian = "Air", jumlah = 1, tarif = 5000 },
                new { kode = "", pengujian = "Abu", jumlah = 0, tarif = 0.5 },
            },
        });
        Assert.That(wrong.Status, Is.EqualTo(422), wrong.Text);
        var errors = wrong["errors"];
        Assert.That(Error(errors, "data.rincian[1].kode"), Is.EqualTo("Kode contoh, baris 2 wajib diisi."));
        Assert.That(Error(errors, "data.rincian[1].jumlah"), Is.EqualTo("Jumlah, baris 2 paling sedikit 1."));
        Assert.That(Error(errors, "data.rincian[1].tarif"), Is.EqualTo("Tarif, baris 2 harus rupiah bulat, tanpa sen."));

        var rows = new[] { new { kode = "0117", pengujian = "Air", jumlah = 2, tarif = 210000, kondisi = "Baik" } };
        var sent = await Complete(clerk, task, new { nomorBpcu = "BPCU-1", totalBiaya = 1, rincian = rows });
        Assert.That(Error(sent["errors"], "data.totalBiaya"), Does.Contain("dihitung sendiri"));

        var data = new { nomorBpcu = "BPCU-1", rincian = rows, lamaUji = 3, catatanKondisi = "dibuang" };
        var done = await Complete(clerk, task, data, "kunci-satu");
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That((await Complete(clerk, task, data, "kunci-satu")).Text, Is.EqualTo(done.Text), "a retry gets the same answer");
        Assert.That((await Complete(clerk, task, new { nomorBpcu = "BPCU-2" }, "kunci-satu")).Status, Is.EqualTo(422));

        var id = done["case"].GetInt64();
        var history = (await clerk.Get($"cases/{id}"))["history"].EnumerateArray().Last().GetProperty("event");
        var filled = history.GetProperty("data");
        Assert.That(filled.GetProperty("totalBiaya").GetInt32(), Is.EqualTo(420000));
        Assert.That(filled.GetProperty("rincian")[0].GetProperty("biaya").GetInt32(), Is.EqualTo(420000));
        Assert.That(filled.GetProperty("perkiraanSelesai").GetString(), Does.Match("^2[0-9]{3}-"));
        Assert.That(filled.TryGetProperty("catatanKondisi", out _), Is.False, "a field that is not shown has no value");
        Assert.That(history.GetProperty("form").GetProperty("hidden")[0].GetString(), Is.EqualTo("catatanKondisi"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task Without_a_script_rows_are_added_removed_and_worked_out_and_nothing_typed_is_lost()
    {
        using var api = await App.Client("pengelola1.pekanbaru");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        var task = await Received(api);
        (string, string)[] typed =
        [
            ("data.nomorBpcu", "BPCU <7>"), ("data.rincian[0].kode", "0117"), ("data.rincian[0].pengujian", "Kadar air"),
            ("data.rincian[0].jumlah", "3"), ("data.rincian[0].tarif", "Rp 1.250.000"), ("data.rincian[0].kondisi", "Kemasan rusak"),
            ("comment", "catatan saya"),
        ];

        var added = (await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/form", [.. typed, ("row", "add:rincian")])).Text;
        Assert.That(added,
            Does.Contain("name=\"data.rincian[1].kode\"").And.Contain("value=\"BPCU &lt;7&gt;\"").And.Contain("catatan saya"));
        Assert.That(added, Does.Contain("Rp3.750.000").And.Match("data-field=\"catatanKondisi\"(?! hidden)"));

        var removed = (await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/form",
            [.. typed, ("data.rincian[1].kode", "0118"), ("row", "remove:rincian:0")])).Text;
        Assert.That(Regex.Match(removed, "name=\"data.rincian\\[0\\].kode\"[^>]*value=\"([^\"]*)\"").Groups[1].Value, Is.EqualTo("0118"));
        Assert.That(removed, Does.Not.Contain("data.rincian[1].kode"));

        var part = (await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/form?part=true", typed)).Text;
        Assert.That(part, Does.StartWith("<div data-form-fields").And.Not.Contain("<html"));

        var refused = await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/completion",
            [.. typed, ("data.rincian[4].pengujian", "Abu"), ("key", "kunci-dua")]);
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(refused.Text, Does.Contain("Kode contoh, baris 2 wajib diisi.")
            .And.Contain("Keterangan kondisi contoh wajib diisi.")
            .And.Contain("Rp 1.250.000"));

        var done = await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/completion",
            [.. typed, ("data.catatanKondisi", "Kemasan sobek"), ("data.catatanInternal", "Rahasia kantor"), ("key", "kunci-tiga")]);
        Assert.That(done.Status, Is.EqualTo(303), done.Text);
        var page = (await clerk.Get($"/cases/{task.Split('-')[0]}")).Text;
        Assert.That(page, Does.Contain("Rp3.750.000").And.Contain("Kemasan sobek").And.Contain("Rahasia kantor"));
        using var paper = PdfDocument.Open((await clerk.Get($"/cases/{task.Split('-')[0]}/print")).Bytes);
        var printed = string.Join(' ', paper.GetPages().SelectMany(sheet => sheet.GetWords()).Select(word => word.Text));
        Assert.That(printed, Does.Contain("Kemasan rusak").And.Not.Contain("0117;"), "a table is printed as a table");

        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var theirs = (await customer.Get($"/cases/{task.Split('-')[0]}")).Text;
        Assert.That(theirs, Does.Contain("Rp3.750.000").And.Not.Contain("Rahasia kantor"));
        using var theirClient = await App.Client("pelanggan1.pekanbaru");
        var told = (await theirClient.Get($"cases/{task.Split('-')[0]}")).Text;
        Assert.That(told, Does.Contain("Kemasan sobek").And.Not.Contain("Rahasia kantor"));
    }

    [Test]
    public async Task A_draft_with_rows_comes_back_and_a_bill_begins_with_the_fees()
    {
        using var api = await App.Client("pengelola1.pekanbaru");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        var task = await Received(api);
        await clerk.Submit($"/tasks/{task}", $"/tasks/{task}/draft", ("data.rincian[0].kode", "0117"), ("data.rincian[2].kode", "0119"));
        var draft = (await clerk.Get($"/tasks/{task}")).Text;
        Assert.That(draft, Does.Contain("value=\"0117\"").And.Contain("value=\"0119\"").And.Contain("name=\"data.rincian[2].kode\""));

        var rows = new[] { new { kode = "0117", pengujian = "Air", jumlah = 1, tarif = 210000 } };
        Assert.That((await Complete(api, task, new { nomorBpcu = "BPCU-3", rincian = rows })).Status, Is.EqualTo(200));
        using var treasurer = await SessionClient.SignIn(App, "bendahara1.pekanbaru");
        var bill = (await treasurer.Get($"/tasks/{task.Split('-')[0]}-3")).Text;
        Assert.That(bill, Does.Contain("value=\"210.000\"").And.Contain("dua ratus sepuluh ribu rupiah"));

        var refused = await treasurer.Submit($"/tasks/{task.Split('-')[0]}-3", $"/tasks/{task.Split('-')[0]}-3/completion",
            ("data.kodeBilling", "8202 6113 01"), ("data.jumlahTagihan", "210.000"), ("key", "kunci-empat"));
        Assert.That(refused.Text, Does.Contain("Kode billing kurang 5 angka."));
    }

    private async Task<string> Received(ApiClient clerk)
    {
        await TableFormSop.Publish(App);
        var id = (await clerk.Post("cases",
            new { sop = TableFormSop.Id, title = "Uji kopi", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        using var customer = await App.Client("pelanggan1.pekanbaru");
        var asked = await customer.Post(
            $"tasks/{id}-1/completion", new { data = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 } });
        Assert.That(asked.Status, Is.EqualTo(200), asked.Text);
        return $"{id}-2";
    }

    private static Task<ApiClient.Answer> Complete(ApiClient by, string task, object data, string? key = null) =>
        by.Post($"tasks/{task}/completion", new { data }, key);

    private static string? Error(JsonElement errors, string place) =>
        errors.TryGetProperty(place, out var messages) ? messages[0].GetString() : errors.ToString();
}
