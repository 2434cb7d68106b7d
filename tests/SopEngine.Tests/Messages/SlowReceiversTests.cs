using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Units;
using SopEngine.Tests.Support;
using SopEngine.Web.Messages;

namespace SopEngine.Tests.Messages;

/// <summary>Each message is sent once, however slow its receiver and however many nodes send; slow receivers delay nobody else.</summary>
internal sealed class SlowReceiversTests
{
    private const int MailsAtOnce = 8, HooksAtOnce = 4;

    private readonly List<MessageDelivery> _nodes = [];
    private SmtpServer _mail = null!;
    private TestApp _app = null!;
    private (int Unit, long Person) _palembang;
    private (int Unit, long Person) _pekanbaru;

    [SetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start("--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false",
            "--Webhook:AllowPrivate=true");
        // The test starts its own nodes in its place.
        await _app.Services.GetRequiredService<MessageDelivery>().StopAsync(CancellationToken.None);
        await _app.Scalar<int>("update people set email = user_name || '@kantor.test', email_confirmed_at = now() returning 1");
        _palembang = (await _app.Unit("baristand-palembang"), await _app.Person("pengelola1.palembang"));
        _pekanbaru = (await _app.Unit("bppsi-pekanbaru"), await _app.Person("pengelola1.pekanbaru"));
    }

