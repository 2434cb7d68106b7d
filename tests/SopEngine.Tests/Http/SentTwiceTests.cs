using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>Forms that are sent twice, by a double click or a retry, and values that a form or an address cannot have.</summary>
internal sealed class SentTwiceTests : AppTest
{
    private SessionClient _head = null!;

    [OneTimeSetUp]
    public async Task SignIn() => _head = await SessionClient.SignIn(App, "kepala.palembang");

    [OneTimeTearDown]
    public void SignOut() => _head.Dispose();

    [Test]
    public async Task A_note_on_a_day_is_written_once_and_another_text_is_another_note()
    {
        Assert.That((await _head.Get("/dashboard/notes")).Text, Does.Contain("name=\"key\""));
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Note("Alat rusak")));
        Assert.That(sent.Select(answer => answer.Status), Is.All.EqualTo(303));
        Assert.That((await Note("Kantor pindah")).Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<string>(
            "select string_agg(text, '|' order by id) from day_notes where text in ('Alat rusak', 'Kantor pindah')"),
            Is.EqualTo("Alat rusak|Kantor pindah"));

        Task<SessionClient.Answer> Note(string text) => _head.Submit(
            "/dashboard/notes", "/dashboard/notes", ("day", "2026-11-20"), ("text", text), ("key", "catatan-1"));
    }

    [Test]
    public async Task A_threshold_is_set_once()
    {
        Assert.That((await _head.Get("/dashboard/thresholds")).Text, Does.Contain("name=\"key\""));
        var person = $"{await App.Person("kepala.palembang")}";
        for (var time = 0; time < 2; time++)
        {
            var sent = await _head.Submit("/dashboard/thresholds", "/dashboard/thresholds",
                ("figure", "late"), ("atLeast", "77"), ("people", person), ("key", "ambang-1"));
            Assert.That(sent.Status, Is.EqualTo(303), sent.Text);
        }

        Assert.That(await App.Scalar<int>("select count(*)::int from thresholds where at_least = 77"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_schedule_is_made_once()
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var page = await admin.Get("/schedules/new");
        Assert.That(page.Text, Does.Contain("name=\"key\""));
        var sop = System.Text.RegularExpressions.Regex.Match(page.Text, "<option value=\"([^\"]+)\"").Groups[1].Value;
        for (var time = 0; time < 2; time++)
        {
            var sent = await admin.Submit("/schedules/new", "/schedules",
                ("sop", sop), ("every", "Cron"), ("cron", "0 8 * * 1"), ("title", "Kirim dua kali"), ("key", "jadwal-1"));
            Assert.That(sent.Status, Is.EqualTo(303), sent.Text);
        }

        Assert.That(await App.Scalar<int>("select count(*)::int from schedules where title = 'Kirim dua kali'"), Is.EqualTo(1));
    }

    [TestCase("/calendar?year=x", "year")]
    [TestCase("/sops/pk-tu-pjt-02/sheet?version=x", "version")]
    [TestCase("/sops/pk-tu-pjt-02/move?case=x", "case")]
    [TestCase("/cases/1?until=x", "until")]
    [TestCase("/tariffs?past=x", "past")]
    [TestCase("/documents/templates/bpcu?version=x", "version")]
    public async Task A_value_that_an_address_cannot_have_is_named(string address, string name)
    {
        var answer = await _head.Get(address);
        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(System.Net.WebUtility.HtmlDecode(answer.Text),
            Does.Contain($"Nilai “{name}” pada alamat atau formulir tidak sesuai."));
    }

    [TestCase("/cases?holder=x&standing=x&list=x&order=7&from=x")]
    [TestCase("/inbox?holder=x&standing=0&due=x&list=x")]
    [TestCase("/dashboard?who=x&from=x&to=x&by=9&standing=7&days=x")]
    [TestCase("/dashboard/list?order=x&after=x")]
    [TestCase("/dashboard/promises?outcome=x")]
    [TestCase("/samples?state=x&after=x")]
    [TestCase("/bills?state=x&from=x&after=x")]
    [TestCase("/people?list=x&after=x")]
    [TestCase("/customers?after=x")]
    [TestCase("/sops/assessments?months=x")]
    [TestCase("/messages?after=x")]
    public async Task Filters_that_cannot_be_leave_a_list_as_it_is(string address) =>
        Assert.That((await _head.Get(address)).Status, Is.EqualTo(200));

    [TestCase("/sops/assessments/interval", "months", "x")]
    [TestCase("/people/import/rows", "expected", "x")]
    [TestCase("/tariffs/import/rows", "expected", "-")]
    public async Task A_tampered_value_of_a_form_is_named(string form, string field, string value)
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var answer = await admin.Submit("/account", form, (field, value), ("table", "[[\"Nama\"],[\"Sari\"]]"));
        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(System.Net.WebUtility.HtmlDecode(answer.Text), Does.Contain($"Nilai “{field}”"));
    }

    [TestCase("5", "[[\"Nama\"],[\"Sari\"]]")]
    [TestCase("1", "[[\"Nama\"]")]
    [TestCase("1", "{}")]
    public async Task A_tampered_table_is_refused_with_a_message(string expected, string table)
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        var answer = await admin.Submit("/account", "/people/import/rows", ("expected", expected), ("table", table));
        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain("alert-danger"));
    }
}
