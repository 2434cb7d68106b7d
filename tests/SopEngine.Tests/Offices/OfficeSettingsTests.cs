using System.Net.Http.Headers;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Offices;

/// <summary>An office sets its own name, paper and rules, and SOPs begin with them.</summary>
internal sealed class OfficeSettingsTests : AppTest
{
    /// <summary>A picture of two points, red and half transparent blue.</summary>
    private static readonly byte[] Logo = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8AAQg0AD3oDfnfpf5cAAAAASUVORK5CYII=");

    private SessionClient _admin = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _admin = await SessionClient.SignIn(App, "admin.pekanbaru");

    [OneTimeTearDown]
    public void SignOut() => _admin.Dispose();

    [Test]
    public async Task The_settings_are_kept_logged_and_printed_on_the_offices_paper()
    {
        var saved = await Save(Logo, ("address", "Jl. Hangtuah 26\nPekanbaru 28112"), ("phone", "0761-22311"), ("email", "uji@riau.test"),
            ("letterhead", "Kementerian Perindustrian"), ("approval", "on"));
        Assert.That(saved.Status, Is.EqualTo(303), saved.Text);

        var page = (await _admin.Get("/office")).Text;
        Assert.That(page, Does.Contain("(0761) 22311").And.Contain("Kementerian Perindustrian").And.Contain("data:image/png;base64,"));
        var log = System.Net.WebUtility.HtmlDecode((await _admin.Get("/people/log?kind=Office")).Text);
        Assert.That(log, Does.Contain("Pengaturan kantor diubah")
            .And.Contain("SOP baru berlaku setelah disetujui kepala kantor: tidak → ya")
            .And.Contain("Alamat: — → Jl. Hangtuah 26"));

        using var clerk = await App.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Kopi", customer = "pelanggan1.pekanbaru" });
        foreach (var paper in new[] { "print", "slip" })
        {
            using var session = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
            using var pdf = PdfDocument.Open((await session.Get($"/cases/{started["id"]}/{paper}")).Bytes);
            var text = string.Join(' ', pdf.GetPage(1).GetWords().Select(word => word.Text));
            Assert.That(text, Does.Contain("KEMENTERIAN PERINDUSTRIAN").And.Contain("Jl. Hangtuah 26").And.Contain("Telp. (0761) 22311"));
            Assert.That(pdf.GetPage(1).GetImages().Count(), Is.EqualTo(1), $"the logo on {paper}");
        }
    }

    [Test]
    public async Task With_approval_an_author_alone_puts_nothing_in_force()
    {
        await Save(null, ("approval", "on"));
        await App.Scalar<int>(
            "update people set roles = array['author'] where user_name = 'analis1.pekanbaru' returning 1");
        using var author = await SessionClient.SignIn(App, "analis1.pekanbaru");
        Assert.That((await author.Submit("/sops/shelf", ("sop", "sop-013-inaker-2023"))).Status, Is.EqualTo(303));

        var asked = await author.Submit("/sops/sop-013-inaker-2023", "/sops/sop-013-inaker-2023/force",
            ("version", "1"), ("revision", "1"), ("despite", "on"));
        Assert.That(asked.Status, Is.EqualTo(422).Or.EqualTo(403), asked.Text);
        Assert.That(await App.Scalar<int>("select count(*)::int from definitions d join units u on u.id = d.unit_id " +
            "where u.code = 'bppsi-pekanbaru' and d.definition_id = 'sop-013-inaker-2023' and d.is_published"), Is.Zero);

        Assert.That((await Save(null)).Status, Is.EqualTo(303), "without the tick");
        var put = await author.Submit("/sops/sop-013-inaker-2023", "/sops/sop-013-inaker-2023/force",
            ("version", "1"), ("revision", "1"), ("despite", "on"));
        Assert.That(put.Status, Is.EqualTo(303), put.Text);
    }

    [Test]
    public async Task A_sop_with_gaps_is_put_in_force_only_by_somebody_who_was_told()
    {
        Assert.That((await _admin.Submit("/sops/shelf", ("sop", "sop-4-bipa-5"))).Header("Location"), Is.EqualTo("/sops/sop-4-bipa-5"));
        Assert.That((await _admin.Get("/sops/shelf")).Text, Does.Contain("Sudah diambil"));

        var untold = await _admin.Submit("/sops/sop-4-bipa-5", "/sops/sop-4-bipa-5/force", ("version", "1"), ("revision", "1"));
        Assert.That(untold.Status, Is.EqualTo(422));
        Assert.That(untold.Text, Does.Contain("belum memiliki pegawai").And.Contain("Tanggal efektif belum diisi"));
        var told = await _admin.Submit("/sops/sop-4-bipa-5", "/sops/sop-4-bipa-5/force",
            ("version", "1"), ("revision", "1"), ("despite", "on"));
        Assert.That(told.Status, Is.EqualTo(303), told.Text);
        Assert.That(await App.Scalar<string>("select note from definition_log l join units u on u.id = l.unit_id " +
            "where u.code = 'bppsi-pekanbaru' and l.definition_id = 'sop-4-bipa-5' and l.action = 'put_in_force'"),
            Does.Contain("Tanggal efektif belum diisi"));
    }

