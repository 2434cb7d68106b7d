using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Forms;

/// <summary>Fields that take documents, by pages without a script and by the API; and attachments that are for the customer.</summary>
internal sealed class FileFieldTests : AppTest
{
    private static readonly byte[] Pdf = Encoding.UTF8.GetBytes("%PDF-1.7\nisi surat");

    private static readonly byte[] Png =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    [Test]
    public async Task Without_a_script_documents_of_a_refused_form_stay_and_refused_ones_are_named_at_their_field()
    {
        var id = await FileFieldSop.Start(App, "Uji unggah");
        var task = $"/tasks/{id}-1";
        using var clerk = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var empty = await Send(clerk, task, task + "/completion", [("data.catatan", "lengkap")]);
        Assert.That(empty.Status, Is.EqualTo(422));
        Assert.That(At(empty.Text, "surat"), Does.Contain("Surat permohonan wajib diisi."));

        var wrong = await Send(clerk, task, task + "/completion", [("data.catatan", "catatan saya")],
            ("file.surat", "hitung.csv", Encoding.UTF8.GetBytes("a;b")), ("file.surat", "kosong.pdf", []),
            ("file.surat", "surat.pdf", Pdf));
        Assert.That(wrong.Status, Is.EqualTo(422));
        Assert.That(At(wrong.Text, "surat"), Does.Contain("hitung.csv: di sini hanya diterima PDF, gambar.")
            .And.Contain("kosong.pdf: dokumen kosong.").And.Contain(">surat.pdf</a>"));
        Assert.That(wrong.Text, Does.Contain("catatan saya"));

        var refused = await Send(clerk, task, task + "/completion", [("data.surat", Ids(wrong.Text, "surat")[0])],
            ("file.surat", "foto.png", Png), ("file.surat", "lebih.png", Png));
        Assert.That(At(refused.Text, "surat"), Does.Contain("lebih.png: di sini paling banyak 2 dokumen.").And.Contain(">foto.png</a>"));
        var both = Ids(refused.Text, "surat");
        Assert.That(both, Has.Length.EqualTo(2));

        var removed = await Send(clerk, task, $"{task}/documents/{both[1]}/removal?field=surat",
            [("data.surat", both[0]), ("data.surat", both[1]), ("data.catatan", "ditulis")]);
        Assert.That((removed.Status, removed.Header("Location")), Is.EqualTo((303, $"{task}#field-surat")));
        var page = (await clerk.Get(task)).Text;
        Assert.That(Ids(page, "surat"), Is.EqualTo(both[..1]));
        Assert.That(page, Does.Contain("value=\"ditulis\""), "the draft has the typed text");

        var done = await Send(clerk, task, task + "/completion",
            [("data.surat", both[0]), ("data.lengkap", "true"), ("data.catatan", "beres"), ("key", "k-file")],
            ("file.foto", "rusak.png", Png));
        Assert.That(done.Status, Is.EqualTo(303), done.Text);
        var again = await Send(clerk, "/inbox", task + "/completion",
            [("data.surat", both[0]), ("data.lengkap", "true"), ("data.catatan", "beres"), ("key", "k-file")],
            ("file.foto", "rusak.png", Png));
        Assert.That(again.Status, Is.EqualTo(303), "a retry is the same completion");

        var seen = (await clerk.Get($"/cases/{id}")).Text;
        Assert.That(seen, Does.Contain("Surat dari pelanggan").And.Contain("rusak.png"));
        Assert.That((await clerk.Get($"/tasks/{id}-2")).Text, Does.Contain("class=\"file-link\""), "the next step opens it");
        using var paper = PdfDocument.Open((await clerk.Get($"/cases/{id}/print")).Bytes);
        Assert.That(string.Join(' ', paper.GetPages().SelectMany(sheet => sheet.GetWords()).Select(word => word.Text)),
            Does.Contain("Surat permohonan: surat.pdf").And.Contain("Foto kerusakan: rusak.png"));
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var theirs = (await customer.Get($"/cases/{id}")).Text;
        Assert.That(theirs, Does.Contain("surat.pdf").And.Not.Contain("rusak.png"));
        Assert.That((await customer.Get($"/documents/{both[0]}")).Status, Is.EqualTo(200));
        using var theirClient = await App.Client("pelanggan1.pekanbaru");
        Assert.That((await theirClient.Get($"cases/{id}")).Text, Does.Not.Contain("rusak.png"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_draft_keeps_documents_and_a_script_gets_the_list_of_one_field()
    {
        var id = await FileFieldSop.Start(App, "Uji draf");
        var task = $"/tasks/{id}-1";
        using var clerk = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var part = await Send(clerk, task, task + "/documents?field=surat&part=true", [], ("file.surat", "surat.pdf", Pdf));
        Assert.That(part.Status, Is.EqualTo(200));
        Assert.That(part.Text, Does.Contain(">surat.pdf</a>").And.Not.Contain("<html").And.Not.Contain("name=\"document\""));
        var tooMuch = await Send(clerk, task, task + "/documents?field=surat&part=true", [("data.surat", Ids(part.Text, "surat")[0])],
            ("file.surat", "x.csv", Encoding.UTF8.GetBytes("a;b")));
        Assert.That(tooMuch.Status, Is.EqualTo(422));
        Assert.That(tooMuch.Text, Does.Contain("x.csv: di sini hanya").And.Contain(">surat.pdf</a>"));

        Assert.That((await Send(clerk, task, task + "/draft", [("data.catatan", "nanti")], ("file.foto", "foto.png", Png))).Status,
            Is.EqualTo(303));
        using var elsewhere = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var page = (await elsewhere.Get(task)).Text;
        Assert.That(At(page, "surat"), Does.Contain(">surat.pdf</a>"));
        Assert.That(At(page, "foto"), Does.Contain(">foto.png</a>"));
        var looked = await Send(clerk, task, task + "/form", [("data.lengkap", "true")], ("file.surat", "dua.png", Png));
        Assert.That(Ids(looked.Text, "surat"), Has.Length.EqualTo(2), "no chosen file is lost while the form is worked out");
    }

    [Test]
    public async Task The_API_completes_with_documents_sent_before_and_no_others()
    {
        var id = await FileFieldSop.Start(App, "Uji API");
        var other = await FileFieldSop.Start(App, "Uji lain");
        using var clerk = await App.Client("analis1.pekanbaru");
        var field = (await clerk.Get($"tasks/{id}-1"))["step"].GetProperty("fields")[0];
        Assert.That(
            (field.GetProperty("type").GetString(), field.GetProperty("maxFiles").GetInt32(), field.GetProperty("accept")[0].GetString()),
            Is.EqualTo(("File", 2, "pdf")));
        var own = await Upload(clerk, id, "surat.txt");
        var foreign = await Upload(clerk, other, "surat.txt");

        Assert.That(await Error(clerk, id, new { surat = new[] { foreign }, catatan = "x" }),
            Does.Contain($"dokumen {foreign} sudah tidak ada"));
        Assert.That(await Error(clerk, id, new { surat = new[] { own }, catatan = "x" }), Does.Contain("surat.txt bukan jenis dokumen"));
        Assert.That(await Error(clerk, id, new { surat = "surat.pdf", catatan = "x" }), Does.Contain("harus berupa daftar dokumen"));
        var sent = await clerk.Send(
            "POST", $"tasks/{id}-1/documents?name=surat.pdf", "%PDF-1.7\nx", contentType: "application/octet-stream");
        var data = new { surat = new[] { sent["id"].GetInt64() }, catatan = "lengkap" };
        var done = await clerk.Post($"tasks/{id}-1/completion", new { data }, "kunci-api");
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data }, "kunci-api")).Text, Is.EqualTo(done.Text));
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = new { surat = new[] { own }, catatan = "lengkap" } },
            "kunci-api")).Status, Is.EqualTo(422), "the same key with another document");

        var history = (await clerk.Get($"cases/{id}"))["history"].EnumerateArray().Last().GetProperty("event");
        Assert.That(history.GetProperty("data").GetProperty("surat")[0].GetProperty("name").GetString(), Is.EqualTo("surat.pdf"));
        Assert.That(await App.Scalar<string>("select state::text from cases where id = @id", new { id }), Does.Contain("surat.pdf"));
        Assert.That(await App.Scalar<string>("select label from documents where id = @document",
            new { document = sent["id"].GetInt64() }), Is.EqualTo("Surat dari pelanggan"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task What_goes_to_the_customer_is_listed_before_and_is_what_they_see_after()
    {
        var id = await FileFieldSop.Start(App, "Uji lampiran");
        using var api = await App.Client("analis1.pekanbaru");
        var first = await api.Send(
            "POST", $"tasks/{id}-1/documents?name=surat.pdf", "%PDF-1.7\nx", contentType: "application/octet-stream");
        var inner = await Upload(api, id, "dalam.txt");
        Assert.That((await api.Post($"tasks/{id}-1/completion", new
        {
            data = new { surat = new[] { first["id"].GetInt64() }, catatan = "x" },
            documents = new[] { inner },
        })).Status, Is.EqualTo(200));

        using var clerk = await SessionClient.SignIn(App, "analis1.pekanbaru");
        var task = $"/tasks/{id}-2";
        Assert.That((await clerk.Get(task)).Text, Does.Contain("Tidak ada dokumen dari langkah ini"));
        var empty = (await clerk.Get(task)).Text;
        Assert.That(Regex.Match(empty, "name=\"shareNew\"[^>]*").Value, Does.Contain("checked"), "the step's default");
        await Send(clerk, task, task + "/documents", [("shareNew", "true")], ("files", "hasil.pdf", Pdf));
        var listed = (await clerk.Get(task)).Text;
        var before = Regex.Match(listed, "name=\"document\" value=\"(\\d+)\"").Groups[1].Value;
        await Send(clerk, task, task + "/documents", [("shareNew", "true"), ("document", before), ("share", before)],
            ("files", "kertas kerja.pdf", Pdf));
        var page = (await clerk.Get(task)).Text;
        Assert.That(Goes(page), Is.EqualTo(new[] { "hasil.pdf", "kertas kerja.pdf" }), "the step's default");
        var ids = Regex.Matches(page, "name=\"document\" value=\"(\\d+)\"").Select(match => match.Groups[1].Value).ToArray();
        await Send(clerk, task, task + "/draft", [("document", ids[0]), ("document", ids[1]), ("share", ids[0])]);
        Assert.That(Goes((await clerk.Get(task)).Text), Is.EqualTo(new[] { "hasil.pdf" }), "as the form says now");
        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        Assert.That((await Send(clerk, task, task + "/completion",
            [("document", ids[0]), ("document", ids[1]), ("share", ids[0])])).Status, Is.EqualTo(303));

        var theirs = (await customer.Get($"/cases/{id}")).Text;
        Assert.That(theirs, Does.Contain("hasil.pdf").And.Not.Contain("kertas kerja.pdf").And.Not.Contain("dalam.txt"));
        Assert.That((await customer.Get($"/documents/{ids[1]}")).Status, Is.EqualTo(404));
        using var theirClient = await App.Client("pelanggan1.pekanbaru");
        Assert.That((await theirClient.Get($"cases/{id}")).Text, Does.Contain("hasil.pdf").And.Not.Contain("kertas kerja.pdf"));

        var own = (await customer.Get($"/tasks/{id}-3")).Text;
        Assert.That(own, Does.Not.Contain("data-goes-note").And.Not.Contain("name=\"shareNew\""), "a customer sees what they send");
        Assert.That((await Send(customer, $"/tasks/{id}-3", $"/tasks/{id}-3/completion", [], ("file.bukti", "bukti.png", Png))).Status,
            Is.EqualTo(303));
        Assert.That(await App.Verify(), Is.Empty);
    }

    private static async Task<long> Upload(ApiClient by, long id, string name)
    {
        var sent = await by.Send("POST", $"tasks/{id}-1/documents?name={name}", "isi", contentType: "application/octet-stream");
        Assert.That(sent.Status, Is.EqualTo(201), sent.Text);
        return sent["id"].GetInt64();
    }

    private static async Task<string?> Error(ApiClient by, long id, object data)
    {
        var answer = await by.Post($"tasks/{id}-1/completion", new { data });
        Assert.That(answer.Status, Is.EqualTo(422), answer.Text);
        return answer["errors"].GetProperty("data.surat")[0].GetString();
    }

    /// <summary>Sends a form with files as a browser does, with the token of a page.</summary>
    private static async Task<SessionClient.Answer> Send(
        SessionClient by, string page, string to, (string Name, string Value)[] fields,
        params (string Control, string Name, byte[] Content)[] files)
    {
        var token = Regex.Match((await by.Get(page)).Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        foreach (var (control, name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part, control, name);
        }

        return await by.Send(HttpMethod.Post, to, form);
    }

    /// <summary>The page's part of a field.</summary>
    private static string At(string page, string field) =>
        Regex.Match(page, $"<fieldset[^>]*data-field=\"{field}\".*?</fieldset>", RegexOptions.Singleline).Value;

    private static string[] Ids(string page, string field) =>
        [.. Regex.Matches(page, $"name=\"data.{field}\" value=\"(\\d+)\"").Select(match => match.Groups[1].Value)];

    private static string[] Goes(string page) =>
        [.. Regex.Matches(Regex.Match(page, "data-goes-list>(.*?)</ul>", RegexOptions.Singleline).Groups[1].Value, "<li>(.*?)</li>")
            .Select(match => match.Groups[1].Value)];
}
