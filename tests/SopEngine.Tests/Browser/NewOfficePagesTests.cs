using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>
/// An office from the command that makes it to its first completed case, by its admin and three of its staff. Prints the clicks and the
/// time of the deeds.
/// </summary>
internal sealed class NewOfficePagesTests : PageTest
{
    private const string Sop = "sop-4-bipa-5";

    private const string People =
        "Nama;NIP;E-mail;Jabatan;Pelaksana;Peran\r\n"
        + "Ir. Hasan Basri, M.T.;19740727 200312 1 006;hasan@balai.test;Kepala Balai;kepala-balai;head\r\n"
        + "Dewi Lestari, S.E.;19861101 200911 2 001;dewi@balai.test;Pengelola Pelayanan;pengelola-pelayanan-publik;\r\n"
        + "Agus Salim, S.T.;;;Kepala Seksi;plt-kasi-pjt-humas;\r\n";

    /// <summary>Seconds of a practised user for a click, with finding it, and for a typed character.</summary>
    private const double Click = 2.5, Character = 0.28;

    private string _password = "";
    private int _clicks;
    private int _characters;

    protected override async Task Prepare(string connectionString)
    {
        await using var command = await AppProcess.Start(
            new() { ["ConnectionStrings__Sop"] = connectionString },
            ["create-office", "baru", "Balai Baru", "Asia/Jakarta", "admin.baru"]);
        Assert.That(await command.Exit(), Is.Zero, command.Output);
        _password = Regex.Match(command.Output, "password (\\S+)").Groups[1].Value;
    }

