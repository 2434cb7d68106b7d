using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>A case on paper, and the slip for its customer.</summary>
internal sealed class CasePapersTests : AppTest
{
    [Test]
    public async Task The_case_and_the_slip_are_PDF_and_others_do_not_get_them()
    {
        using var clerk = await App.Client("pengelola1.pekanbaru");
        var id = (await clerk.Post("cases",
            new { sop = "pk-tu-pjt-02", title = "Uji teh", customer = "pelanggan1.pekanbaru" }))["id"].GetInt64();
        using var reader = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        using var owner = await SessionClient.SignIn(App, "pelanggan1.pekanbaru");
        using var other = await SessionClient.SignIn(App, "pelanggan2.pekanbaru");

        foreach (var paper in new[] { "print", "slip" })
        {
            var answer = await reader.Get($"/cases/{id}/{paper}");
            Assert.That((answer.Status, answer.Header("Content-Type")), Is.EqualTo((200, "application/pdf")), paper);
            Assert.That(answer.Bytes[..5], Is.EqualTo("%PDF-"u8.ToArray()));
            if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"paper-case-{paper}.pdf"), answer.Bytes);
            Assert.That((await owner.Get($"/cases/{id}/{paper}")).Status, Is.EqualTo(200));
            Assert.That((await other.Get($"/cases/{id}/{paper}")).Status, Is.EqualTo(404));
        }
    }
}
