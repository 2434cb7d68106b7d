using Microsoft.Playwright;
using SopEngine.Tests.Bills;

namespace SopEngine.Tests.Browser;

/// <summary>A bill from its issue to its payment, as the treasurer and the customer see it.</summary>
internal sealed class BillPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_bill_is_issued_seen_by_its_customer_and_paid(bool phone)
    {
        var name = phone ? "-phone" : "";
        var id = await BillSops.Start(App, "Uji tagihan" + name);
        var treasurer = await SignIn("bendahara1.pekanbaru", phone);
        await treasurer.GotoAsync($"/tasks/{id}-2");
        Assert.That(await treasurer.GetByLabel("Berlaku sampai").InputValueAsync(), Does.StartWith(BillSops.In(App, 7)[..10]));
        await Inspect(treasurer, "bill-issue" + name);
        await treasurer.GetByLabel("Kode billing").FillAsync(phone ? "820261123700002" : "820261123700001");
        await treasurer.GetByLabel("Jumlah tagihan").FillAsync("1.250.000");
        await treasurer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await treasurer.GetByText("Selesai: ").First.WaitForAsync();

        var customer = await SignIn("pelanggan1.pekanbaru", phone);
        await customer.GotoAsync($"/cases/{id}");
        await customer.GetByText("Rp1.250.000").First.WaitForAsync();
        await Inspect(customer, "bill-customer" + name);
        Assert.That(await customer.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        Assert.That(await customer.EvaluateAsync<string>(
            """
            () => {
              const selection = getSelection();
              selection.selectAllChildren(document.querySelector('.bill-code'));
              return selection.toString();
            }
            """), Is.EqualTo(phone ? "820261123700002" : "820261123700001"), "copied without blanks");
        await customer.GotoAsync($"/tasks/{id}-3");
        await customer.GetByText("Bila tidak dibayar sampai").First.WaitForAsync();
        await Inspect(customer, "bill-customer-task" + name);
        await customer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await customer.GetByText("Selesai: ").First.WaitForAsync();

        await treasurer.GotoAsync($"/tasks/{id}-4");
        await treasurer.GetByLabel("NTPN").FillAsync(phone ? "A1B2C3D4E5F60772" : "A1B2C3D4E5F60771");
        await treasurer.GetByLabel("Waktu bayar").FillAsync(BillSops.In(App, 0));
        await treasurer.GetByLabel("Jumlah dibayar").FillAsync("1.200.000");
        await treasurer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await treasurer.GetByText("tidak sama dengan jumlah tagihannya, Rp1.250.000").First.WaitForAsync();
        await Inspect(treasurer, "bill-pay-refused" + name);
        await treasurer.GetByLabel("Jumlah dibayar").FillAsync("1.250.000");
        await treasurer.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await treasurer.GetByText("Selesai: ").First.WaitForAsync();
        await treasurer.GotoAsync($"/cases/{id}");
        await treasurer.Locator(".bill-paid").First.WaitForAsync();
        await Inspect(treasurer, "bill-paid" + name);

        await treasurer.GotoAsync("/bills?q=8202611237");
        await treasurer.Locator(".bill-paid").First.WaitForAsync();
        await Inspect(treasurer, "bills" + name);
        Assert.That(await treasurer.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        await treasurer.GotoAsync("/sops/uji-tagihan-back");
        await treasurer.GetByText("Menerbitkan tagihan").First.WaitForAsync();
        await Inspect(treasurer, "bill-sop" + name);
    }

    [Test]
    public async Task Without_a_script_a_bill_is_issued_and_its_fault_is_named_beside_its_field()
    {
        var id = await BillSops.Start(App, "Uji tagihan polos");
        var page = await Plain("bendahara1.pekanbaru");
        await page.GotoAsync($"/tasks/{id}-2");
        await page.GetByLabel("Kode billing").FillAsync("82026112370000");
        await page.GetByLabel("Jumlah tagihan").FillAsync("150000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("kurang 1 angka").First.WaitForAsync();
        await page.GetByLabel("Kode billing").FillAsync("820261123700003");
        await page.GetByRole(AriaRole.Button, new() { Name = "Selesaikan langkah" }).ClickAsync();
        await page.GetByText("Selesai: ").First.WaitForAsync();
    }

    [TestCase(false, "close", "Ditutup karena langkah 2 tidak dikerjakan sampai")]
    [TestCase(true, "back", "Kembali karena langkah berikutnya tidak dikerjakan")]
    public async Task A_case_whose_customer_stayed_silent_says_why_it_was_closed_or_went_back(bool phone, string then, string note)
    {
        var id = await BillSops.Silent(App, "Uji diam " + then, then);
        await App.Scalar<int>(
            "update tasks set lapse_at = now(), lapse_alarm = now() where case_id = @id and no = 2 and closed_at is null returning no",
            new { id });
        var page = await SignIn("pelanggan1.pekanbaru", phone);
        await page.GotoAsync($"/cases/{id}");
        // The sweep looks every ten seconds at most, and the open page follows by itself.
        await page.GetByText(note).First.WaitForAsync();
        await page.GetByText("Anda tidak melengkapi berkas").First.WaitForAsync();
        await Inspect(page, "lapsed-" + then);
        Assert.That(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), Is.True);
        Assert.That(await App.Verify(), Is.Empty);
        await page.GotoAsync("/messages");
        await page.GetByText("Uji diam " + then).First.WaitForAsync();
        await page.GetByText("Kami belum menerima penyelesaian langkah ini").First.WaitForAsync();
        await Inspect(page, "lapsed-message-" + then);
    }
}
