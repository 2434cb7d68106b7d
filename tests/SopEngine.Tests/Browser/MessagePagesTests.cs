using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Timers;

namespace SopEngine.Tests.Browser;

/// <summary>Messages on the pages, and the choice of their channels.</summary>
internal sealed class MessagePagesTests : PageTest
{
    /// <summary>A mail server is configured; nobody in these tests has an address before choosing one.</summary>
    protected override string[] Settings => ["--Smtp:Host=127.0.0.1", "--Smtp:Port=9", "--Smtp:From=sop@kantor.test"];

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_late_step_rings_the_bell_and_its_message_leads_to_it(bool phone)
    {
        var id = await LateCase();
        var next = await SignIn("kasi.palembang", phone);
        await next.GetByRole(AriaRole.Link, new() { Name = "belum dibaca" }).WaitForAsync();
        await Inspect(next, Name("bell", phone));
        await next.Locator("[data-bell]").ClickAsync();
        await next.GetByRole(AriaRole.Link, new() { Name = "Dieskalasikan kepada Anda: Menyusun data kinerja" }).First.WaitForAsync();
        await Inspect(next, Name("messages", phone));

        await next.Locator($"li:has-text('#{id}')").GetByRole(AriaRole.Link).ClickAsync();
        await next.ArrivesAtAsync($"**/tasks/{id}-1");
        await next.GetByRole(AriaRole.Button, new() { Name = "Ingatkan" }).WaitForAsync();
        await Inspect(next, Name("task-remind", phone));
        await next.GetByRole(AriaRole.Button, new() { Name = "Ingatkan" }).ClickAsync();
        await next.GetByText("Pengingat terkirim.").WaitForAsync();
        await next.GetByRole(AriaRole.Button, new() { Name = "Ingatkan" }).ClickAsync();
        await next.GetByText("Pelaksana baru saja diingatkan").WaitForAsync();

        var clerk = await SignIn("pengelola1.palembang", phone);
        await clerk.GotoAsync("/messages");
        await clerk.GetByText("Pengingat dari Yulianti Safitri").First.WaitForAsync();
        await Inspect(clerk, Name("messages-reminder", phone));
        await clerk.GetByRole(AriaRole.Button, new() { Name = "Tandai semua sudah dibaca" }).ClickAsync();
        await clerk.GetByText("Tidak ada pesan yang belum dibaca").WaitForAsync();
        await Inspect(clerk, Name("messages-none", phone));
        Assert.That(await clerk.Locator("[data-bell-count]").IsVisibleAsync(), Is.False);
    }

