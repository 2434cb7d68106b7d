using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>Documents over HTTP: the pages as a browser without scripts uses them, and the API.</summary>
internal sealed partial class DocumentPagesTests : AppTest
{
    private const string Pdf = "%PDF-1.7\nisi surat";

    [Test]
    public async Task A_form_with_a_file_sent_again_after_a_lost_answer_takes_effect_once()
    {
        var (id, staff, _) = await Compensation();
        (string, string)[] fields = [("requirement", "Form Monitoring SPM"), ("key", "kunci-berkas")];

        var first = await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/completion", ("surat.pdf", Pdf), fields);
        var again = await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/completion", ("surat.pdf", Pdf), fields);

        Assert.That((first.Status, again.Status), Is.EqualTo((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther)), again.Text);
        Assert.That(await App.Scalar<int>("select count(*)::int from documents where case_id = @id", new { id }), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_scripts_the_file_of_a_refused_form_is_kept_for_the_next()
    {
        var (id, staff, _) = await Compensation();

        var refused = await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/completion", ("surat.pdf", Pdf));
        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(refused.Text, Does.Contain("Form Monitoring SPM: centang").And.Contain("surat.pdf"));

        var document = Hidden().Match(refused.Text).Groups[1].Value;
        var done = await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/completion", null, ("requirement", "Form Monitoring SPM"),
            ("document", document));
        Assert.That(done.Status, Is.EqualTo(HttpStatusCode.SeeOther), done.Text);
        Assert.That(await App.Scalar<bool>("select attached_at is not null from documents where id = @id",
            new { id = long.Parse(document, System.Globalization.CultureInfo.InvariantCulture) }), Is.True);
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task Uploaded_files_are_served_so_that_a_browser_runs_nothing_in_them()
    {
        var (id, staff, _) = await Compensation();
        var name = "surat penting – é.pdf";
        Assert.That((await Post(staff, $"/cases/{id}", $"/cases/{id}/documents", (name, Pdf))).Status, Is.EqualTo(HttpStatusCode.SeeOther));
        var document = await Latest();

        using var saved = await staff.GetAsync($"/documents/{document}");
        using var shown = await staff.GetAsync($"/documents/{document}/preview");
        using var range = new HttpRequestMessage(HttpMethod.Get,
            $"/documents/{document}")
        { Headers = { Range = new RangeHeaderValue(5, 7) } };
        using var part = await staff.SendAsync(range);
        using var again = new HttpRequestMessage(HttpMethod.Get,
            $"/documents/{document}")
        { Headers = { IfNoneMatch = { saved.Headers.ETag! } } };
        using var unchanged = await staff.SendAsync(again);

        Assert.Multiple(async () =>
        {
            Assert.That(saved.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("attachment"));
            Assert.That(saved.Content.Headers.ContentDisposition!.FileNameStar, Is.EqualTo(name));
            Assert.That(saved.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/pdf"));
            Assert.That(saved.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"));
            Assert.That(saved.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'; sandbox"));
            Assert.That(shown.Content.Headers.ContentDisposition!.DispositionType, Is.EqualTo("inline"));
            Assert.That(shown.Headers.GetValues("Content-Security-Policy").Single(), Does.StartWith("default-src 'none'"));
            Assert.That(part.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
            Assert.That(await part.Content.ReadAsStringAsync(), Is.EqualTo(Pdf[5..8]));
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        });
    }

    [Test]
    public async Task A_customer_sees_their_own_and_shared_documents_and_no_others()
    {
        var (id, staff, customer) = await Compensation();
        await Post(staff, $"/cases/{id}", $"/cases/{id}/documents", ("rahasia.pdf", Pdf + "1"));
        var theirs = await Latest();
        Assert.That((await customer.GetAsync($"/documents/{theirs}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await customer.GetStringAsync($"/cases/{id}"), Does.Not.Contain("rahasia.pdf"));

        await Post(staff, $"/cases/{id}", $"/documents/{theirs}/sharing", null, ("shared", "true"));
        Assert.That((await customer.GetAsync($"/documents/{theirs}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Post(customer, $"/cases/{id}", $"/cases/{id}/documents", ("bukti.pdf", Pdf + "2"));
        var own = await Latest();
        Assert.That((await customer.GetAsync($"/documents/{own}")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await Post(customer, $"/cases/{id}", $"/documents/{own}/sharing", null, ("shared", "false"))).Status,
            Is.EqualTo(HttpStatusCode.Forbidden));

        using var stranger = await SignIn("kepala.pekanbaru");
        Assert.That((await stranger.GetAsync($"/documents/{own}")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "of another unit");
    }

    [Test]
    public async Task Comments_stay_among_staff_unless_shared_with_the_customer_and_can_mention_colleagues()
    {
        var (id, staff, customer) = await Compensation();
        var head = await App.Person("kepala.palembang");
        await Post(staff, $"/cases/{id}", $"/cases/{id}/comments", null, ("text", "Alat rusak, mohon arahan @kepala.palembang"));
        await Post(staff, $"/cases/{id}", $"/cases/{id}/comments", null, ("text", "Mohon ditunggu."), ("shared", "true"),
            ("back", "//jahat.example"));
        var empty = await Post(staff, $"/cases/{id}", $"/cases/{id}/comments", null, ("text", " "));

        var seen = await customer.GetStringAsync($"/cases/{id}");
        Assert.That(seen, Does.Contain("Mohon ditunggu.").And.Not.Contain("Alat rusak"));
        Assert.That(empty.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        var stored = await App.Scalar<string>(
            "select event::text from history where event->>'event' = 'commentAdded' and case_id = @id order by seq limit 1", new { id });
        Assert.That(JsonDocument.Parse(stored!).RootElement.GetProperty("mentions")[0].GetInt64(), Is.EqualTo(head));
        Assert.That(await App.Scalar<long>("select count(*) from messages where kind = 'mention' and person_id = @head and case_id = @id",
            new { head, id }), Is.EqualTo(1));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_draft_comes_back_in_another_session_and_goes_with_the_completion()
    {
        var (id, staff, _) = await Compensation();
        var saved = await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/draft?part=true", null, ("comment", "Belum selesai ditulis"),
            ("waive.0", "menyusul"));
        Assert.That(saved.Status, Is.EqualTo(HttpStatusCode.OK));

        using var elsewhere = await SignIn("pengelola1.palembang");
        Assert.That(await elsewhere.GetStringAsync($"/tasks/{id}-1"), Does.Contain("Belum selesai ditulis").And.Contain("menyusul"));
        using var colleague = await SignIn("kepala.palembang");
        Assert.That(await colleague.GetStringAsync($"/tasks/{id}-1"), Does.Not.Contain("Belum selesai ditulis"), "it is one's own");
        Assert.That((await Post(colleague, $"/cases/{id}", $"/tasks/{id}-1/draft", null, ("comment", "x"))).Status,
            Is.EqualTo(HttpStatusCode.Forbidden));

        await Post(staff, $"/tasks/{id}-1", $"/tasks/{id}-1/completion", null, ("waive.0", "menyusul"));
        Assert.That(await App.Scalar<long>("select count(*) from task_drafts where case_id = @id", new { id }), Is.Zero);
        Assert.That(await staff.GetStringAsync($"/cases/{id}"), Does.Contain("Tanpa Form Monitoring SPM: menyusul"));
    }

    [Test]
    public async Task The_API_takes_a_file_and_completes_a_step_with_it_and_names_each_requirement_that_is_missing()
    {
        var (id, _, _) = await Compensation();
        using var client = await App.Client("pengelola1.palembang");
        var sent = await client.Send("POST", $"tasks/{id}-1/documents?name=data.csv", "a;b\r\n", contentType: "application/octet-stream");
        var wrong = await client.Send("POST", $"tasks/{id}-1/documents?name=data.pdf", "bukan", contentType: "application/octet-stream");
        var large = await client.Send("POST", $"tasks/{id}-1/documents?name=besar.txt", new string('a', (20 * 1024 * 1024) + 1),
            contentType: "application/octet-stream");
        Assert.That((sent.Status, wrong.Status, large.Status), Is.EqualTo((201, 422, 422)), sent.Text + wrong.Text + large.Text);

        var missing = await client.Post($"tasks/{id}-1/completion", new { documents = new[] { sent["id"].GetInt64() } });
        Assert.That(missing.Status, Is.EqualTo(422));
        Assert.That(missing["errors"].GetProperty("checked.Form Monitoring SPM")[0].GetString(), Does.StartWith("Form Monitoring SPM"));
        var unknown = await client.Post($"tasks/{id}-1/completion",
            new { @checked = new[] { "Form Monitoring SPM" }, documents = new[] { 999_999 } });
        Assert.That(unknown.Status, Is.EqualTo(422), unknown.Text);

        var body = new { @checked = new[] { "Form Monitoring SPM" }, documents = new[] { sent["id"].GetInt64() } };
        var done = await client.Post($"tasks/{id}-1/completion", body, "kunci-dokumen");
        var again = await client.Post($"tasks/{id}-1/completion", body, "kunci-dokumen");
        Assert.That((done.Status, again.Text), Is.EqualTo((200, done.Text)), done.Text);
        var listed = (await client.Get($"cases/{id}/documents")).Json[0];
        Assert.That((listed.GetProperty("name").GetString(), listed.GetProperty("isAttached").GetBoolean()),
            Is.EqualTo(("data.csv", true)));
        Assert.That((await client.Get($"documents/{sent["id"]}/content")).Text, Is.EqualTo("a;b\r\n"));
    }

    /// <summary>A running case of 21-BIPA/5, whose first step checks its requirements.</summary>
    private async Task<(long Case, HttpClient Staff, HttpClient Customer)> Compensation()
    {
        using var client = await App.Client("pengelola1.palembang");
        var started = await client.Post("cases", new { sop = "sop-21-bipa-5", customer = "pelanggan1.palembang" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return (started["id"].GetInt64(), await SignIn("pengelola1.palembang"), await SignIn("pelanggan1.palembang"));
    }

    private Task<long> Latest() => App.Scalar<long>("select max(id) from documents");

    private async Task<HttpClient> SignIn(string userName)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = App.Address };
        var token = Token().Match(await client.GetStringAsync("/sign-in")).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            [new("userName", userName), new("password", TestApp.Password), new("__RequestVerificationToken", token)]);
        using var answer = await client.PostAsync("/sign-in", form);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther), userName);
        return client;
    }

    /// <summary>Sends a form as a browser does, with the token of its page.</summary>
    private static async Task<(HttpStatusCode Status, string Text)> Post(
        HttpClient client, string page, string action, (string Name, string Content)? file, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.GetStringAsync(page)).Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        if (file is { } sent) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(sent.Content)), "files", sent.Name);
        using var answer = await client.PostAsync(action, form);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();

    [GeneratedRegex("""name="document" value="(\d+)""")]
    private static partial Regex Hidden();
}