    [Test]
    public async Task A_new_office_completes_its_first_case_within_sixty_clicks_and_five_minutes()
    {
        var watch = Stopwatch.StartNew();
        var admin = await Open();
        await admin.GotoAsync("/sign-in");
        await Write(admin, "Nama pengguna", "admin.baru");
        await Write(admin, "Kata sandi", _password);
        await Press(admin, "Masuk");
        await admin.GetByText("Menyiapkan kantor: 0 dari 7 selesai").WaitForAsync();
        await Inspect(admin, "first-day");

        await SetUpOffice(admin);
        await TakeSop(admin);
        await AddPeople(admin);
        await PutInForce(admin);
        var staff = await Invite(admin);
        await Follow(admin, "SOP", exact: true);
        await Follow(admin, "Mulai");
        await Press(admin, "Buka berkas");
        await admin.GetByText("Berkas dibuka.").WaitForAsync();
        var id = admin.Url.Split('/')[^1];
        await Finish(staff, id);

        await admin.GotoAsync($"/cases/{id}");
        await admin.GetByText("Selesai", new() { Exact = true }).First.WaitForAsync();
        await admin.GotoAsync("/inbox");
        Assert.That(await admin.GetByText("Menyiapkan kantor").CountAsync(), Is.Zero, "all of the list is done");

        var seconds = (_clicks * Click) + (_characters * Character);
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"From create-office to the first completed case: {_clicks} clicks, {_characters} characters, "
            + $"{seconds / 60:0.0} minutes of a practised user; {watch.Elapsed.TotalSeconds:0} seconds of this test."));
        Assert.That(_clicks, Is.LessThan(60));
        Assert.That(seconds, Is.LessThan(300));
    }

    private async Task SetUpOffice(IPage admin)
    {
        await Follow(admin, "Alamat kantor");
        await Write(admin, "Kota", "Pekanbaru");
        await Write(admin, "Alamat", "Jl. Hangtuah 26");
        await admin.GetByLabel("Logo").SetInputFilesAsync(new FilePayload
        {
            Name = "logo.png",
            MimeType = "image/png",
            Buffer = Convert.FromBase64String(Logo),
        });
        _clicks += 2; // the file dialog
        await Press(admin, "Simpan");
        await admin.GetByText("Pengaturan kantor disimpan.").WaitForAsync();
        await Inspect(admin, "office-settings");
        await Follow(admin, "Tugas");
        await Press(admin, "Sudah benar");
        await admin.GetByText("3 dari 7 selesai").WaitForAsync();
    }

    private async Task TakeSop(IPage admin)
    {
        await Follow(admin, "SOP yang berlaku");
        await admin.GetByRole(AriaRole.Heading, new() { Name = "SOP contoh" }).WaitForAsync();
        await Inspect(admin, "shelf");
        _clicks++;
        await admin.Locator($"button[value={Sop}]").ClickAsync();
        await admin.GetByText("SOP diambil sebagai rancangan").WaitForAsync();
    }

    private async Task AddPeople(IPage admin)
    {
        await Follow(admin, "Tugas");
        await Follow(admin, "Kepala kantor");
        await Follow(admin, "Dari tabel");
        await admin.GetByLabel("Tabel (CSV atau XLSX)").SetInputFilesAsync(new FilePayload
        {
            Name = "pegawai.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(People),
        });
        _clicks += 2;
        await Press(admin, "Lihat pratinjau");
        await admin.GetByText("Pratinjau: 3 dari 3 baris").WaitForAsync();
        await Inspect(admin, "import-preview");
        await Press(admin, "Simpan 3 pegawai");
        await admin.GetByText("3 pegawai ditambahkan").WaitForAsync();
    }

    private async Task PutInForce(IPage admin)
    {
        await Follow(admin, "SOP", exact: true);
        _clicks++;
        await admin.Locator($"a[href='/sops/{Sop}']").First.ClickAsync();
        await Follow(admin, "Ubah kepala SOP");
        await Write(admin, "Tanggal efektif", "2026-12-01");
        await Press(admin, "Simpan kepala SOP");
        await admin.GetByText("Kepala SOP disimpan.").WaitForAsync();
        _clicks++;
        await admin.Locator("summary", new() { HasText = "Berlakukan" }).First.ClickAsync();
        var knows = admin.Locator("input[name=despite]:visible");
        if (await knows.CountAsync() > 0)
        {
            _clicks++;
            await knows.CheckAsync();
        }

        await Press(admin, "Berlakukan versi ini");
        await admin.GetByText("SOP mulai berlaku.").WaitForAsync();
    }

    /// <summary>Each of the three gets a link and sets a password by it, in a browser of their own.</summary>
    private async Task<IReadOnlyList<IPage>> Invite(IPage admin)
    {
        var staff = new List<IPage>();
        foreach (var name in new[] { "Hasan", "Dewi", "Agus" })
        {
            await admin.GotoAsync("/people"); // the browser's way back
            _clicks++;
            _clicks++;
            await admin.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(name) }).First.ClickAsync();
            await Press(admin, "Buat tautan undangan");
            var link = await admin.Locator("#link").InputValueAsync();
            if (name == "Hasan") await Inspect(admin, "staff-link");
            var page = await Open();
            await page.GotoAsync(new Uri(link).AbsolutePath);
            await Write(page, "Kata sandi", TestApp.Password, exact: true);
            await Write(page, "Ulangi kata sandi", TestApp.Password);
            await Press(page, "Simpan dan masuk");
            await page.ArrivesAtAsync("**/inbox");
            staff.Add(page);
        }

        return staff;
    }

    private async Task Finish(IReadOnlyList<IPage> staff, string id)
    {
        for (var step = 0; step < 8; step++)
        {
            foreach (var page in staff)
            {
                await page.GotoAsync("/inbox?list=queue");
                var task = page.Locator($"a[href^='/tasks/{id}-']").First;
                if (await task.CountAsync() == 0) continue;
                _clicks += 2; // the queue, and the task
                await task.ClickAsync();
                await page.Locator("form[action$='/completion']").WaitForAsync();
                foreach (var box in await page.Locator("form[action$='/completion'] .checklist input[type=checkbox]").AllAsync())
                {
                    _clicks++;
                    await box.CheckAsync();
                }

                _clicks++;
                await page.Locator("form[action$='/completion'] .outcome button").First.ClickAsync();
                await page.ArrivesAtAsync("**/inbox**");
            }
        }
    }

    /// <param name="exact">True for a name that is a part of other links' names.</param>
    private async Task Follow(IPage page, string link, bool exact = false)
    {
        _clicks++;
        await page.GetByRole(AriaRole.Link, new() { Name = link, Exact = exact }).First.ClickAsync();
        await page.IsLoadedAsync();
    }

    private async Task Press(IPage page, string button)
    {
        _clicks++;
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
    }

    private async Task Write(IPage page, string label, string text, bool exact = false)
    {
        _characters += text.Length;
        await page.GetByLabel(label, new() { Exact = exact }).First.FillAsync(text);
    }

    private const string Logo =
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADklEQVR4nGP4z8AAQg0AD3oDfnfpf5cAAAAASUVORK5CYII=";
}