    [Test]
    public async Task The_bell_and_the_inbox_update_by_themselves_and_keep_typed_text()
    {
        var clerk = await SignIn("pengelola2.palembang");
        await clerk.GotoAsync("/inbox?list=queue");
        var title = "Berkas yang muncul sendiri";
        using var other = await App.Client("pengelola1.palembang");
        var id = (await other.Post("cases", new { sop = "sop-4-bipa-5", title }))["id"].GetInt64();
        await clerk.GetByText(title).First.WaitForAsync();

        await clerk.GotoAsync($"/tasks/{id}-1");
        var before = int.Parse((await clerk.Locator("[data-bell-count]").TextContentAsync())!,
            System.Globalization.CultureInfo.InvariantCulture);
        await clerk.GetByLabel("Catatan").FillAsync("sedang saya tulis");
        await Tell("pengelola2.palembang", "Pengingat");
        await Rings(clerk, before + 1);
        await other.Post($"tasks/{id}-1/claim");
        await Tell("pengelola2.palembang", "Pengingat lagi");
        await Rings(clerk, before + 2);
        Assert.That(await clerk.GetByLabel("Catatan").InputValueAsync(), Is.EqualTo("sedang saya tulis"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Everybody_chooses_the_channels_of_their_messages(bool phone)
    {
        var page = await SignIn(phone ? "analis2.pekanbaru" : "analis1.pekanbaru", phone);
        await page.GotoAsync("/messages/choices");
        await page.GetByText("webhook (misalnya WhatsApp) belum tersedia").WaitForAsync();
        await Inspect(page, Name("choices", phone));
        await page.GetByLabel("Nomor telepon").FillAsync("bukan nomor");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await page.GetByText("Nomor telepon hanya boleh").WaitForAsync();
        await page.GetByLabel("Nomor telepon").FillAsync("+62 812 3456 7890");
        await page.GetByLabel("Alamat e-mail").FillAsync("analis@kantor.go.id");
        await page.Locator("[name='email.step-late']").SelectOptionAsync("daily");
        await page.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        // The text depends on the mail server: it may or may not take the message to the new address.
        await page.GetByText(new Regex("^Tersimpan")).First.WaitForAsync();
        await Inspect(page, Name("choices-asked", phone));
        Assert.That(await page.Locator("[name='email.step-late']").InputValueAsync(), Is.EqualTo("daily"));
        Assert.That(await page.GetByLabel("Nomor telepon").InputValueAsync(), Is.EqualTo("0812-3456-7890"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_office_writes_its_own_message_texts(bool phone)
    {
        var admin = await SignIn("admin.pekanbaru", phone);
        await admin.GotoAsync("/messages/templates");
        await Inspect(admin, Name("templates", phone));
        await admin.GetByRole(AriaRole.Link, new() { Name = "Langkah Anda terlambat" }).First.ClickAsync();
        await admin.GetByRole(AriaRole.Heading, new() { Name = "Bahasa Indonesia" }).WaitForAsync();
        var form = admin.Locator("form:has(#subject-id)");
        await admin.Locator("#subject-id").FillAsync("Segera: {{langkah}}");
        await form.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await admin.GetByText("Tidak dikenal pada Judul: langkah").WaitForAsync();
        await admin.Locator("#subject-id").FillAsync("Segera: {{step}} <b>");
        await form.GetByRole(AriaRole.Button, new() { Name = "Lihat contoh" }).ClickAsync();
        await admin.GetByText("Segera: Menyusun data kinerja layanan <b>").WaitForAsync();
        await Inspect(admin, Name("template", phone));
        await form.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await admin.GetByText("Teks pesan disimpan.").WaitForAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Kembalikan teks bawaan" }).ClickAsync();
        await admin.GetByText("Teks bawaan dipakai lagi.").WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task An_admin_sets_the_webhook_and_resends_failed_deliveries(bool phone)
    {
        var admin = await SignIn("admin.palembang", phone);
        await admin.GotoAsync("/messages/webhook");
        await admin.GetByLabel("Alamat (URL)").FillAsync("http://gateway.test/sop");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await admin.GetByText("Alamat harus diawali https://").WaitForAsync();
        await admin.GetByLabel("Alamat (URL)").FillAsync("https://gateway.test/sop");
        await Inspect(admin, Name("webhook", phone));
        await admin.GetByRole(AriaRole.Button, new() { Name = "Simpan" }).ClickAsync();
        await admin.GetByText("Webhook disimpan.").WaitForAsync();
        Assert.That(await admin.GetByLabel("Kunci rahasia").InputValueAsync(), Is.Empty);

        await admin.GotoAsync("/messages/failures");
        if (!phone) await Inspect(admin, "failures-none");
        await Tell("kasi.palembang", "Pengingat");
        await App.Scalar<int>(
            """
            insert into message_deliveries (unit_id, message_id, channel, person_id, attempts, next_at, failure)
            select unit_id, id, 'email', person_id, 8, 'infinity',
              'Mailbox unavailable. The server response was: 5.1.1 no such user here'
            from messages order by id desc limit 1 returning 1
            """);
        await admin.ReloadAsync();
        await admin.GetByText("no such user here").WaitForAsync();
        await Inspect(admin, Name("failures", phone));
        await admin.GetByRole(AriaRole.Button, new() { Name = "Kirim lagi semua" }).ClickAsync();
        await admin.GetByText("Pesan dikirim lagi.").WaitForAsync();
    }

    [Test]
    public async Task Pages_of_admins_are_refused_to_others()
    {
        using var clerk = await Support.SessionClient.SignIn(App, "pengelola1.palembang");
        foreach (var page in new[] { "/messages/templates", "/messages/webhook", "/messages/failures" })
            Assert.That((await clerk.Get(page)).Status, Is.EqualTo(403), page);
    }

    private static Task Rings(IPage page, int count) => page.Locator($"[data-bell-count]:text-is('{count}')").WaitForAsync();

    private static string Name(string page, bool phone) => phone ? page + "-phone" : page;

    private async Task<long> LateCase()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Oktober" }))["id"].GetInt64();
        await App.Scalar<int>(
            """
            update tasks set opened_at = opened_at - interval '2 days', due_at = now() - interval '1 hour',
              alarms = array[now() - interval '2 hours', now() - interval '1 hour', 'infinity']
            where case_id = @id returning 1
            """,
            new { id });
        await App.Services.GetRequiredService<AlarmSweep>().RingDue(CancellationToken.None);
        await Support.Patience.Until(
            async () => await App.Scalar<int>("select count(*) from messages where case_id = @id and kind = 'step-late'", new { id }) > 0,
            "the message is written");
        return id;
    }

    private async Task Tell(string userName, string key)
    {
        await using var connection = await App.Database.System.OpenConnectionAsync();
        var person = await App.Person(userName);
        var details = new Dictionary<string, string> { ["step"] = "Menyusun data", ["case"] = "Data kinerja", ["number"] = "1" };
        await Tellings.Tell(connection,
            [new Telling(await App.Unit("baristand-palembang"), MessageKind.Reminder, key + Guid.NewGuid(), SystemClock.Instance.Now(),
                details) { Person = person }], CancellationToken.None);
    }
}
