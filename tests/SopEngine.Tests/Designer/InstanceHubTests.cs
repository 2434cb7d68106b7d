using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Designer;

/// <summary>The messages to a viewer of a running case while people work on it.</summary>
internal sealed class InstanceHubTests
{
    private const char Separator = '\u001e';

    private TestApp _app = null!;
    private OfficePeople _people = null!;
    private readonly Queue<JsonElement> _received = [];

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _people = new OfficePeople(_app, await _app.Unit("bppsi-pekanbaru"));
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _people.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_viewer_is_told_of_a_step_that_somebody_did()
    {
        _received.Clear();
        var id = await _people.Start("pk-tu-pjt-02");
        using var session = await SessionClient.SignIn(_app, "admin.pekanbaru");
        using var socket = await Connect(session.Cookies);
        await Send(socket, $$"""{"type":1,"invocationId":"1","target":"ObserveInstanceAsync","arguments":["{{id}}"]}""");
        await Receive(socket, message => message.GetProperty("type").GetInt32() == 3);

        await _people.Walk(id, []);

        var marks = await Receive(socket, message => Target(message) == "ActivityExecutionLogUpdatedAsync");
        var news = await Receive(socket, message => Target(message) == "WorkflowInstanceUpdatedAsync");
        var stats = marks.GetProperty("arguments")[0].GetProperty("stats").EnumerateArray();
        Assert.That(stats.Select(stat => stat.GetProperty("activityId").GetString()), Does.Contain("step-1"));
        Assert.That(news.GetProperty("arguments")[0].GetProperty("workflowInstanceId").GetString(), Is.EqualTo($"{id}"));
    }

    [Test]
    public async Task Only_authors_are_let_in()
    {
        _received.Clear();
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
        using var socket = await Connect(clerk.Cookies);

        Assert.That(
            async () => await Receive(socket, message => message.GetProperty("type").GetInt32() == 3),
            Throws.InstanceOf<WebSocketException>().Or.InstanceOf<EndOfStreamException>());
        Assert.That(async () => await Connect(new System.Net.CookieContainer()), Throws.InstanceOf<WebSocketException>());
    }

    private async Task<ClientWebSocket> Connect(System.Net.CookieContainer cookies)
    {
        var socket = new ClientWebSocket();
        socket.Options.Cookies = cookies;
        var address = new UriBuilder(_app.Address) { Scheme = "ws", Path = "/elsa/hubs/workflow-instance" }.Uri;
        await socket.ConnectAsync(address, CancellationToken.None);
        await Send(socket, """{"protocol":"json","version":1}""");
        return socket;
    }

    private static Task Send(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + Separator), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>The next matching message; others are passed over.</summary>
    private async Task<JsonElement> Receive(ClientWebSocket socket, Func<JsonElement, bool> isMeant)
    {
        using var patience = new CancellationTokenSource(Patience.Longest);
        var buffer = new byte[64 * 1024];
        while (true)
        {
            while (_received.TryDequeue(out var message))
            {
                if (message.TryGetProperty("type", out _) && isMeant(message)) return message;
            }

            var text = new StringBuilder();
            while (text.Length == 0 || text[^1] != Separator)
            {
                var part = await socket.ReceiveAsync(buffer, patience.Token);
                if (part.MessageType == WebSocketMessageType.Close) throw new EndOfStreamException();
                text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            }

            // Several messages may come in one piece.
            foreach (var one in text.ToString().Split(Separator, StringSplitOptions.RemoveEmptyEntries))
                _received.Enqueue(JsonDocument.Parse(one).RootElement);
        }
    }

    private static string? Target(JsonElement message) => message.TryGetProperty("target", out var target) ? target.GetString() : null;
}
