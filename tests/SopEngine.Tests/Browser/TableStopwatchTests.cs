using Microsoft.Playwright;

namespace SopEngine.Tests.Browser;

/// <summary>
/// How many actions a person needs from "new SOP" to a running case, by the table alone. An action is a click, a chord of keys, a paste,
/// or a text typed into one cell.
/// </summary>
internal sealed class TableStopwatchTests : SopPageTest
{
    private const int Most = 60;

    /// <summary>The table of PK.TU-PJT.02 as its author has it in Word: with headings, and with symbols that no cell's text has.</summary>
    private static readonly string[][] Word =
    [
        ["No", "Kegiatan", "Pelanggan", "Pengelola Pelayanan Publik", "Bendahara UPT", "Analis", "Kelengkapan", "Waktu", "Output"],
        ["1", "Mengajukan permohonan pengujian contoh uji", "", "", "", "", "Surat Permintaan", "5 menit", "Surat Permintaan"],
        ["2", "Menerima permintaan dan membuat Bukti Penerimaan Contoh Uji", "", "", "", "", "BPCU", "35 menit", "BPCU"],
        ["3", "Menerbitkan e-billing", "", "", "", "", "BPCU", "5 menit", "e-billing"],
        ["4", "Menerima BPCU dan melakukan pembayaran", "", "", "", "", "e-billing", "5 menit", "Bukti bayar"],
        ["5", "Menerima pembayaran biaya pengujian", "", "", "", "", "Bukti bayar", "5 menit", "Kuitansi"],
        ["6", "Menerima bukti pembayaran", "", "", "", "", "Kuitansi", "5 menit", "Kuitansi"],
        ["7", "Menerima surat penyerta perintah kerja dan menguji", "", "", "", "", "Surat penyerta", "300 menit", "Hasil analisa"],
        ["8", "Menerima hasil analisa dan membuat laporan", "", "", "", "", "Hasil analisa", "15 menit", "Laporan Hasil Pengujian"],
        ["9", "Menerima biaya Jasa Pelayanan Teknis", "", "", "", "", "Kuitansi", "5 menit", "Laporan Hasil Pengujian"],
        ["10", "Menerima Laporan Hasil Pengujian", "", "", "", "", "Kuitansi", "1 menit", "Laporan Hasil Pengujian"],
    ];

    private static readonly int[] Lanes = [0, 1, 2, 0, 2, 0, 3, 1, 2, 0];
    private int _actions;

    [Test]
    public async Task Ten_steps_typed_into_the_table_run_as_a_case_after_fewer_than_sixty_actions()
    {
        var page = await SignIn("admin.pekanbaru");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GotoAsync("/sops/new");
        await Did(page.GetByLabel("Nama SOP").FillAsync("Penerimaan Contoh Uji"));
        await Did(page.GetByRole(AriaRole.Button, new() { Name = "Buat dan isi tabelnya" }).ClickAsync());
        await page.Locator("[data-grid] tbody tr").First.WaitForAsync();
        await Picture(page, "table-new");
        var id = page.Url.Split('/')[^2];

        var rows = Word.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td><p>{cell}</p></td>"))}</tr>");
        await page.EvaluateAsync(
            "html => navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([html], { type: 'text/html' }) })])",
            $"<table>{string.Concat(rows)}</table>");
        await page.Locator("[data-grid] tbody .sop-text").Nth(1).FocusAsync();
        await Did(page.Keyboard.PressAsync("Control+v"));
        await Assertions.Expect(page.Locator("[data-grid] tbody tr.sop-step")).ToHaveCountAsync(10);
        foreach (var (row, lane) in Lanes.Index())
            await Did(page.Locator("[data-grid] tbody tr.sop-step").Nth(row).Locator(".sop-lane").Nth(lane).ClickAsync());

        // Step 2 hands over to the cashier and to the analyst at once; both ways meet before step 9.
        await Go(page, 1, "3 dan 7");
        await Go(page, 5, "9");
        await page.Locator("[data-status]").GetByText("Tersimpan ").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-problems] .is-error")).ToHaveCountAsync(0);
        await Inspect(page, "table-stopwatch");

        await Did(page.GetByRole(AriaRole.Link, new() { Name = "Periksa dan berlakukan" }).ClickAsync());
        await Did(page.Locator("summary").Filter(new() { HasTextRegex = new("^Berlakukan$") }).ClickAsync());
        var knows = page.Locator("input[name=despite]:visible");
        if (await knows.CountAsync() > 0) await Did(knows.CheckAsync());
        await Did(page.GetByRole(AriaRole.Button, new() { Name = "Berlakukan versi ini" }).ClickAsync());
        await page.GetByText("SOP mulai berlaku.").WaitForAsync();

        var customer = await SignIn("pelanggan1.pekanbaru");
        await customer.GotoAsync($"/sops/{id}/start");
        await Did(customer.Locator("main form button[type=submit]").First.ClickAsync());
        await customer.WaitForURLAsync(url => !url.EndsWith("/start", StringComparison.Ordinal));
        Assert.That(await App.Scalar<long>("select count(*) from cases where definition_id = @id and status = 'running'", new { id }),
            Is.EqualTo(1));
        await TestContext.Out.WriteLineAsync($"{_actions} actions from a new SOP to a running case");
        Assert.That(_actions, Is.LessThan(Most));
    }

    private async Task Go(IPage page, int row, string text)
    {
        await Did(page.Locator("[data-grid] tbody tr.sop-step").Nth(row).Locator(".sop-go").ClickAsync());
        await Did(page.Keyboard.TypeAsync(text));
        await Did(page.Keyboard.PressAsync("Enter"));
    }

    private async Task Did(Task action)
    {
        await action;
        _actions++;
    }
}