    [TearDown]
    public async Task TearDown()
    {
        _mail.Release();
        foreach (var node in _nodes)
        {
            await node.StopAsync(CancellationToken.None);
            node.Dispose();
        }

        _nodes.Clear();
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Test]
    public async Task With_two_nodes_and_a_mail_server_slower_than_a_claim_each_mail_comes_once_and_no_webhook_waits()
    {
        const int Mails = 40;
        await using var gateway = await Gateway.Start(() => 200);
        await Hook(_pekanbaru, gateway.Address);
        _mail.Hold();
        await Tell([.. Enumerable.Repeat(_palembang, Mails), _pekanbaru]);
        await Node();
        await Node();

        var mails = new List<SmtpServer.Mail>();
        while (mails.Count < 2 * MailsAtOnce) mails.Add(await _mail.Next());
        await gateway.Next();
        // A claim lasts five seconds here: without renewal, another node would have taken these over by now.
        var claimed = await _app.Scalar<DateTime>(
            "select max(next_at) from message_deliveries where channel = 'email' and sent_at is null and attempts = 1");
        await Until("channel = 'email' and sent_at is null and attempts = 1 and next_at > @claimed + interval '6 seconds'", 2 * MailsAtOnce,
            new { claimed });
        Assert.That(_mail.Waiting, Is.Zero, "each node sends so many at once");

        _mail.Release();
        while (mails.Count < Mails) mails.Add(await _mail.Next());
        await Until("sent_at is not null and attempts = 1", Mails + 1);
        Assert.That(mails.Select(mail => mail.Message.MessageId).Distinct().Count(), Is.EqualTo(Mails));
        Assert.That((_mail.Waiting, gateway.Waiting), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task An_office_with_many_messages_does_not_hold_up_another()
    {
        _mail.Hold();
        await Tell([.. Enumerable.Repeat(_palembang, 30), _pekanbaru]);
        await Node();

        var to = new List<string>();
        while (to.Count < MailsAtOnce) to.Add((await _mail.Next()).To);
        Assert.That(to, Does.Contain("pengelola1.pekanbaru@kantor.test"));
    }

    [Test]
    public async Task A_webhook_that_never_answers_blocks_only_itself()
    {
        await using var silent = await Gateway.Start(async closed =>
        {
            await Task.Delay(Timeout.Infinite, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 200;
        });
        await using var gateway = await Gateway.Start(() => 200);
        await Hook(_palembang, silent.Address);
        await Hook(_pekanbaru, gateway.Address);
        await Tell([.. Enumerable.Repeat(_palembang, 30)]);
        await Node();
        for (var i = 0; i < HooksAtOnce; i++) await silent.Next();

        await Tell([_pekanbaru]);
        await gateway.Next();
        await _app.Scalar<int>("update message_choices set email = 'now' where person_id = @Person returning 1", new { _pekanbaru.Person });
        await Tell([_pekanbaru]);
        await _mail.Next();
        Assert.That(silent.Waiting, Is.Zero, "no more than so many at once");
        await _nodes[0].StopAsync(new CancellationToken(canceled: true));
    }

    [Test]
    public async Task Another_node_sends_the_messages_of_a_dead_one_under_the_same_ids()
    {
        _mail.Hold();
        await Tell([_palembang]);
        var dying = await Node();
        var first = await _mail.Next();
        await dying.StopAsync(new CancellationToken(canceled: true));
        _mail.Release();
        Assert.That(await _app.Scalar<int>("select count(*) from message_deliveries where sent_at is null and attempts = 1"),
            Is.EqualTo(1));

        await Node();
        Assert.That((await _mail.Next()).Message.MessageId, Is.EqualTo(first.Message.MessageId));
        await Until("sent_at is not null and attempts = 2");
    }

    [Test]
    public async Task A_stopping_node_finishes_current_messages_and_begins_no_new_ones()
    {
        _mail.Hold();
        await Tell([.. Enumerable.Repeat(_palembang, 30)]);
        var node = await Node();
        for (var i = 0; i < MailsAtOnce; i++) await _mail.Next();

        var stopping = node.StopAsync(CancellationToken.None);
        _mail.Release();
        await stopping;

        Assert.That(await _app.Scalar<int>("select count(*) from message_deliveries where sent_at is not null"), Is.EqualTo(MailsAtOnce));
        Assert.That(await _app.Scalar<int>("select count(*) from message_deliveries where sent_at is null and attempts > 0"), Is.Zero);
        Assert.That(_mail.Waiting, Is.Zero);
    }

    [Test]
    public async Task A_mail_server_that_leaves_QUIT_unanswered_gets_the_message_once()
    {
        _mail.IgnoresGoodbyes = true;
        await Tell([_palembang]);
        await Node();

        await _mail.Next();
        await Until("sent_at is not null and attempts = 1 and failure is null");
        Assert.That(_mail.Waiting, Is.Zero);
    }

    /// <summary>A node whose claims last five seconds instead of the usual time.</summary>
    private async Task<MessageDelivery> Node()
    {
        var services = _app.Services;
        var node = new MessageDelivery(
            _app.Database, services.GetRequiredService<UnitCalendars>(), services.GetServices<IMessageChannel>(), SystemClock.Instance,
            NullLogger<MessageDelivery>.Instance)
        {
            ClaimedFor = TimeSpan.FromSeconds(5),
        };
        _nodes.Add(node);
        await node.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Creates one message for each person, in this order.</summary>
    private async Task Tell(params (int Unit, long Person)[] people)
    {
        var at = SystemClock.Instance.Now() - Duration.FromMinutes(1);
        await using var connection = await _app.Database.System.OpenConnectionAsync();
        var tellings = new List<Telling>();
        foreach (var (unit, person) in people)
        {
            var details = new Dictionary<string, string> { ["case"] = "Data Oktober", ["step"] = "Menyusun", ["number"] = "1" };
            tellings.Add(new Telling(unit, MessageKind.Reminder, $"{Guid.NewGuid()}", at + Duration.FromMilliseconds(tellings.Count),
                details)
            { Person = person });
        }

        await Tellings.Tell(connection, tellings, CancellationToken.None);
    }

    /// <summary>Sends a person's messages to their office's webhook, and not by e-mail.</summary>
    private async Task Hook((int Unit, long Person) to, Uri address)
    {
        var secret = _app.Services.GetRequiredService<WebhookSecrets>().Protect(WebhookSecrets.New());
        await _app.Scalar<int>("insert into webhooks values (@Unit, @url, @secret, now(), @Person) returning 1",
            new { to.Unit, to.Person, url = address.ToString(), secret });
        await _app.Scalar<int>("insert into message_choices values (@Unit, @Person, 'reminder', 'off', true) returning 1",
            new { to.Unit, to.Person });
    }

    /// <summary>Waits until this many deliveries fulfil the condition.</summary>
    private async Task Until(string condition, int count = 1, object? parameters = null)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (await _app.Scalar<int>($"select count(*) from message_deliveries where {condition}", parameters) < count)
        {
            if (patience.Elapsed > Patience.Longest)
                Assert.Fail($"Never {condition}; there is: " +
                    await _app.Scalar<string>("select string_agg(to_json(d)::text, E'\\n') from message_deliveries d"));
            await Patience.Pause();
        }
    }
}
