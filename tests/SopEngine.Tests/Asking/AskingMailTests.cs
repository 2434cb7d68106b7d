using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Asking;

/// <summary>What a citizen gets by e-mail: the code, the receipt with its secret and link, and the office's words.</summary>
internal sealed partial class AskingMailTests
{
    private const string Email = "surat@contoh.id";

    private SmtpServer _mail = null!;
    private TestApp _app = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start(
            "--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Sop:Proxies=127.0.0.1");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Test]
    public async Task The_citizen_gets_code_receipt_link_and_answer_and_can_end_the_messages()
    {
        using var citizen = SessionClient.Nobody(_app).From("203.0.116.1");
        Assert.That(await Citizens.Begin(citizen, Citizens.Information, Citizens.Asks(Email)), Is.Empty, "the page tells no code");
        var code = SixDigits().Match(await Next("Kode dari")).Value;
        Assert.That((await citizen.Submit(Citizens.Form(Citizens.Information) + "/code", ("code", code))).Status, Is.EqualTo(303));
        var (number, secret, id) = await Citizens.Receipt(_app, citizen);

        var (received, header) = await Receive("Permohonan diterima");
        Assert.That(received, Does.Contain(number).And.Contain(secret), "the receipt has number and secret");
        Assert.That(received, Does.Not.Contain("/messages/choices"));
        var link = FollowPath().Match(received).Value;
        Assert.That(header, Does.Contain(link + "/messages"));

        using var reader = SessionClient.Nobody(_app).From("203.0.116.2");
        Assert.That((await reader.Get(link)).Header("Location"), Is.EqualTo($"{Citizens.Site}/requests/{id}"));
        using var clerk = await SessionClient.SignIn(_app, Citizens.Clerk);
        await clerk.Submit($"/cases/{id}", $"/cases/{id}/comments", ("text", "Silakan datang besok."), ("shared", "true"));
        Assert.That(await Next("Pesan dari"), Does.Contain("Silakan datang besok."));

        using var program = SessionClient.Nobody(_app).From("203.0.116.3");
        var stopped = await program.Send(
            HttpMethod.Post, link + "/messages", new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]));
        Assert.That(stopped.Status, Is.EqualTo(303));
        await clerk.Submit($"/cases/{id}", $"/cases/{id}/comments", ("text", "Tidak terkirim."), ("shared", "true"));
        Assert.That(await _app.Scalar<int>(
            """
            select count(*)::int from messages m join message_deliveries d on d.unit_id = m.unit_id and d.message_id = m.id
            where m.case_id = @id and m.kind = 'office-wrote'
            """, new { id }), Is.EqualTo(1));
    }

    private async Task<string> Next(string subject) => (await Receive(subject)).Text;

    /// <summary>The next mail of this subject to the citizen; staff get theirs, too.</summary>
    private async Task<(string Text, string Unsubscribe)> Receive(string subject)
    {
        while (true)
        {
            var message = (await _mail.Next()).Message;
            if (message.To.Mailboxes.Single().Address == Email && message.Subject?.StartsWith(subject, StringComparison.Ordinal) == true)
                return (message.TextBody ?? "", message.Headers["List-Unsubscribe"] ?? "");
        }
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex SixDigits();

    [GeneratedRegex("/f/[A-Za-z0-9_-]{43}")]
    private static partial Regex FollowPath();
}
