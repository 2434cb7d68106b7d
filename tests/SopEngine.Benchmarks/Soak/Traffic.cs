using System.Diagnostics;
using System.Net.Http.Headers;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Sends every request of the run and judges every answer.</summary>
internal sealed class Traffic(SoakSettings settings, Nodes nodes)
{
    private readonly Pacer _pacer = new(settings.Rate);
    private int _brokenOff;
    private int _earned;
    private int _busy;
    private int _sent;
    private int _malformed;

    public Latencies Latencies { get; } = new(settings.Length);

    /// <summary>Errors of the server, and connections that it broke, while the asked node should have served.</summary>
    public Groups Unearned { get; } = new();

    /// <summary>Pages that showed another office or another case.</summary>
    public Groups Foreign { get; } = new();

    /// <summary>Answers to proper requests that do not fit the service's description.</summary>
    public Groups Unreadable { get; } = new();

    /// <summary>Answers to malformed requests.</summary>
    public Groups ToMalformed { get; } = new();

    /// <summary>Proper requests that were refused.</summary>
    public Groups Refusals { get; } = new();

    public int Sent => _sent;

    public int BrokenOff => _brokenOff;

    public int Malformed => _malformed;

    /// <summary>Answers 5xx and broken connections of a node that was being killed or started.</summary>
    public int Earned => _earned;

    /// <summary>Answers 503 with a time to try again.</summary>
    public int Busy => _busy;

    public async Task<Answer> Send(Visitor visitor, Call call, Random random)
    {
        await _pacer.Turn();
        var node = nodes.Pick(random);
        var era = node.Era;
        Interlocked.Increment(ref _sent);
        if (call.IsMalformed) Interlocked.Increment(ref _malformed);
        using var breaking = new CancellationTokenSource();
        if (!call.IsWhole && random.NextDouble() < SoakSettings.BrokenOff) breaking.CancelAfter(MomentToBreak(random));
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var request = call.To(node);
            if (call.IsApi && visitor.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await visitor.Http.SendAsync(request, breaking.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(breaking.Token);
            var answer = new Answer((int)response.StatusCode, bytes, response.Headers.Location?.ToString());
            Latencies.Add(call.IsApi, Figures.Milliseconds(started));
            Judge(visitor, call, answer, IsEarned(node, era), response.Headers.RetryAfter is not null);
            return answer;
        }
        catch (OperationCanceledException) when (breaking.IsCancellationRequested)
        {
            Interlocked.Increment(ref _brokenOff);
            return Answer.Lost;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            Broke(visitor, call, e, IsEarned(node, era));
            return Answer.Lost;
        }
    }

    /// <summary>Opens the stream of changes, listens for a while, and drops the connection.</summary>
    public async Task Listen(Visitor visitor, TimeSpan length, Random random)
    {
        await _pacer.Turn();
        var node = nodes.Pick(random);
        var era = node.Era;
        Interlocked.Increment(ref _sent);
        var call = new Call(HttpMethod.Get, "/live");
        using var leaving = new CancellationTokenSource(length);
        try
        {
            using var request = call.To(node);
            using var response = await visitor.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
            var answer = new Answer((int)response.StatusCode, [], response.Headers.Location?.ToString());
            Judge(visitor, call, answer, IsEarned(node, era), response.Headers.RetryAfter is not null);
            await using var stream = await response.Content.ReadAsStreamAsync(leaving.Token);
            await stream.CopyToAsync(Stream.Null, leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // The listener has left.
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Broke(visitor, call, e, IsEarned(node, era));
        }
    }

    private void Judge(Visitor visitor, Call call, Answer answer, bool isEarned, bool saysWhen)
    {
        if (call.IsMalformed) ToMalformed.Add(call.IsApi ? "API" : "pages", exactly: $": {answer.Status}");
        if (answer.Status == 503 && saysWhen) Interlocked.Increment(ref _busy);
        else if (answer.Status >= 500 && isEarned) Interlocked.Increment(ref _earned);
        else if (answer.Status >= 500) Note(Unearned, visitor, call, $"{answer.Status}{(call.IsMalformed ? ", malformed" : "")}", "");
        else if (answer.Status >= 400 && !call.IsMalformed) Note(Refusals, visitor, call, $"{answer.Status}", answer.Text);
        else if (answer.Status < 300 && Scrutiny.Of(visitor.Person, call, answer.Text) is { } seen) Note(Foreign, visitor, call, seen, "");
    }

    private void Broke(Visitor visitor, Call call, Exception e, bool isEarned)
    {
        if (isEarned) Interlocked.Increment(ref _earned);
        else Note(Unearned, visitor, call, $"no answer: {e.InnerException?.Message ?? e.Message}", e.ToString());
    }

    private static void Note(Groups groups, Visitor visitor, Call call, string what, string more) =>
        groups.Add(Route(call), $"{call.Method} {call.Path} of {visitor.Person.UserName}: {what} {more}", $": {what}");

    private static bool IsEarned(Node node, int era) => era % 2 == 1 || node.Era != era;

    private static string Route(Call call) => $"{call.Method} {call.Path.Split('?')[0]}";

    /// <summary>From one millisecond to a third of a second, so that it falls before, into and after the work on the server.</summary>
    private static TimeSpan MomentToBreak(Random random) => TimeSpan.FromMilliseconds(Math.Pow(10, random.NextDouble() * 2.5));
}
