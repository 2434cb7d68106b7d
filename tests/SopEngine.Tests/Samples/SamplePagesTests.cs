using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using ZXing;

namespace SopEngine.Tests.Samples;

/// <summary>The pages of samples: found by code, moved by the staff of the SOP, seen by their customer.</summary>
internal sealed class SamplePagesTests : AppTest
{
    private SessionClient _clerk = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");

    [OneTimeTearDown]
    public void SignOut() => _clerk.Dispose();

    [Test]
    public async Task A_scanner_s_code_or_address_leads_to_the_sample_and_a_beginning_to_a_list()
    {
        var codes = await Codes(await LabSop.Received(App, "Pindai", "Kopi", "Teh"));
        foreach (var typed in new[] { codes[0], codes[0].ToLowerInvariant() + " ", "https://lain.go.id/samples/" + codes[0] })
        {
            var found = await _clerk.Get("/samples?q=" + Uri.EscapeDataString(typed));
            Assert.That((found.Status, found.Header("Location")), Is.EqualTo((303, "/samples/" + codes[0])), typed);
        }

        var list = (await _clerk.Get("/samples?q=" + codes[0][..^3])).Text;
        Assert.That(list, Does.Contain(codes[0]).And.Contain(codes[1]));
        var nothing = await _clerk.Get("/samples?q=" + Uri.EscapeDataString("kopi'); --"));
        Assert.That(WebUtility.HtmlDecode(nothing.Text), Does.Contain("Tidak ada contoh uji dengan kode “kopi'); --”"));
    }

    [TestCase("tiada")]
    [TestCase("2026-0001-99999")]
    [TestCase("2026-0001-01'--")]
    [TestCase("%00")]
    [TestCase("..%2F..%2Fetc")]
    [TestCase("%F0%9F%98%80")]
    [TestCase("K99999999999999999999999-01")]
    public async Task A_code_that_no_sample_has_is_not_found(string code) =>
        Assert.That((await _clerk.Get("/samples/" + code)).Status, Is.EqualTo(404).Or.EqualTo(400));

    [Test]
    public async Task Marked_samples_are_moved_and_what_lacks_is_said_at_its_field()
    {
        var id = await LabSop.Received(App, "Simpan", "Kopi", "Teh");
        var (to, codes) = ($"/cases/{id}/samples/moves", await Codes(id));
        var nothing = await _clerk.Submit($"/cases/{id}", to, ("kind", "stored"), ("place", "Lemari A2"));
        Assert.That(nothing.Status, Is.EqualTo(422));
        Assert.That(nothing.Text, Does.Contain("Tandai dahulu contohnya."));
        var lacking = await _clerk.Submit($"/cases/{id}", to, ("kind", "stored"), ("sample", codes[1] + ":1"));
        Assert.That(lacking.Status, Is.EqualTo(422));
        Assert.That(lacking.Text, Does.Match("is-invalid\"[^>]*id=\"sample-place\"").And.Match($"value=\"{codes[1]}:1\"\\s+checked"));

        var stored = await _clerk.Submit(
            $"/cases/{id}", to, ("kind", "stored"), ("sample", codes[0] + ":1"), ("sample", codes[1] + ":1"), ("place", "Lemari A2"),
            ("note", "Sisa contoh"));
        Assert.That(stored.Status, Is.EqualTo(303), stored.Text);
        Assert.That((await _clerk.Get($"/cases/{id}")).Text, Does.Contain("Disimpan di Lemari A2"));
        Assert.That((await _clerk.Get("/samples?state=stored&place=Lemari+A2")).Text, Does.Contain(codes[0]).And.Contain(codes[1]));
        Assert.That((await _clerk.Get("/samples.csv?place=Lemari+A2")).Text, Does.Contain(codes[0]).And.Contain("Lemari A2"));

        var late = await _clerk.Submit($"/samples/{codes[0]}", $"/samples/{codes[0]}/moves",
            ("kind", "takenout"), ("sample", codes[0] + ":1"));
        Assert.That(await App.Scalar<string>("select string_agg(note, '') from sample_moves where case_id = @id", new { id }), Is.Empty,
            "what was typed for another deed is no remark on this one");
        Assert.That(late.Status, Is.EqualTo(422));
        Assert.That(WebUtility.HtmlDecode(late.Text), Does.Contain($"Data contoh {codes[0]} sudah diubah oleh")
            .And.Contain($"{codes[0]}:2"), "with the revision that it has now");
        var other = await _clerk.Submit($"/cases/{id}", to, ("kind", "labelled"), ("sample", "2026-9999-01:1"));
        Assert.That(other.Status, Is.EqualTo(422));
    }

