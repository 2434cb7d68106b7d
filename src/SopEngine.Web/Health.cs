using Microsoft.AspNetCore.StaticAssets;
using SopEngine.Engine.Data;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web;

/// <summary>Tells load balancers whether this node can serve, and refuses requests while its database is away.</summary>
internal static class Health
{
    /// <summary>Marks an endpoint that is answered without the database.</summary>
    private sealed class NeedsNoDatabase;

    /// <summary>After this time, a request makes one ask whether the database still answers.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(2);

    /// <summary>The time that a request which was called off has to end by itself.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("ok")).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NeedsNoDatabase());
        app.MapGet("/health/ready", Ready).AllowAnonymous().ExcludeFromDescription().WithMetadata(new NeedsNoDatabase());
    }

    /// <summary>
    /// Refuses requests at once while the database is away, instead of letting each find out for itself, and ends those that wait for it.
    /// </summary>
    public static void UseDatabaseWatch(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var watch = context.RequestServices.GetRequiredService<DatabaseWatch>();
        var endpoint = context.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<NeedsNoDatabase>() is not null || endpoint?.GetMetadata<StaticAssetDescriptor>() is not null)
            await next(context);
        else if (watch.IsAway || !await IsServed(watch, context, next))
            await ProblemAnswers.Answer(context, context.RequestServices.GetRequiredService<Problems>().DatabaseUnavailable());
    });

    /// <summary>False when the database went away meanwhile and nothing has been answered yet.</summary>
    private static async Task<bool> IsServed(DatabaseWatch watch, HttpContext context, RequestDelegate next)
    {
        var aborted = context.RequestAborted;
        using var served = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        // Side by side: each tells a server that does not answer that it is called off, and waits a while for that.
        await using var away = watch.WhileAnswering.UnsafeRegister(static one => _ = CallOff((CancellationTokenSource)one!), served);
        using var answered = new CancellationTokenSource();
        context.RequestAborted = served.Token;
        try
        {
            var serving = next(context);
            if (!serving.IsCompleted)
            {
                if (await Task.WhenAny(serving, Task.Delay(Long, answered.Token)) != serving) watch.Suspect();
                await answered.CancelAsync();
            }

            if (!await Ends(serving, watch, context)) await AnswerFor(serving, context, aborted);
            return true;
        }
        catch (Exception e) when (watch.IsAway && !aborted.IsCancellationRequested && !context.Response.HasStarted
            && (e is OperationCanceledException || DatabaseWatch.IsFault(e)))
        {
            return false;
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    /// <summary>False when the database went away and the request hangs in it all the same.</summary>
    private static async Task<bool> Ends(Task serving, DatabaseWatch watch, HttpContext context)
    {
        var away = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = watch.WhileAnswering.UnsafeRegister(static one => ((TaskCompletionSource)one!).TrySetResult(), away);
        await Task.WhenAny(serving, away.Task);
        if (!serving.IsCompleted) await Task.WhenAny(serving, Task.Delay(Farewell, CancellationToken.None));
        if (!serving.IsCompleted && !context.Response.HasStarted) return false;
        await serving;
        return true;
    }

    /// <summary>
    /// Answers a request that still hangs: Npgsql waits for the server to hear of a cancellation. The request's own end is awaited behind
    /// the answer, because the request uses the context until then.
    /// </summary>
    private static async Task AnswerFor(Task serving, HttpContext context, CancellationToken aborted)
    {
        context.RequestAborted = aborted;
        context.Response.Clear();
        await ProblemAnswers.Answer(context, context.RequestServices.GetRequiredService<Problems>().DatabaseUnavailable());
        await context.Response.CompleteAsync();
        try
        {
            await serving;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException || DatabaseWatch.IsFault(e))
        {
            // It was called off, or came too late to answer.
        }
    }

    private static async Task CallOff(CancellationTokenSource request)
    {
        await Task.Yield();
        try
        {
            await request.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }

    private static async Task<IResult> Ready(DatabaseWatch watch, HttpContext context)
    {
        if (!watch.IsAway && await watch.Answers()) return Results.Text("ok");
        context.Response.Headers.RetryAfter = "2";
        return Results.Text("database away", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
