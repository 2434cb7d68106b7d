using SopEngine.Tests.Support;

namespace SopEngine.Tests.Browser;

/// <summary>An author draws a notification into a SOP.</summary>
internal sealed class NotificationDesignTests : DesignerPageTest
{
    [Test]
    public async Task A_notification_is_drawn_filled_in_and_told_when_a_case_passes_it()
    {
        var page = await Author();
        var id = await Create("Pemberitahuan sampel");
        await Edit(page, id);
        await Drop(page, "Mulai", 100, 40);
        await Drop(page, "Pemberitahuan", 100, 140);
        await Drop(page, "Kegiatan", 100, 240);
        await Drop(page, "Selesai", 400, 240);
        await Connect(page, "Start1", "Selesai", "Notification1");
        await Connect(page, "Notification1", "Selesai", "Step1");
        await Connect(page, "Step1", "Selesai", "End1");
        await Fill(page, "Step1", "1", "Memeriksa sampel", "Analis", "30");

        await Node(page, "Notification1").Locator("elsa-activity-wrapper").ClickAsync();
        await page.GetByLabel("Judul pesan", new() { Exact = true }).FillAsync("Sampel sudah diterima");
        await page.GetByLabel("Pelaksana", new() { Exact = true }).First.ClickAsync();
        await page.Locator(".mud-popover-open").GetByText("Analis", new() { Exact = true }).ClickAsync();
        await Saved(page);
        await Picture(page, "designer-notification");
        await Publish(page);
        await page.GetByText("Berlaku, versi 1").WaitForAsync();

        using var clerk = await App.Client("analis1.pekanbaru");
        Assert.That((await clerk.Post("cases", new { sop = id })).Status, Is.EqualTo(201));
        using var told = await SessionClient.SignIn(App, "analis2.pekanbaru");
        Assert.That((await told.Get("/messages")).Text, Does.Contain("Sampel sudah diterima"));
    }
}
