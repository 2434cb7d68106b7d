using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>Absences and deputies, staff and their lanes, as the people of an office use the pages.</summary>
internal sealed class StaffPagesTests : PageTest
{
    [Test]
    public async Task A_deputy_finds_the_work_of_the_absent_person_and_does_it_in_their_name()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja November" }))["id"].GetInt64();
        await clerk.Post($"tasks/{id}-1/claim");

        var away = await SignIn("pengelola1.palembang");
        await away.GotoAsync("/people/substitutes");
        await Inspect(away, "substitutes-none");
        await away.GetByRole(AriaRole.Link, new() { Name = "Tunjuk pengganti" }).ClickAsync();
        await away.GetByRole(AriaRole.Heading, new() { Name = "Pengganti saya saat berhalangan" }).WaitForAsync();
        await away.GetByLabel("Pengganti", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "Agus Prasetyo, Pengelola Pelayanan Publik" });
        await away.GetByLabel("Alasan").FillAsync("Cuti tahunan");
        await Inspect(away, "substitute-form");
        await away.GetByLabel("Sampai dengan tanggal").FillAsync("2020-01-01");
        await away.EvaluateAsync("document.querySelectorAll('form').forEach(form => form.noValidate = true)");
        await away.GetByRole(AriaRole.Button, new() { Name = "Tetapkan pengganti" }).ClickAsync();
        await away.GetByText("Tanggal akhir mendahului tanggal mulai.").WaitForAsync();
        await Inspect(away, "substitute-form-wrong");
        await away.GetByLabel("Sampai dengan tanggal").FillAsync(await away.GetByLabel("Mulai tanggal").InputValueAsync());
        await away.GetByLabel("Pengganti", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Label = "Sri Wahyuni, Kepala Sub Bagian Tata Usaha" });
        await away.GetByRole(AriaRole.Button, new() { Name = "Tetapkan pengganti" }).ClickAsync();
        await away.GetByText("Pengganti ditetapkan.").WaitForAsync();
        await Inspect(away, "substitutes");

        var deputy = await SignIn("pengawas.palembang", phone: true);
        await deputy.GetByText("Anda plh. Pengelola Pelayanan Publik").WaitForAsync();
        await Inspect(deputy, "inbox-deputy-phone");
        await deputy.GetByRole(AriaRole.Link, new() { Name = "Menyusun data kinerja layanan" }).ClickAsync();
        await deputy.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await deputy.GetByText("Selesai: Menyusun data kinerja layanan").WaitForAsync();
        await deputy.GotoAsync($"/cases/{id}");
        await deputy.GetByText("Sri Wahyuni (plh. Pengelola Pelayanan Publik)").First.WaitForAsync();
        await Inspect(deputy, "case-deputy-phone");

        await deputy.GotoAsync("/people/substitutes");
        await Inspect(deputy, "substitutes-phone");
        await deputy.GetByRole(AriaRole.Button, new() { Name = "Akhiri sekarang" }).ClickAsync();
        await deputy.GetByText("Penggantian diakhiri.").WaitForAsync();
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_task_handed_to_a_colleague_stands_in_their_inbox()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "Data kinerja Desember" }))["id"].GetInt64();
        await clerk.Post($"tasks/{id}-1/claim");

        var head = await SignIn("kepala.palembang");
        await head.GotoAsync($"/tasks/{id}-1");
        await Inspect(head, "task-to-give");
        await head.GetByRole(AriaRole.Link, new() { Name = "Serahkan kepada orang lain" }).ClickAsync();
        await head.GetByText("Agus Prasetyo").ClickAsync();
        await head.GetByLabel("Alasan").FillAsync("Ratna sedang sakit");
        await Inspect(head, "hand-over");
        await head.GetByRole(AriaRole.Button, new() { Name = "Serahkan tugas" }).ClickAsync();
        await head.GetByText("Tugas sudah diserahkan.").WaitForAsync();

        var colleague = await SignIn("pengelola2.palembang", phone: true);
        await colleague.GetByRole(AriaRole.Link, new() { Name = "Menyusun data kinerja layanan" }).First.ClickAsync();
        await colleague.GetByRole(AriaRole.Link, new() { Name = "Serahkan kepada orang lain" }).ClickAsync();
        await colleague.GetByRole(AriaRole.Heading, new() { Name = "Serahkan tugas" }).WaitForAsync();
        await Inspect(colleague, "hand-over-phone");
        await colleague.GotoAsync($"/cases/{id}");
        await colleague.GetByText("Riwayat").First.ClickAsync();
        await colleague.GetByText("Ratna sedang sakit").WaitForAsync();
    }

    [Test]
    public async Task An_admin_adds_somebody_who_sets_a_password_and_fills_a_lane_that_was_empty()
    {
        var unit = await App.Unit("inaker-limapuluhkota");
        await App.Scalar<int>("delete from lane_holders where unit_id = @unit and lane = 'staf' returning 1", new { unit });

        var admin = await SignIn("admin.inaker");
        await admin.GetByText("Tanpa pelaksana: 1.").WaitForAsync();
        await Inspect(admin, "inbox-vacant");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Tugaskan pegawai" }).ClickAsync();
        await admin.GetByRole(AriaRole.Heading, new() { Name = "Pegawai" }).WaitForAsync();
        await Inspect(admin, "lanes");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Daftar pegawai" }).ClickAsync();
        await admin.GetByRole(AriaRole.Link, new() { Name = "Tambah pegawai" }).WaitForAsync();
        await Inspect(admin, "people");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Tambah pegawai" }).ClickAsync();
        await admin.GetByLabel("Nama pengguna").WaitForAsync();
        await Inspect(admin, "member-new");
        await admin.GetByLabel("Nama", new() { Exact = true }).FillAsync("Dewi Kartika");
        await admin.GetByLabel("Jabatan").FillAsync("Kepala Bidang Tenaga Kerja");
        await admin.GetByLabel("Nama pengguna").FillAsync("dewi.inaker");
        await admin.GetByLabel("Staf", new() { Exact = true }).CheckAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Tambah dan buat tautan undangan" }).ClickAsync();
        var link = await admin.GetByLabel("Tautan", new() { Exact = true }).InputValueAsync();
        await Inspect(admin, "link-once");

        var invited = await Open(phone: true);
        await invited.GotoAsync(link);
        await invited.GetByText("Selamat datang, Dewi Kartika").WaitForAsync();
        await Inspect(invited, "welcome-phone");
        await invited.GetByLabel("Kata sandi", new() { Exact = true }).FillAsync("tiga kata saja dulu");
        await invited.GetByLabel("Ulangi kata sandi").FillAsync("tiga kata saja dulu");
        await invited.GetByRole(AriaRole.Button, new() { Name = "Simpan dan masuk" }).ClickAsync();
        await invited.GetByText("Kata sandi disimpan.").WaitForAsync();
        await invited.GotoAsync(link);
        await invited.GetByText("Tautan ini tidak berlaku").WaitForAsync();

        await admin.GotoAsync("/people");
        await admin.GetByRole(AriaRole.Link, new() { Name = "Dewi Kartika" }).ClickAsync();
        await admin.GetByText("Nonaktifkan pegawai", new() { Exact = true }).WaitForAsync();
        await Inspect(admin, "member");
        await admin.GetByText("Nonaktifkan pegawai", new() { Exact = true }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Nonaktifkan pegawai ini" }).ClickAsync();
        await admin.GetByText("Pegawai dinonaktifkan").WaitForAsync();
        await invited.GotoAsync("/inbox");
        await invited.ArrivesAtAsync("**/sign-in**");

        var phone = await SignIn("admin.inaker", phone: true);
        await phone.GetByText("Tanpa pelaksana: 1.").WaitForAsync();
        await Inspect(phone, "inbox-vacant-phone");
        await phone.GotoAsync("/people");
        await Inspect(phone, "people-phone");
        await phone.GotoAsync("/people/lanes");
        await Inspect(phone, "lanes-phone");
        await phone.GetByLabel("Tugaskan sebagai Staf").SelectOptionAsync(new SelectOptionValue { Label = "Gusniati Piliang" });
        await phone.GetByRole(AriaRole.Button, new() { Name = "Tugaskan" }).First.ClickAsync();
        await phone.GetByText("Pegawai ditugaskan").WaitForAsync();
        await phone.GotoAsync("/inbox");
        Assert.That(await phone.GetByText("Tanpa pelaksana").CountAsync(), Is.Zero);
    }
}