    [Test]
    public async Task The_log_says_who_had_it_and_nothing_follows_its_end()
    {
        var id = await LabSop.Received(App, "Jejak", "Kopi");
        var code = (await Codes(id))[0];
        var analyst = await App.Person("analis1.pekanbaru");
        await Deed(code, 1, ("kind", "labelled"));
        await Deed(code, 2, ("kind", "handed"), ("to", $"{analyst}"));
        await Deed(code, 3, ("kind", "returned"), ("toName", "Bu Rina <b>"), ("note", "Sisa contoh"));

        var page = WebUtility.HtmlDecode((await _clerk.Get($"/samples/{code}")).Text);
        Assert.That(Regex.Matches(page, "<span class=\"d-block\">(.*?)</span>").Select(match => match.Groups[1].Value).ToList(),
            Has.Count.EqualTo(4).And.Some.Contain("kondisi: Baik").And.Some.Contain("kepada Bu Rina <b>: Sisa contoh"));
        Assert.That(page, Does.Not.Contain("name=\"kind\""), "it is over");
        var more = await _clerk.Submit("/account", $"/samples/{code}/moves", ("kind", "stored"), ("place", "B"), ("sample", code + ":4"));
        Assert.That((more.Status, more.Text.Contains("sudah dikembalikan", StringComparison.Ordinal)), Is.EqualTo((422, true)));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_customer_s_own_list_waits_for_the_samples_and_a_member_of_staff_receives_them()
    {
        var id = await LabSop.Start(App, "Titip", "pelanggan");
        using (var customer = await App.Client("pelanggan1.pekanbaru"))
        {
            var sent = await customer.Post($"tasks/{id}-1/completion", new { data = new { contoh = new[] { new { nama = "Kopi" } } } });
            Assert.That(sent.Status, Is.EqualTo(200), sent.Text);
        }

        using var analyst = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var code = (await Codes(id))[0];
        Assert.That((await analyst.Get($"/samples/{code}")).Text, Does.Contain("Belum diterima").And.Contain("value=\"received\"")
            .And.Not.Contain("value=\"stored\""));
        var early = await analyst.Submit($"/samples/{code}", $"/samples/{code}/moves", ("kind", "labelled"), ("sample", code + ":1"));
        Assert.That(early.Text, Does.Contain("belum diterima"));
        var received = await analyst.Submit($"/samples/{code}", $"/samples/{code}/moves",
            ("kind", "received"), ("condition", "Segel utuh"), ("sample", code + ":1"));
        Assert.That(received.Status, Is.EqualTo(303), received.Text);

        using var seen = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var page = (await seen.Get($"/cases/{id}")).Text;
        var analystName = await App.Scalar<string>("select name from people where user_name = 'analis1.pekanbaru'");
        Assert.That(page, Does.Contain(code).And.Contain("Segel utuh").And.Not.Contain(analystName).And.Not.Contain("/labels"));
        Assert.That((await seen.Get($"/samples/{code}")).Status, Is.EqualTo(403));
        Assert.That((await seen.Get($"/cases/{id}/labels")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Other_staff_and_auditors_read_and_other_offices_find_nothing()
    {
        var id = await LabSop.Received(App, "Baca", "Kopi");
        var code = (await Codes(id))[0];
        foreach (var (name, status) in new[] { ("auditor.pekanbaru", 403), ("bendahara1.pekanbaru", 403), ("kepala.pekanbaru", 303) })
        {
            if (await App.Scalar<long?>("select id from people where user_name = @name", new { name }) is null) continue;
            using var one = await SessionClient.SignIn(App, name);
            var page = await one.Get($"/samples/{code}");
            Assert.That(page.Status, Is.EqualTo(200), name);
            Assert.That(page.Text, status == 303 ? Does.Contain("name=\"kind\"") : Does.Not.Contain("name=\"kind\""), name);
            var moved = await one.Submit("/account", $"/samples/{code}/moves", ("kind", "labelled"), ("sample", code + ":1"));
            Assert.That(moved.Status, Is.EqualTo(status), name);
        }

        using var other = await SessionClient.SignIn(App, "admin.palembang");
        Assert.That((await other.Get($"/samples/{code}")).Status, Is.EqualTo(404));
        Assert.That((await other.Get("/samples?q=" + code)).Text, Does.Contain("Tidak ada contoh uji"));
    }

    [Test]
    public async Task Labels_hold_the_row_without_amounts_and_customer_and_begin_where_the_sheet_is_free()
    {
        var id = await LabSop.Received(App, "Cetak", "Kopi bubuk", "Teh");
        var codes = await Codes(id);
        var page = WebUtility.HtmlDecode((await _clerk.Get($"/cases/{id}/labels?start=3")).Text);
        var labels = page[page.IndexOf("class=\"labels ", StringComparison.Ordinal)..];

        Assert.That(Regex.Matches(labels, "<div class=\"label\">\\s*(<div class=\"label-qr\">)?").Select(match => match.Groups[1].Success),
            Is.EqualTo(new[] { false, false, true, true }));
        Assert.That(labels, Does.Contain(codes[0]).And.Contain("Parameter: Kadar air · Suhu simpan: 4 °C · Kondisi: Baik")
            .And.Not.Contain("150.000").And.Not.Contain(await App.Scalar<string>(
                "select name from people where user_name = 'pelanggan1.pekanbaru'")));
        Assert.That(Decoded(labels), Is.EqualTo(codes.Select(code => $"{App.Address}samples/{code}")));
        var one = (await _clerk.Get($"/cases/{id}/labels?paper=roll&sample={codes[1]}")).Text;
        Assert.That(Regex.Count(one, "class=\"label-qr\""), Is.EqualTo(1));
        Assert.That((await _clerk.Get($"/cases/{id}/labels?start=-4&paper=%00&sample=x")).Status, Is.EqualTo(200).Or.EqualTo(422));

        var stuck = await _clerk.Submit($"/cases/{id}/labels", $"/cases/{id}/samples/moves",
            ("kind", "labelled"), ("sample", codes[0] + ":1"), ("sample", codes[1] + ":1"));
        Assert.That(stuck.Status, Is.EqualTo(303), stuck.Text);
        Assert.That((await _clerk.Get($"/cases/{id}/labels")).Text, Does.Not.Contain("value=\"labelled\""));
    }

    /// <summary>The texts of the QR codes, read back from their drawings.</summary>
    private static IEnumerable<string> Decoded(string page)
    {
        const int Scale = 4;
        foreach (Match code in Regex.Matches(page, "class=\"qr-code\" viewBox=\"0 0 ([0-9]+) [0-9]+\".*?<path d=\"([^\"]*)\"",
            RegexOptions.Singleline))
        {
            var side = int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture) * Scale;
            var grey = Enumerable.Repeat((byte)255, side * side).ToArray();
            foreach (Match dark in Regex.Matches(code.Groups[2].Value, "M([0-9]+) ([0-9]+)h1v1h-1z"))
            {
                var (x, y) = (int.Parse(dark.Groups[1].Value, CultureInfo.InvariantCulture) * Scale,
                    int.Parse(dark.Groups[2].Value, CultureInfo.InvariantCulture) * Scale);
                for (var row = 0; row < Scale; row++) Array.Fill(grey, (byte)0, ((y + row) * side) + x, Scale);
            }

            yield return new BarcodeReaderGeneric().Decode(grey, side, side, RGBLuminanceSource.BitmapFormat.Gray8)?.Text ?? "unread";
        }
    }

    private async Task Deed(string code, int revision, params (string, string)[] fields)
    {
        var done = await _clerk.Submit($"/samples/{code}", $"/samples/{code}/moves", [.. fields, ("sample", $"{code}:{revision}")]);
        Assert.That(done.Status, Is.EqualTo(303), done.Text);
    }

    private async Task<List<string>> Codes(long id) => (await App.Scalar<string>(
        "select string_agg(code, ' ' order by line) from samples where case_id = @id", new { id }))!.Split(' ').ToList();
}
