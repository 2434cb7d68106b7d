using Microsoft.Playwright;
using NodaTime;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>An appointment and a report, as officer and customer see them; a letter that is read before it is approved.</summary>
internal sealed class LetterPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task An_appointment_is_made_in_a_form_and_its_customer_takes_it_into_their_calendar(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await new Consultations(App).Start("Konsultasi kopi" + name);
        var officer = await SignIn(Consultations.Officer, phone);
        await officer.GotoAsync($"/tasks/{id}-4");
        await officer.GetByLabel("Waktu konsultasi").FillAsync(Moment(-2));
        await officer.GetByLabel("Tempat, tautan").FillAsync("https://rapat.kantor.test/kopi");
        await Check(officer);
        await officer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await officer.GetByText("waktu itu sudah lewat").First.WaitForAsync();
        Assert.That(await officer.GetByLabel("Tempat, tautan").InputValueAsync(), Is.EqualTo("https://rapat.kantor.test/kopi"));
        await Inspect(officer, "appointment-refused" + name);
        await officer.GetByLabel("Waktu konsultasi").FillAsync(Moment(2));
        await officer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await officer.GetByText("Selesai: ").First.WaitForAsync();
        await officer.Locator(".appointment-panel").WaitForAsync();
        await Inspect(officer, "appointment-officer" + name);
        await officer.GotoAsync("/sops/sop-b-1664-2023");
        await officer.GetByText("Membuat janji temu dengan pelanggan (Waktu konsultasi)").WaitForAsync();

        var customer = await SignIn(Consultations.Customer, phone);
        await customer.GotoAsync($"/cases/{id}");
        await customer.Locator(".appointment-panel").GetByText("https://rapat.kantor.test/kopi").First.WaitForAsync();
        await Inspect(customer, "appointment-customer" + name);
        Assert.That(await customer.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        var download = await customer.RunAndWaitForDownloadAsync(
            () => customer.GetByRole(AriaRole.Link, new() { Name = "Simpan ke kalender" }).ClickAsync());
        Assert.That(download.SuggestedFilename, Is.EqualTo($"janji-temu-{id}.ics"));
        Assert.That(await File.ReadAllTextAsync(await download.PathAsync()), Does.Contain("BEGIN:VCALENDAR").And.Contain("SEQUENCE:0"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_report_is_written_with_photos_and_found_on_the_case(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await new Consultations(App).Held("Laporan kopi" + name);
        var officer = await SignIn(Consultations.Officer, phone);
        await officer.GotoAsync($"/tasks/{id}-5");
        await officer.GetByLabel("Yang dibahas").FillAsync("Pengeringan biji sampai kadar air 12 %.");
        await officer.GetByLabel("Kesepakatan").FillAsync("Contoh dikirim dalam dua minggu.");
        await officer.Locator("#field-dokumentasi").SetInputFilesAsync(new FilePayload
        {
            Name = "Pertemuan.jpg",
            MimeType = "image/jpeg",
            Buffer = Documents.PaperPicturesTests.Photo(800, 600, 1),
        });
        await officer.GetByText("Pertemuan.jpg").First.WaitForAsync();
        await Check(officer);
        await Inspect(officer, "report-form" + name);
        await officer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await officer.GetByText("Selesai: ").First.WaitForAsync();
        while (await App.Scalar<int>("select count(*)::int from documents where case_id = @id and kind is not null", new { id }) == 0)
            await Patience.Pause();
        await officer.GotoAsync($"/cases/{id}");
        await officer.GetByText("Laporan Konsultasi").First.WaitForAsync();
        await Inspect(officer, "report-case" + name);

        var admin = await SignIn("admin.bisip", phone);
        await admin.GotoAsync($"/documents/templates/laporan-konsultasi?case={id}");
        await admin.Locator(".paper-pictures img").First.WaitForAsync();
        await Inspect(admin, "report-template" + name);
    }

    [Test]
    public async Task Who_approves_a_letter_reads_its_draft_and_nobody_else_gets_it()
    {
        using var people = new OfficePeople(App, await App.Unit("baristand-palembang"));
        var id = await people.Start("sop-21-bipa-5");
        var task = await people.WalkTo(id, "9", new Dictionary<string, Queue<string>>
        {
            ["2"] = new(["Belum selesai"]),
            ["5"] = new(["Di luar SPM"]),
        });
        var section = await SignIn("kasi.palembang");
        await section.GotoAsync($"/tasks/{task}");
        var link = section.GetByRole(AriaRole.Link, new() { Name = "Lihat konsep Surat Permintaan Maaf" });
        await link.WaitForAsync();
        await Inspect(section, "letter-approve");
        var draft = await section.APIRequest.GetAsync(new Uri(App.Address, await link.GetAttributeAsync("href")).ToString());
        Assert.That((draft.Status, draft.Headers["content-type"]), Is.EqualTo((200, "application/pdf")));
        Assert.That(await App.Scalar<int>("select count(*)::int from documents where case_id = @id", new { id }), Is.Zero);

        foreach (var user in new[] { "pelanggan1.palembang", "pengelola1.palembang" })
        {
            using var other = await SessionClient.SignIn(App, user);
            Assert.That((await other.Get($"/tasks/{task}/drafts/surat-permintaan-maaf")).Status, Is.EqualTo(404), user);
        }
    }

    /// <summary>Ticks what the step asks to be present.</summary>
    private static async Task Check(IPage page) => await page.EvaluateAsync(
        "() => document.querySelectorAll('.task-card input[type=checkbox]').forEach(box => { if (!box.checked) box.click(); })");

    private static string Moment(int days) =>
        SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(days).ToString("uuuu-MM-dd", null) + "T10:00";
}
