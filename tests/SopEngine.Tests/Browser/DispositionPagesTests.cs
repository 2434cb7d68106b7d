using Microsoft.Playwright;
using SopEngine.Tests.Dispositions;

namespace SopEngine.Tests.Browser;

/// <summary>A letter is disposed, disposed on and followed, as the people of an office use the pages.</summary>
internal sealed class DispositionPagesTests : PageTest
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task A_letter_goes_to_the_chosen_officers_and_on_from_there(bool phone)
    {
        var suffix = phone ? "-phone" : "";
        var id = await ConsultationCase.Received(App, "Pendampingan pemupukan padi gogo");
        var head = await SignIn(ConsultationCase.Head, phone);
        await head.GotoAsync($"/tasks/{id}-3");
        var people = head.GetByRole(AriaRole.Group, new() { Name = "Diteruskan kepada" });
        Assert.That(await people.GetByRole(AriaRole.Checkbox).CountAsync(), Is.EqualTo(2), "the officers alone");
        await head.GetByLabel("Instruksi", new() { Exact = true }).FillAsync("Layani pemohon, laporkan hasilnya.");
        await head.GetByRole(AriaRole.Button, new() { Name = "Petugas saja" }).ClickAsync();
        await head.GetByText("Diteruskan kepada wajib diisi").First.WaitForAsync();
        await people.GetByLabel("Cecep Supriatna").CheckAsync();
        await Inspect(head, "disposition-form" + suffix);
        await head.GetByRole(AriaRole.Button, new() { Name = "Petugas saja" }).ClickAsync();
        await head.GetByText("Selesai:").First.WaitForAsync();
        Assert.That(await head.GetByText("Batalkan").CountAsync(), Is.Zero, "the officer was told");

        var officer = await SignIn(ConsultationCase.First, phone);
        await officer.GotoAsync($"/tasks/{id}-4");
        await officer.GetByText("Endang Sulistyowati kepada Cecep Supriatna").WaitForAsync();
        await Inspect(officer, "disposition-task" + suffix);
        await officer.GetByRole(AriaRole.Link, new() { Name = "Disposisikan lagi" }).ClickAsync();
        await officer.WaitForURLAsync("**/disposition");
        await officer.GetByLabel("Maya Puspita").CheckAsync();
        await officer.GetByLabel("Instruksi").FillAsync("Bantu menyiapkan bahan SNI pupuk.");
        await officer.GetByLabel("Batas waktu").FillAsync("2020-01-01");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Disposisikan" }).ClickAsync();
        await officer.GetByText("Batas waktu harus tanggal hari ini atau sesudahnya.").First.WaitForAsync();
        Assert.That(await officer.GetByLabel("Instruksi").InputValueAsync(), Is.EqualTo("Bantu menyiapkan bahan SNI pupuk."));
        Assert.That(await officer.GetByLabel("Maya Puspita").IsCheckedAsync());
        await Inspect(officer, "disposition-on" + suffix);
        await officer.GetByLabel("Batas waktu").FillAsync("");
        await officer.GetByRole(AriaRole.Button, new() { Name = "Disposisikan" }).ClickAsync();
        await officer.GetByText("Tugas sudah didisposisikan.").WaitForAsync();

        await head.GotoAsync($"/cases/{id}");
        await head.GetByText("Cecep Supriatna kepada Maya Puspita").First.WaitForAsync();
        await Inspect(head, "disposition-tree" + suffix);
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task The_sop_says_to_whom_its_steps_go()
    {
        var head = await SignIn(ConsultationCase.Head);
        await head.GotoAsync($"/sops/{ConsultationCase.Sop}");
        await head.GetByText("Dikerjakan oleh yang ditunjuk pada isian “Diteruskan kepada”.").First.WaitForAsync();
        await Inspect(head, "disposition-sop");
    }
}
