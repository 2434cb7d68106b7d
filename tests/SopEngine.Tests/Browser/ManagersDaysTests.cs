using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>A day of the supervisor, the author, the admin and the auditor, over some days of an office's work.</summary>
internal sealed class ManagersDaysTests : DesignerPageTest
{
    protected override Task Prepare(string connectionString) => OfficeHistory.Make(connectionString, "baristand-palembang", 10);

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_supervisor_goes_from_a_number_to_its_late_tasks_and_reminds_a_holder(bool phone)
    {
        var supervisor = await As("pengawas.palembang", phone);
        await supervisor.Follows("Dasbor");
        await supervisor.Page.Locator(".figure-late").First.ClickAsync();
        await supervisor.SeesHeading("Langkah terlambat");
        await supervisor.Page.Locator("main a[href^='/tasks/']").Nth(phone ? 1 : 0).ClickAsync();
        await supervisor.Gets("**/tasks/*");
        await supervisor.Presses("Ingatkan");
        await supervisor.Sees("Pengingat terkirim.");
        await supervisor.Unfolds("Beri perpanjangan");
        await supervisor.Writes("Tambahan waktu", "1");
        await supervisor.Writes("Alasan", "Listrik padam");
        await supervisor.Presses("Perpanjang");
        await supervisor.Sees("Tenggat diperpanjang.");
        await supervisor.Opens("/dashboard/steps?sop=sop-4-bipa-5");
        await supervisor.Sees("Langkah terhadap mutu baku");
    }

    [Test]
    public async Task The_author_changes_a_step_in_the_designer_and_puts_it_in_force()
    {
        var author = new Worker(await Author("admin.palembang"));
        await author.Opens("/sops");
        await author.Follows("Penyusunan Data Kinerja");
        await author.Follows("Buka di perancang");
        await author.Page.Locator("[data-studio-type='Sop.Step']").WaitForAsync(new() { Timeout = StartUp });
        await author.Page.Locator(".x6-node elsa-activity-wrapper .activity-content").Filter(new() { HasText = "Menyusun data kinerja" })
            .First.ClickAsync();
        await author.Page.GetByLabel("Uraian kegiatan", new() { Exact = true })
            .FillAsync("Menyusun data kinerja layanan setiap bulan dari aplikasi");
        await author.Types("Tab");
        await Saved(author.Page);
        await Publish(author.Page);
        await author.Sees("Berlaku, versi 2");

        await author.Opens("/sops/sop-4-bipa-5/compare?from=1&to=2");
        await author.Sees("dari aplikasi");
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        var reader = await As("pengelola1.palembang");
        await reader.Opens($"/tasks/{id}-1");
        await reader.Sees("Menyusun data kinerja layanan setiap bulan dari aplikasi");
    }