    [Test]
    public async Task A_sample_whose_number_another_sop_of_the_office_has_is_not_taken()
    {
        var begun = await _admin.Submit("/sops/new", "/sops",
            ("form", $"{Guid.NewGuid()}"), ("name", "Konsultasi kami"), ("number", "B-1664 /OT.010/H.1.1/07/2023"));
        Assert.That(begun.Status, Is.EqualTo(303), begun.Text);

        var taken = await _admin.Submit("/sops/shelf", ("sop", "sop-b-1664-2023"));

        Assert.That(taken.Status, Is.EqualTo(422), taken.Text);
        Assert.That(taken.Text, Does.Contain("Konsultasi kami"));
    }

    [Test]
    public async Task A_new_sop_begins_with_the_offices_ladder_letterhead_and_head()
    {
        await Save(null, ("letterhead", "Kementerian Perindustrian"), ("rungAt", "50"), ("rungTo", "head"), ("rungMode", "notify"));
        Assert.That((await _admin.Submit("/sops/new", "/sops", ("form", $"{Guid.NewGuid()}"), ("name", "Layanan baru sekali"))).Status,
            Is.EqualTo(303));

        var sop = await App.Scalar<string>(
            "select json #>> '{customProperties,sop}' from definitions where name = 'Layanan baru sekali'");
        Assert.That(sop, Does.Contain("Kementerian Perindustrian").And.Match("\"escalation\":\\s*\\[\\s*\\{\\s*\"at\":\\s*50"));
        Assert.That(sop, Does.Contain(await App.Scalar<string>("select name from people where user_name = 'kepala.pekanbaru'")));
    }

    [TestCase("name", "", "Nama kantor")]
    [TestCase("phone", "22311", "Nomor telepon tidak dikenali")]
    [TestCase("email", "uji", "Alamat e-mail tidak benar")]
    [TestCase("rungAt", "0", "angka 1 sampai 1000")]
    [TestCase("language", "jv", "")]
    public async Task A_wrong_setting_is_told_and_nothing_changes(string field, string value, string told)
    {
        var before = await App.Scalar<string>("select row(u.*)::text from units u where code = 'bppsi-pekanbaru'");
        var answer = await Save(null, (field, value), ("rungTo", "head"), ("rungMode", "notify"));

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain(told));
        Assert.That(await App.Scalar<string>("select row(u.*)::text from units u where code = 'bppsi-pekanbaru'"), Is.EqualTo(before));
    }

    [Test]
    public async Task A_logo_is_kept_without_the_notes_of_its_camera()
    {
        byte[] photo =
        [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 26, .. "Exif\0\0Rumah Kepala Balai"u8, 0xFF, 0xFE, 0, 9, .. "Rahasia"u8,
            0xFF, 0xC0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0, 0x55, 0xFF, 0xD9,
        ];
        Assert.That((await Save(photo)).Status, Is.EqualTo(303));

        var kept = await App.Scalar<byte[]>(
            "select bytes from unit_logos l join units u on u.id = l.unit_id "
                + "where u.code = 'bppsi-pekanbaru' and l.media_type = 'image/jpeg'");
        Assert.That(kept, Is.EqualTo((byte[])[0xFF, 0xD8, .. photo[41..]]));
    }

    [Test]
    public async Task A_file_that_is_no_picture_is_no_logo()
    {
        Assert.That((await Save("<svg onload='x()'/>"u8.ToArray())).Status, Is.EqualTo(422));
        Assert.That((await Save([.. Logo[..40]])).Status, Is.EqualTo(422), "a broken picture");
        Assert.That((await Save([.. Logo, .. new byte[520_000]])).Status, Is.EqualTo(422), "too large");
    }

    private Task<SessionClient.Answer> Save(byte[]? logo, params (string Name, string Value)[] changed) =>
        Save(_admin, logo, changed);

    private static async Task<SessionClient.Answer> Save(
        SessionClient admin, byte[]? logo, params (string Name, string Value)[] changed)
    {
        var fields = new Dictionary<string, string> { ["name"] = "Balai Uji Pekanbaru", ["shortName"] = "Balai Uji", ["language"] = "id" };
        foreach (var (name, value) in changed) fields[name] = value;
        var token = System.Text.RegularExpressions.Regex.Match(
            (await admin.Get("/office")).Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        if (logo is not null)
        {
            var file = new ByteArrayContent(logo);
            file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            form.Add(file, "logo", "logo.png");
        }

        return await admin.Send(HttpMethod.Post, "/office", form);
    }
}
