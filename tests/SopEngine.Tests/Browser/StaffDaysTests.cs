using SopEngine.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Timers;

namespace SopEngine.Tests.Browser;

/// <summary>A day of the receptionist, the analyst, the treasurer and the head, on the signed SOPs of their offices.</summary>
internal sealed class StaffDaysTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task The_receptionist_takes_a_request_in_checks_it_and_goes_on_to_the_next(bool phone)
    {
        var topic = phone ? "Pendampingan sertifikasi benih" : "Konsultasi penggunaan pupuk";
        var receptionist = await As("resepsionis1.bisip", phone);
        await receptionist.Follows("Layanan");
        await receptionist.Follows("Mulai Pendampingan dan Konsultasi");
        await receptionist.Writes("Perihal", topic);
        await receptionist.Chooses("Pelanggan", "pengguna1.bisip");
        await receptionist.Presses("Buka berkas");
        await receptionist.Sees("Berkas dibuka.");
        await CustomerAsks("pengguna1.bisip", receptionist, new { namaPemohon = "Sutrisno", topik = topic });
        await OpenedBefore("pengguna2.bisip", "resepsionis1.bisip", "Sesudah " + topic);

        await receptionist.Opens($"/inbox?list=queue&q={Uri.EscapeDataString(topic)}");
        await receptionist.HasTasks(2);
        await receptionist.Follows("Melakukan pengecekan");
        await receptionist.Sees("Sutrisno");
        await receptionist.Presses("Ambil");
        await receptionist.Sees("Lepaskan");
        await receptionist.Ticks("Administrasi form");
        await receptionist.Ticks("perangkat lunak dan jaringan internet");
        await receptionist.Attaches("surat permohonan.pdf");
        await receptionist.Writes("Catatan", "Surat lengkap.");
        await receptionist.Sees("Draf tersimpan");
        await receptionist.Presses("Sesuai tugas dan fungsi");
        await receptionist.Sees("Selesai: Melakukan pengecekan");

        await receptionist.Opens($"/inbox?list=queue&q={Uri.EscapeDataString(topic)}");
        await receptionist.HasTasks(1);
        await receptionist.Follows("Melakukan pengecekan");
        await receptionist.SeesHeading("Melakukan pengecekan");
        await receptionist.Writes("Alasan", "Bukan bidang balai; sudah diarahkan ke dinas pertanian.");
        await receptionist.Presses("Tidak sesuai");
        await receptionist.Sees("Selesai: Melakukan pengecekan");
        await receptionist.Opens("/inbox?list=done");
        await receptionist.Sees("Tidak sesuai");
        await receptionist.Opens("/inbox?list=waiting");
        await receptionist.Sees("Menerbitkan disposisi");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_analyst_takes_a_sample_from_the_queue_agrees_on_the_time_and_hands_in_the_result(bool phone)
    {
        var title = phone ? "Uji kadar gula sirup" : "Uji kadar air kopi";
        await SampleReceived(title);
        var analyst = await As("analis1.pekanbaru", phone);
        await analyst.Opens($"/inbox?list=queue&q={Uri.EscapeDataString(title)}");
        await analyst.HasTasks(1);
        if (phone)
        {
            await analyst.Presses("Ambil");
        }
        else
        {
            // j selects the first task, c claims it.
            await analyst.Types("j");
            await analyst.Types("c");
        }

        await analyst.Gets("**/tasks/*");
        await analyst.Sees("Lepaskan");
        await analyst.Unfolds("Tetapkan waktu");
        await analyst.Writes("Waktu untuk berkas ini", "2");
        await analyst.Chooses("Satuan waktu", "hari");
        await analyst.Writes("Alasan", "Dua puluh contoh sekaligus");
        await analyst.Presses("Tetapkan");
        await analyst.Sees("Waktu langkah ditetapkan.");

        await analyst.Writes("Tulis komentar", "Oven dipakai sampai sore, mohon menunggu.");
        await analyst.Unfolds("Sebut rekan kerja");
        await analyst.Ticks(await Name("pengelola1.pekanbaru"));
        await analyst.Presses("Kirim komentar");
        await analyst.Sees("Komentar terkirim.");

        await analyst.Ticks("Surat penyerta perintah kerja");
        await analyst.Attaches("hasil analisa.pdf");
        await analyst.Presses("Selesaikan langkah");
        await analyst.Sees("Selesai: Menerima surat penyerta");

        var counter = await As("pengelola1.pekanbaru", phone);
        await counter.Opens("/messages");
        await counter.Sees("Oven dipakai sampai sore");
        await counter.Opens($"/inbox?list=queue&q={Uri.EscapeDataString(title)}");
        await counter.Follows("Menerima hasil analisa");
        await counter.Sees("hasil analisa.pdf");
        Assert.That(await App.Verify(), Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_treasurer_issues_a_bill_corrects_a_typing_mistake_and_receives_the_payment(bool phone)
    {
        var title = phone ? "Uji cemaran air limbah" : "Uji mutu karet remah";
        var id = await SampleReceived(title);
        var treasurer = await As("bendahara1.pekanbaru", phone);
        await treasurer.Opens($"/inbox?list=queue&q={id}");
        await treasurer.Follows("Menerbitkan e-billing");
        await treasurer.Ticks("BPCU atau BPCUI");
        await treasurer.Writes("Kode billing", "8202");
        await treasurer.Writes("Jumlah tagihan", "210.000");
        await treasurer.Page.EvaluateAsync("document.querySelectorAll('form').forEach((form) => form.noValidate = true)");
        await treasurer.Presses("Selesaikan langkah");
        await treasurer.Page.Locator(".invalid-feedback").First.WaitForAsync();
        Assert.That(await treasurer.Page.GetByLabel("Kode billing").InputValueAsync(), Is.EqualTo("8202"), "what was typed stays");
        Assert.That(await treasurer.Page.GetByLabel("BPCU atau BPCUI").IsCheckedAsync(), Is.True);
        var code = SampleForms.BillingCode();
        await treasurer.Writes("Kode billing", code);
        await treasurer.Presses("Selesaikan langkah");
        await treasurer.Sees("Selesai: Menerbitkan e-billing");

        using var customer = await App.Client("pelanggan1.pekanbaru");
        var paid = await OpenTask(id, "pelanggan");
        Assert.That((await customer.Post($"tasks/{paid}/completion", new { @checked = new[] { "BPCU atau BPCUI dan e-billing" } })).Status,
            Is.EqualTo(200));
        await treasurer.Opens($"/inbox?list=queue&q={id}");
        await treasurer.Follows("Menerima pembayaran");
        await treasurer.Sees(code);
        await treasurer.Ticks("Kuitansi");
        await treasurer.Writes("NTPN", SampleForms.Ntpn());
        await treasurer.Writes("Dibayar pada", SampleForms.Moment("dibayarPada"));
        await treasurer.Presses("Selesaikan langkah");
        await treasurer.Sees("Selesai: Menerima pembayaran");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_head_sees_escalated_tasks_hands_one_over_pauses_one_case_and_cancels_one(bool phone)
    {
        var title = phone ? "Uji lemak cokelat" : "Uji abu tepung";
        var late = await SampleReceived(title);
        await FallsDue(late, 3);
        var head = await As("kepala.pekanbaru", phone);
        await head.Opens("/inbox?list=escalated");
        await head.Sees("Eskalasi 200%");
        await head.Page.Locator($"a[href^='/tasks/{late}-']").ClickAsync();
        await head.Sees("karena terlambat");
        await head.Follows("Serahkan kepada orang lain");
        await head.Ticks(await Name("analis2.pekanbaru"));
        await head.Writes("Alasan", "Analis pertama sedang diklat");
        await head.Presses("Serahkan tugas");
        await head.Sees("Tugas sudah diserahkan.");

        await head.Opens($"/cases/{late}");
        await head.Unfolds("Tunda berkas");
        await head.Page.Locator("#pause-reason").FillAsync("Menunggu suku cadang oven");
        await head.Presses("Tunda berkas ini");
        await head.Sees("Ditunda sejak");
        var analyst = await As("analis2.pekanbaru", phone);
        await analyst.Opens($"/inbox?q={late}");
        await analyst.Sees("Ditunda");
        await head.Presses("Lanjutkan berkas");
        await head.Sees("Berkas dilanjutkan.");

        var mistaken = await SampleReceived(title + " (salah alamat)");
        await head.Opens($"/cases/{mistaken}");
        await head.Unfolds("Batalkan berkas");
        await head.Page.Locator("#reason").FillAsync("Pelanggan salah mengirim contoh");
        await head.Presses("Batalkan berkas ini");
        await head.Sees("Berkas dibatalkan.");
        await head.Unfolds("Riwayat");
        await head.Sees("Pelanggan salah mengirim contoh");
        await head.Opens($"/inbox?list=queue&q={mistaken}");
        await head.HasTasks(0);
        Assert.That(await App.Verify(), Is.Empty);
    }

    private async Task CustomerAsks(string customer, Worker opened, object data)
    {
        using var client = await App.Client(customer);
        var id = opened.Page.Url.Split('/')[^1];
        var asked = await client.Post($"tasks/{id}-1/completion",
            new { data, @checked = new[] { "Perangkat lunak dan jaringan internet" } });
        Assert.That(asked.Status, Is.EqualTo(200), asked.Text);
    }

    /// <summary>Opens a request that waits at the reception of Biogen.</summary>
    private async Task OpenedBefore(string customer, string by, string title)
    {
        using var staff = await App.Client(by);
        using var client = await App.Client(customer);
        var id = (await staff.Post("cases", new { sop = "sop-b-1664-2023", title, customer }))["id"].GetInt64();
        Assert.That((await client.Post($"tasks/{id}-1/completion", new { data = new { namaPemohon = "Wati", topik = title } })).Status,
            Is.EqualTo(200));
    }

    /// <summary>A sample received at the counter of Pekanbaru: tasks of the treasurer and the analysts are open.</summary>
    private async Task<long> SampleReceived(string title)
    {
        using var counter = await App.Client("pengelola1.pekanbaru");
        using var customer = await App.Client("pelanggan1.pekanbaru");
        var id = (await counter.Post("cases", new { sop = "pk-tu-pjt-02", title, customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        Assert.That((await customer.Post($"tasks/{id}-1/completion",
            new { data = new { komoditi = "Kopi", parameter = "Kadar air", jumlahContoh = 2 } })).Status, Is.EqualTo(200));
        Assert.That((await counter.Post($"tasks/{id}-2/completion", new { data = SampleForms.Received("BPCU/2026/0117") })).Status,
            Is.EqualTo(200));
        return id;
    }

    private async Task<string> OpenTask(long id, string lane) => (await App.Scalar<string>(
        "select case_id || '-' || no from tasks where case_id = @id and closed_at is null and lane = @lane", new { id, lane }))!;

    /// <summary>Makes the analysts' task long overdue and escalates it by this many levels.</summary>
    private async Task FallsDue(long id, int levels)
    {
        await App.Scalar<int>(
            """
            update tasks set opened_at = opened_at - interval '9 days', due_at = now() - interval '2 days',
              alarms = array_fill(now() - interval '1 hour', array[@levels])
            where case_id = @id and closed_at is null and lane = 'analis' returning 1
            """, new { id, levels });
        await App.Services.GetRequiredService<AlarmSweep>().RingDue(CancellationToken.None);
    }

    private async Task<string> Name(string userName) =>
        (await App.Scalar<string>("select name from people where user_name = @userName", new { userName }))!;

    private async Task<Worker> As(string userName, bool phone = false) => new(await SignIn(userName, phone));
}