    /// <summary>An author's work away from the desk: all but drawing, for which the designer needs room.</summary>
    [Test]
    public async Task The_author_corrects_a_header_puts_it_in_force_and_compares_on_a_phone()
    {
        var author = await As("admin.palembang", phone: true);
        await author.Page.GetByRole(AriaRole.Link, new() { Name = "SOP", Exact = true }).ClickAsync();
        await author.SeesHeading("Pustaka SOP");
        await author.Page.GetByRole(AriaRole.Searchbox).FillAsync("kompensasi");
        await author.Presses("Cari");
        await author.Gets("**q=kompensasi");
        await author.Follows("Pemberian Kompensasi Pelanggan");
        await author.SeesHeading("Kegiatan (12)");
        await author.Follows("Ubah kepala SOP");
        await author.Writes("Peralatan/perlengkapan", "Komputer/printer\nSuvenir");
        await author.Presses("Simpan kepala SOP");
        await author.Sees("Kepala SOP disimpan.");
        await author.Unfolds("Berlakukan");
        // 21-BIPA/5 gives no name of its approver.
        await author.Page.Locator("input[name=despite]").CheckAsync();
        await author.Presses("Berlakukan versi ini");
        await author.Sees("SOP mulai berlaku.");
        await author.Follows("Bandingkan versi");
        await author.Sees("Suvenir");
        await author.Follows("Versi dan riwayat");
        await author.Sees("Digantikan versi baru");
        await author.Opens("/sops/sop-21-bipa-5/sheet");
        await author.Page.Locator("svg, img").First.WaitForAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_admin_invites_fills_a_lane_names_a_deputy_and_closes_the_office_after_a_preview(bool phone)
    {
        var user = phone ? "nur" : "lestari";
        var admin = await As("admin.palembang", phone);
        await admin.Opens("/people/new");
        await admin.Page.GetByLabel("Nama", new() { Exact = true }).FillAsync(phone ? "Nur Aisyah" : "Lestari Handayani");
        await admin.Writes("Jabatan", "Analis Data");
        await admin.Writes("Nama pengguna", user + ".palembang");
        await admin.Presses("Tambah dan buat tautan undangan");
        var link = await admin.Page.GetByLabel("Tautan", new() { Exact = true }).InputValueAsync();
        var invited = new Worker(await Open(phone));
        await invited.Opens(link);
        await invited.Page.GetByLabel("Kata sandi", new() { Exact = true }).FillAsync("empat kata yang panjang");
        await invited.Writes("Ulangi kata sandi", "empat kata yang panjang");
        await invited.Presses("Simpan dan masuk");
        await invited.Sees("Kata sandi disimpan.");

        await admin.Opens("/people/lanes");
        await admin.Page.GetByLabel("Tugaskan sebagai Penanggung Jawab Teknis")
            .SelectOptionAsync(new SelectOptionValue { Label = phone ? "Nur Aisyah" : "Lestari Handayani" });
        await admin.Page.Locator("form:has(select[aria-label='Tugaskan sebagai Penanggung Jawab Teknis'])").GetByRole(AriaRole.Button)
            .ClickAsync();
        await admin.Sees("Pegawai ditugaskan");

        await admin.Opens("/people/substitutes");
        await admin.Follows("Tunjuk pengganti");
        var away = phone ? "Bambang Suhendar, Penanggung Jawab Teknis Pengujian" : "Reni Marlina, Pengelola Pelayanan Publik";
        await admin.Page.GetByLabel("Pegawai yang berhalangan").SelectOptionAsync(new SelectOptionValue { Label = away });
        await admin.Presses("Lanjut");
        var deputy = phone ? "Siti Rahmawati, Penanggung Jawab Teknis Kalibrasi" : "Agus Prasetyo, Pengelola Pelayanan Publik";
        await admin.Page.GetByLabel("Pengganti", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = deputy });
        await admin.Writes("Alasan", "Cuti tahunan");
        await admin.Presses("Tetapkan pengganti");
        await admin.Sees("Pengganti ditetapkan.");

        await admin.Opens("/calendar");
        await admin.Unfolds("Tutup kantor pada tanggal tertentu");
        await admin.Page.Locator("#closure-from").FillAsync(phone ? "2030-03-11" : "2030-03-04");
        await admin.Page.Locator("#closure-reason").FillAsync("Pindah gedung");
        await admin.Page.Locator("details[open]").GetByRole(AriaRole.Button, new() { Name = "Lihat dampaknya" }).ClickAsync();
        await admin.SeesHeading("Dampak perubahan");
        await admin.Presses("Simpan kalender");
        await admin.Sees("Kalender disimpan.");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_auditor_reads_everything_and_can_change_nothing(bool phone)
    {
        var auditor = await As("auditor.palembang", phone);
        var (running, done) = (await Any("running"), await Any("finished"));
        string[] pages =
        [
            "/inbox", "/cases", $"/cases/{running}", $"/cases/{running}/drawing", $"/cases/{done}", $"/tasks/{running}-1", "/sops",
            "/sops/sop-4-bipa-5", "/sops/sop-4-bipa-5/versions",
            "/sops/sop-4-bipa-5/use", "/sops/sop-4-bipa-5/sheet", "/dashboard", "/dashboard/trend", "/dashboard/steps", "/dashboard/list",
            "/calendar", "/people", "/people/lanes",
            "/people/log", "/people/substitutes", "/schedules",
        ];
        await auditor.Opens("/sops");
        await auditor.DoesNotSee("Mulai");
        foreach (var page in pages)
        {
            await auditor.Opens(page);
            await auditor.Page.Locator("h1").First.WaitForAsync();
            Assert.That(await auditor.Deeds(), Is.Empty, page);
        }

        await auditor.Opens($"/cases/{done}");
        await auditor.Unfolds("Riwayat");
        await auditor.Sees("menyelesaikan langkah");

        using var session = await SessionClient.SignIn(App, "auditor.palembang");
        string[] deeds = [$"/cases/{running}/comments", $"/cases/{running}/cancellation", $"/cases/{running}/pause", "/cases",
            "/people", "/calendar", "/sops"];
        foreach (var deed in deeds)
        {
            var answer = await session.Submit("/account", deed, ("text", "x"), ("reason", "x"), ("sop", "sop-4-bipa-5"), ("version", "1"),
                ("calendar", "{}"));
            Assert.That(answer.Status, Is.AnyOf(400, 403, 404), deed);
        }

        Assert.That(await App.Scalar<int>(
            "select count(*) from history where actor_id = (select id from people where user_name = 'auditor.palembang')"), Is.Zero);
    }

    private async Task<long> Any(string status) => await App.Scalar<long>(
        "select c.id from cases c join units u on u.id = c.unit_id " +
            "where u.code = 'baristand-palembang' and c.status = @status order by c.id limit 1", new { status });

    private async Task<Worker> As(string userName, bool phone = false) => new(await SignIn(userName, phone));
}
