using System.Net;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Bills;

/// <summary>Bills as forms issue them, as their case shows them and as the office lists them.</summary>
internal sealed class BillListTests : AppTest
{
    [Test]
    public async Task A_form_proposes_the_end_and_says_at_its_fields_what_is_wrong()
    {
        var id = await BillSops.Start(App, "Uji usul");
        using var treasurer = await SessionClient.SignIn(App, "bendahara1.pekanbaru");
        var form = (await treasurer.Get($"/tasks/{id}-2")).Text;
        Assert.That(form, Does.Contain($"value=\"{BillSops.In(App, 7)[..10]}"), "seven days after now");

        var other = await BillSops.Issue(App, "Uji kode", "820261123500001");
        var used = await Send(("data.kodeBilling", "8202 6112 3500 001"), ("data.jumlah", "150.000"), ("data.akhir", BillSops.In(App, 7)));
        Assert.That(used.Status, Is.EqualTo(422));
        Assert.That(WebUtility.HtmlDecode(used.Text), Does.Contain("sudah dipakai tagihan lain").And.Not.Contain($"/cases/{other}\""));
        var past = await Send(("data.kodeBilling", "820261123500002"), ("data.jumlah", "150.000"), ("data.akhir", BillSops.In(App, -1)));
        Assert.That(past.Status, Is.EqualTo(422));
        Assert.That(WebUtility.HtmlDecode(past.Text), Does.Contain("batas bayar itu sudah lewat").And.Contain("820261123500002"));
        var done = await Send(("data.kodeBilling", "820261123500002"), ("data.jumlah", "150.000"), ("data.akhir", BillSops.In(App, 7)));
        Assert.That(done.Status, Is.EqualTo(303), done.Text);

        Task<SessionClient.Answer> Send(params (string, string)[] fields) =>
            treasurer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", [.. fields, ("key", Guid.NewGuid().ToString())]);
    }

    [Test]
    public async Task A_customer_sees_how_much_until_when_and_how_and_what_happens_otherwise()
    {
        using var admin = await SessionClient.SignIn(App, "admin.pekanbaru");
        var office = await App.Scalar<string>(
            "update units set bill_payment = 'Bank, kantor pos, atau aplikasi dompet' where code = 'bppsi-pekanbaru' returning code");
        Assert.That(office, Is.EqualTo("bppsi-pekanbaru"));
        var id = await BillSops.Issue(App, "Uji pelanggan", "820261123500003");
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var page = WebUtility.HtmlDecode((await customer.Get($"/cases/{id}")).Text);
        Assert.That(page, Does.Contain("Rp150.000").And.Contain("seratus lima puluh ribu rupiah")
            .And.Contain("<span>8202</span><span>6112</span><span>3500</span><span>003</span>")
            .And.Contain("Bank, kantor pos, atau aplikasi dompet").And.Contain("berkas kembali ke langkah 2"));
        Assert.That(WebUtility.HtmlDecode((await customer.Get($"/tasks/{id}-3")).Text), Does.Contain("Bila tidak dibayar sampai"));
        Assert.That((await customer.Get("/bills")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_case_that_a_person_cancelled_does_not_say_that_it_was_closed_by_an_earlier_lapse()
    {
        var id = await BillSops.Silent(App, "Uji batal", "back");
        await App.Scalar<int>(
            "update tasks set lapse_at = now(), lapse_alarm = now() where case_id = @id and no = 2 and closed_at is null returning no",
            new { id });
        while (!await App.Scalar<bool>("select exists (select from tasks where case_id = @id and no = 3)", new { id }))
            await Patience.Pause();
        using var head = await App.Client("kepala.pekanbaru");
        var cancelled = await head.Post($"cases/{id}/cancellation", new { reason = "Ganti permohonan" });
        Assert.That(cancelled.Status, Is.EqualTo(204), cancelled.Text);
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var page = WebUtility.HtmlDecode((await customer.Get($"/cases/{id}")).Text);
        Assert.That(page, Does.Contain("Ganti permohonan").And.Not.Contain("Ditutup karena langkah"));
    }

    [Test]
    public async Task The_list_is_searched_narrowed_summed_turned_and_taken_along()
    {
        var id = await BillSops.Issue(App, "Uji daftar", "820261123600001");
        await BillSops.Issue(App, "Uji daftar lain", "820261123600002");
        using var clerk = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var register = await App.Scalar<string>("select register_number from cases where id = @id", new { id });
        foreach (var search in new[] { "8202 6112 3600 001", "820261123600001", register! })
        {
            var found = (await clerk.Get("/bills?q=" + Uri.EscapeDataString(search))).Text;
            Assert.That(found, Does.Contain("820261123600001").And.Not.Contain("820261123600002"), search);
        }

        Assert.That((await clerk.Get("/bills?q=8202611236")).Text, Does.Contain("820261123600001").And.Contain("820261123600002"));
        foreach (var marks in new[] { "%%%", "..", "-", "_", "/", "8202%", "( )" })
        {
            var found = await clerk.Get("/bills?q=" + Uri.EscapeDataString(marks));
            Assert.That((found.Status, found.Text.Contains("Tidak ada tagihan yang cocok", StringComparison.Ordinal)),
                Is.EqualTo((200, true)), marks);
        }

        Assert.That((await clerk.Get("/bills?q=tiada")).Text, Does.Contain("Tidak ada tagihan yang cocok"));
        Assert.That((await clerk.Get("/bills?state=paid&q=8202611236")).Text, Does.Contain("Tidak ada tagihan yang cocok"));
        Assert.That((await clerk.Get("/bills?q=8202611236&from=2020-01-01&until=2020-12-31")).Text, Does.Not.Contain("820261123600001"));
        Assert.That((await clerk.Get("/bills?q=8202611236")).Text, Does.Contain("2 tagihan, Rp300.000"));
        string[] odds =
        [
            "state=7", "state=x", "from=x", "after=x", "q=%25_%27", "q=" + new string('x', 5000), "until=9999-12-31",
        ];
        foreach (var odd in odds)
            Assert.That((await clerk.Get("/bills?" + odd)).Status, Is.EqualTo(200), odd);
        foreach (var number in new[] { "0", "1" })
            Assert.That((await clerk.Get("/bills?q=8202611236&state=" + number)).Text, Does.Contain("2 tagihan"), "a number is no state");
        var table = (await clerk.Get("/bills.csv?q=8202611236")).Text;
        Assert.That(table, Does.Contain("820261123600001").And.Contain("Belum dibayar").And.Contain("150000"));
        Assert.That((await clerk.Get("/bills.xlsx?q=8202611236")).Status, Is.EqualTo(200));

        using var stranger = await SessionClient.SignIn(App, "pengelola1.palembang");
        Assert.That((await stranger.Get("/bills?q=820261123600001")).Text, Does.Not.Contain(">820261123600001<"));
    }
}
