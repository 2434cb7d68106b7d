using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using SopEngine.Web.Chrome;

namespace SopEngine.Tests.Staff;

/// <summary>People come from a table, after a preview of its rows; posts keep their holders.</summary>
internal sealed class ImportTests : AppTest
{
    private const string Table =
        "Nama;NIP;E-mail;Jabatan;Pelaksana;Peran;Nama pengguna\r\n"
        + "Siti Rahma Yanti, S.Si.;19861101 200911 2 001;siti@kantor.test;Analis Muda;Analis;;\r\n"
        + "Budi Hartanto;;;Bendahara;\"Tidak Ada Ini\";;\r\n"
        + "Siti Rahma Yanti, S.Si.;19861101 200911 2 001;;;;;\r\n"
        + ";;;;;;tanpa.nama\r\n"
        + "Darma Wijaya;12345;bukan-surel;;;Juragan;\r\n"
        + "Rina Kusuma Dewi;;;Kepala Seksi;;Pengawas;rina.seksi\r\n";

    private SessionClient _admin = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _admin = await SessionClient.SignIn(App, "admin.pekanbaru");

    [OneTimeTearDown]
    public void SignOut() => _admin.Dispose();

    [Test]
    public async Task A_table_is_shown_row_by_row_and_only_its_good_rows_are_saved_when_confirmed()
    {
        var people = await Count();
        var preview = await Send(Encoding.UTF8.GetBytes("\uFEFF" + Table), "pegawai.csv");
        Assert.That(preview.Status, Is.EqualTo(200), preview.Text);
        Assert.That(WebUtility.HtmlDecode(preview.Text), Does.Contain("2 dari 6 baris")
            .And.Contain("Pelaksana “Tidak Ada Ini” tidak dikenal")
            .And.Contain("Sudah ada dengan nama Siti Rahma Yanti").And.Contain("Nama kosong").And.Contain("NIP terdiri atas 18 angka")
            .And.Contain("Alamat e-mail tidak benar").And.Contain("Peran “Juragan” tidak dikenal"));
        Assert.That(await Count(), Is.EqualTo(people), "nothing is saved before it is confirmed");

        var table = WebUtility.HtmlDecode(Regex.Match(preview.Text, "name=\"table\" value=\"([^\"]*)\"").Groups[1].Value);
        Assert.That((await _admin.Submit("/people/import", "/people/import/rows", ("table", table), ("expected", "5"))).Status,
            Is.EqualTo(422), "another number than was shown");
        var saved = await _admin.Submit("/people/import", "/people/import/rows", ("table", table), ("expected", "2"));
        Assert.That(saved.Status, Is.EqualTo(303), saved.Text);

        Assert.That(await Count(), Is.EqualTo(people + 2));
        Assert.That(await App.Scalar<string>(
            "select concat_ws('|', p.user_name, p.nip, p.email, p.title, h.lane) from people p " +
                "join lane_holders h on h.unit_id = p.unit_id and h.person_id = p.id where p.nip = '198611012009112001'"),
            Does.StartWith("siti.rahma.yanti|198611012009112001|siti@kantor.test|Analis Muda|"));
        Assert.That(await App.Scalar<string>("select array_to_string(roles, ',') from people where user_name = 'rina.seksi'"),
            Is.EqualTo("supervisor"));
        Assert.That((await _admin.Submit("/people/import", "/people/import/rows", ("table", table), ("expected", "2"))).Status,
            Is.EqualTo(422), "a table sent again holds nobody new");
        Assert.That((await _admin.Get("/people/posts")).Text, Does.Contain("Analis Muda").And.Contain("Siti Rahma Yanti"));
    }

    [Test]
    public async Task A_spreadsheet_is_read_as_well()
    {
        var file = new TableFile("x", ["Nama", "Jabatan"], [["Joko Prasetyo Adi", "Arsiparis"], [null, null]]).ToXlsx();

        Assert.That((await Send(file, "pegawai.xlsx")).Text, Does.Contain("1 dari 1 baris").And.Contain("joko.prasetyo.adi"));
    }

    [Test]
    public async Task A_user_name_of_another_office_is_refused_and_a_made_one_gets_a_number()
    {
        var table = "Nama;Nama pengguna\r\nAdmin Palembang;\r\nWira Saputra Jaya;pengelola1.palembang\r\n";

        Assert.That((await Send(Encoding.UTF8.GetBytes(table), "pegawai.csv")).Text,
            Does.Contain("1 dari 2 baris").And.Contain("admin.palembang2"));
    }

    [TestCase("Jabatan;NIP\r\nAnalis;", "tidak mempunyai kolom Nama")]
    [TestCase("PK\u0003\u0004bukan zip", "Tabel tidak dapat dibaca")]
    [TestCase("Nama\r\n\0", "Tabel tidak dapat dibaca")]
    [TestCase("", "")]
    public async Task A_file_that_is_no_table_of_people_is_refused(string content, string told)
    {
        var answer = await Send(Encoding.UTF8.GetBytes(content), "x.csv");

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain(told));
    }

    [Test]
    public async Task Posts_keep_who_held_them_from_when_to_when()
    {
        var analyst = await App.Person("analis1.pekanbaru");
        var noted = await _admin.Submit("/people/posts", ("post", "Kepala Balai Lama"), ("holder", $"{analyst}"), ("from", "2019-01-02"),
            ("until", "2021-06-30"), ("decree", "SK 12/2019"));
        Assert.That(noted.Status, Is.EqualTo(303), noted.Text);
        Assert.That((await _admin.Submit("/people/posts", ("post", "Kepala Balai Lama"), ("holder", $"{analyst}"), ("from", "2022-01-02"),
            ("until", "2021-06-30"))).Status, Is.EqualTo(422));

        Assert.That((await _admin.Get("/people/posts?on=2020-05-05")).Text, Does.Contain("Kepala Balai Lama").And.Contain("SK 12/2019"));
        Assert.That((await _admin.Get("/people/posts?on=2018-05-05")).Text, Does.Not.Contain("Kepala Balai Lama"));
        Assert.That((await _admin.Get("/people/posts?on=2021-07-01")).Text, Does.Not.Contain("SK 12/2019"));
    }

    private Task<int> Count() => App.Scalar<int>("select count(*)::int from people where kind = 'staff'");

    private async Task<SessionClient.Answer> Send(byte[] file, string name)
    {
        var token = Regex.Match(
            (await _admin.Get("/people/import")).Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        return await _admin.Send(HttpMethod.Post, "/people/import", new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new ByteArrayContent(file), "file", name },
        });
    }
}
