using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome.Live;

/// <summary>Server-sent events: <c>changed</c> with the numbers of cases, and <c>unread</c> with the number of unread messages.</summary>
internal static class LiveEndpoint
{
    /// <summary>After this the browser connects anew, which checks the session again.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Keeps proxies from closing a quiet connection, and finds a broken one.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static void MapLive(this IEndpointRouteBuilder app) => app.MapGet("/live", async (
        Person person, HttpContext context, LiveUpdates updates, OpenStreams streams, Problems problems,
        IHostApplicationLifetime lifetime) =>
    {
        // A browser connects again to a stream that ended, not to one that was refused.
        using var place = streams.Open(person) ?? throw new ProblemException(problems.TooMany(Longest));
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        ending.CancelAfter(Longest);
        using var listener = updates.Listen(person);
        try
        {
            await Send(context, ": here\n\n", ending.Token);
            while (true)
            {
                var next = listener.Next(ending.Token).AsTask();
                while (await Task.WhenAny(next, Task.Delay(Heartbeat, ending.Token)) != next)
                    await Send(context, ": still here\n\n", ending.Token);
                var (cases, unread) = await next;
                if (unread is { } count) await Send(context, $"event: unread\ndata: {UnreadMessages.Text(count)}\n\n", ending.Token);
                if (cases is not null) await Send(context, $"event: changed\ndata: {cases}\n\n", ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the service stops.
        }
    }).FromOwnPages();

    private static async Task Send(HttpContext context, string text, CancellationToken cancellation)
    {
        await context.Response.WriteAsync(text, cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }
}
