using System.Text;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Customers;

/// <summary>Customers' steps that staff at the counter do in the customer's name, by pages without a script and by the API.</summary>
internal sealed class CounterTests : AppTest
{
    private const string Png = "data:image/png;base64,"
        + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    private static readonly object Request = new { komoditi = "Kopi", parameter = "Air", jumlahContoh = 1 };

    [Test]
    public async Task Staff_of_the_counter_do_the_step_with_its_proof_and_nobody_else_does()
    {
        var id = await Opened("Uji loket");
        using var clerk = await App.Client("pengelola1.pekanbaru");
        using var analyst = await App.Client("analis1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        var seen = await clerk.Get($"tasks/{id}-1");
        Assert.That((seen["mayDo"].GetBoolean(), seen["mayServe"].GetBoolean()), Is.EqualTo((false, true)));
        Assert.That((await analyst.Get($"tasks/{id}-1"))["mayServe"].GetBoolean(), Is.False, "their step is far from it");

        var call = new { proof = "telephone", note = "Bu Rina, 0812, setuju satu contoh" };
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = Request })).Status, Is.EqualTo(403), "not without proof");
        Assert.That((await analyst.Post($"tasks/{id}-1/completion", new { data = Request, counter = call })).Status, Is.EqualTo(403));
        Assert.That((await customer.Post($"tasks/{id}-1/completion", new { data = Request, counter = call })).Status, Is.EqualTo(403));
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = Request, counter = new { proof = "surat" } }))["errors"]
            .GetProperty("proof")[0].GetString(), Is.EqualTo("Pilih buktinya."));
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = Request, counter = new { proof = "telephone" } }))["errors"]
            .GetProperty("data._note")[0].GetString(), Does.StartWith("Tulis siapa yang ditelepon"));
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = Request, counter = new { proof = "paper" } }))["errors"]
            .GetProperty("data._proof")[0].GetString(), Does.StartWith("Lampirkan surat"));

        var done = await clerk.Post($"tasks/{id}-1/completion", new { data = Request, counter = call }, "kunci-loket");
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That((await clerk.Post($"tasks/{id}-1/completion", new { data = Request, counter = call }, "kunci-loket")).Text,
            Is.EqualTo(done.Text));
        Assert.That((await customer.Post($"tasks/{id}-1/completion", new { data = Request })).Problem, Is.EqualTo("task-done"));
        var stored = (await clerk.Get($"cases/{id}"))["history"].EnumerateArray().Last().GetProperty("event").GetProperty("counter");
        Assert.That(stored.GetProperty("note").GetString(), Does.StartWith("Bu Rina"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_customers_own_completion_comes_first_as_well_and_the_counter_is_told()
    {
        var id = await Opened("Uji berebut");
        using var clerk = await App.Client("pengelola1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        Assert.That((await customer.Post($"tasks/{id}-1/claim")).Status, Is.EqualTo(200));
        Assert.That((await customer.Post($"tasks/{id}-1/completion", new { data = Request })).Status, Is.EqualTo(200));
        var second = await clerk.Post($"tasks/{id}-1/completion",
            new { data = Request, counter = new { proof = "telephone", note = "Sudah ditelepon" } });
        Assert.That((second.Status, second.Problem), Is.EqualTo((409, "task-done")), second.Text);
    }

    [Test]
    public async Task Without_a_script_the_step_is_done_with_a_photographed_paper_and_a_drawn_signature_is_kept()
    {
        var id = await Opened("Uji surat");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        Assert.That((await clerk.Get($"/cases/{id}")).Text,
            Does.Contain("Kerjakan atas nama pelanggan").And.Contain($"/tasks/{id}-1#behalf"));
        var waiting = (await clerk.Get("/customers/waiting?search=uji+sur")).Text;
        Assert.That(waiting, Does.Contain("Uji surat").And.Contain($"/tasks/{id}-1#behalf"));
        Assert.That((await clerk.Get($"/customers/waiting?search=%23{id}")).Text, Does.Contain("Uji surat"));
        Assert.That((await clerk.Get("/customers/waiting?search=tidakada")).Text, Does.Contain("Tidak ada yang cocok"));
        Assert.That((await clerk.Get($"/tasks/{id}-1")).Text,
            Does.Contain("Dibuktikan dengan").And.Contain("Selesaikan atas nama pelanggan"));

        (string, string)[] form =
            [("behalf", "true"), ("data.komoditi", "Kopi"), ("data.parameter", "Air"), ("data.jumlahContoh", "1"), ("proof", "Paper")];
        var refused = await Send(clerk, id, form, null);
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(refused.Text, Does.Contain("Lampirkan surat yang ditandatangani").And.Contain("value=\"Kopi\""));
        var kept = await Send(clerk, id, [.. form, ("data.komoditi", "")], ("file._proof", "surat.pdf", "%PDF-1.7\nx"));
        Assert.That(kept.Text, Does.Contain(">surat.pdf</a>"), "the proof stays when another field is refused");
        var paper = Regex.Match(kept.Text, "name=\"data._proof\" value=\"(\\d+)\"").Groups[1].Value;
        var done = await Send(clerk, id, [.. form, ("data._proof", paper)], null);
        Assert.That(done.Status, Is.EqualTo(303), done.Text);

        using var customer = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        var theirs = (await customer.Get($"/cases/{id}")).Text;
        Assert.That(theirs, Does.Contain("dibuktikan dengan surat yang ditandatangani").And.Contain("surat.pdf"));

        var signed = await Opened("Uji tanda tangan");
        var drawn = await Send(clerk, signed, [.. form[..^1], ("proof", "Signature"), ("signature", Png)], null);
        Assert.That(drawn.Status, Is.EqualTo(303), drawn.Text);
        Assert.That(await App.Scalar<string>("select name || ' ' || label from documents where case_id = @signed", new { signed }),
            Is.EqualTo("tanda-tangan.png Bukti atas nama pelanggan"));
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_customer_of_whom_only_a_name_and_a_telephone_are_known_is_served_and_the_step_stays_the_customers_in_figures()
    {
        using var session = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        var entered = await session.Submit("/customers/new", "/customers", ("name", "Rina Marlina"), ("phone", "0812 7000 1234"));
        Assert.That(entered.Status, Is.EqualTo(303), entered.Text);
        var user = await App.Scalar<string>("select user_name from people where name = 'Rina Marlina'");
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var id = (await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title = "Uji tamu", customer = user }))["id"].GetInt64();
        Assert.That((await session.Get("/customers/waiting?search=rina")).Text,
            Does.Contain("0812-7000-1234").Or.Contain("0812 7000 1234"));
        var done = await clerk.Post($"tasks/{id}-1/completion",
            new { data = Request, counter = new { proof = "telephone", note = "Datang sendiri" } });
        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        Assert.That(await App.Scalar<string>("select lane from tasks where case_id = @id and no = 1", new { id }), Is.EqualTo("pelanggan"));
        var listed = (await session.Get("/inbox?list=done")).Text;
        Assert.That(listed, Does.Contain("Uji tamu"), "the clerk finds the step they did");
    }

    [Test]
    public async Task The_author_marks_the_lanes_that_serve()
    {
        using var author = await SessionClient.SignIn(App, "admin.pekanbaru");
        var page = (await author.Get("/sops/pk-tu-pjt-02/header")).Text;
        Assert.That(page, Does.Contain("Melayani di loket").And.Contain("name=\"laneCounter\""));
    }

    private async Task<long> Opened(string title)
    {
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = "pk-tu-pjt-02", title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        return started["id"].GetInt64();
    }

    private static async Task<SessionClient.Answer> Send(
        SessionClient by, long id, (string Name, string Value)[] fields, (string Control, string Name, string Content)? file)
    {
        var page = (await by.Get($"/tasks/{id}-1")).Text;
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(token), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields.GroupBy(field => field.Name).Select(field => field.Last()))
            form.Add(new StringContent(value), name);
        if (file is { } sent) form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(sent.Content)), sent.Control, sent.Name);
        return await by.Send(HttpMethod.Post, $"/tasks/{id}-1/completion", form);
    }
}
