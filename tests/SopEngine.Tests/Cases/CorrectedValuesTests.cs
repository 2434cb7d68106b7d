using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>A value that was corrected stands in place of the earlier one, which is folded under it.</summary>
internal sealed class CorrectedValuesTests : AppTest
{
    [Test]
    public async Task A_step_done_again_shows_its_last_value_and_under_it_the_one_that_it_corrected()
    {
        using var clerk = await App.Client("pengelola1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        using var treasurer = await App.Client("bendahara1.pekanbaru");
        var id = (await clerk.Post("cases",
            new { sop = "pk-tu-pjt-02", title = "Uji kopi", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        await Complete(customer, id, "pelanggan", new { komoditi = "Kopi", parameter = "Kadar air", jumlahContoh = 1 });
        await Complete(clerk, id, "pengelola-pelayanan-publik", Received("Simpan di rak 17"));
        var bill = await Open(id, "bendahara-upt");
        var back = (await treasurer.Get($"tasks/{bill}"))["earlierSteps"][0].GetProperty("activityId").GetString();
        var sent = await treasurer.Post($"tasks/{bill}/send-back", new { to = back, reason = "Rak salah ketik" });
        Assert.That(sent.Status, Is.AnyOf(200, 204), sent.Text);
        await Complete(clerk, id, "pengelola-pelayanan-publik", Received("Simpan di rak 71"));

        using var reader = await SessionClient.SignIn(App, "bendahara1.pekanbaru");
        foreach (var path in new[] { $"/tasks/{await Open(id, "bendahara-upt")}", $"/cases/{id}" })
        {
            var page = (await reader.Get(path)).Text;
            Assert.That(page, Does.Contain("Simpan di rak 71"), path);
            Assert.That(page, Does.Contain("<del>Simpan di rak 17</del>").And.Contain("sudah dikoreksi"), path);
            Assert.That(page.Split("Simpan di rak 17"), Has.Length.LessThanOrEqualTo(3), "struck through wherever it stands");
        }
    }

    private static object Received(string note) =>
        new { contohDiterima = new[] { new { nama = "Kopi", kondisi = "Baik" } }, catatanInternal = note };

    private Task<string?> Open(long id, string lane) => App.Scalar<string>(
        "select case_id || '-' || no from tasks where case_id = @id and lane = @lane and closed_at is null", new { id, lane });

    private async Task Complete(ApiClient by, long id, string lane, object data)
    {
        var done = await by.Post($"tasks/{await Open(id, lane)}/completion", new { data });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
    }
}
