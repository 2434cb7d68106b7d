using SopEngine.Tests.Support;

namespace SopEngine.Tests.Find;

/// <summary>The search over everything finds what its reader may open, and nothing else.</summary>
internal sealed class FindTests : AppTest
{
    [Test]
    public async Task A_few_letters_find_cases_SOPs_people_and_deeds()
    {
        using var program = await App.Client("pengelola1.pekanbaru");
        var id = (await program.Post("cases",
            new { sop = "pk-tu-pjt-02", title = "Uji serbuk gergaji", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");

        Assert.That((await clerk.Get("/find?q=serbuk+gerg")).Text, Does.Contain($"href=\"/cases/{id}\"").And.Contain("Uji serbuk gergaji"));
        Assert.That((await clerk.Get($"/find?q=%23{id}")).Text, Does.Contain($"href=\"/cases/{id}\""));
        var service = (await clerk.Get("/find?q=unit+pelayanan")).Text;
        Assert.That(service, Does.Contain("href=\"/sops/pk-tu-pjt-02\"").And.Contain("href=\"/sops/pk-tu-pjt-02/start\""));
        var customer = await App.Scalar<string>("select name from people where user_name = 'pelanggan1.pekanbaru'");
        Assert.That((await clerk.Get("/find?q=" + Uri.EscapeDataString(customer!))).Text, Does.Contain("href=\"/customers/"));
        Assert.That((await clerk.Get("/find?q=antrean")).Text, Does.Contain("href=\"/inbox?list=queue\""));
        Assert.That((await clerk.Get("/find?q=tagihan")).Text, Does.Contain("href=\"/bills\""));
        Assert.That((await clerk.Get("/find?q=contoh+uji")).Text, Does.Contain("href=\"/samples\""));
        Assert.That((await clerk.Get("/find")).Text, Does.Contain("href=\"/account\""), "nothing typed yet");
        Assert.That((await clerk.Get("/find?q=tidakadasamasekali")).Text, Does.Contain("Tidak ditemukan"));
    }

    [Test]
    public async Task A_customer_finds_no_other_customers_and_a_clerk_no_page_of_the_admin()
    {
        using var program = await App.Client("pengelola1.pekanbaru");
        await program.Post("cases", new { sop = "pk-tu-pjt-02", title = "Uji rahasia", customer = "pelanggan1.pekanbaru" });
        var first = await App.Scalar<string>("select name from people where user_name = 'pelanggan1.pekanbaru'");
        using var other = await SessionClient.SignIn(App, "pelanggan2.pekanbaru");
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");

        Assert.That((await other.Get("/find?q=rahasia")).Text, Does.Not.Contain("/cases/"));
        Assert.That((await other.Get("/find?q=" + Uri.EscapeDataString(first!))).Text, Does.Not.Contain("/customers/"));
        Assert.That((await other.Get("/find")).Text, Does.Not.Contain("href=\"/bills\"").And.Not.Contain("href=\"/samples\""));
        Assert.That((await clerk.Get("/find?q=pegawai")).Text, Does.Not.Contain("href=\"/people\""));
        using var admin = await SessionClient.SignIn(App, "admin.pekanbaru");
        Assert.That((await admin.Get("/find?q=pegawai")).Text, Does.Contain("href=\"/people\""));
    }
}
