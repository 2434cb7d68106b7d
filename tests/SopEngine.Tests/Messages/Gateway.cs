using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Messages;

/// <summary>The receiver of a webhook.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Got> _got = Channel.CreateUnbounded<Got>();

    private Gateway(WebApplication app) => _app = app;

    public Uri Address => new(new Uri(_app.Urls.Single()), "/hook");

    public int Waiting => _got.Reader.Count;

    public static Task<Gateway> Start(Func<int> answer) => Start(_ => Task.FromResult(answer()));

    /// <param name="answer">Gives the status of the response, or ends with the connection.</param>
    public static async Task<Gateway> Start(Func<CancellationToken, Task<int>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var gateway = new Gateway(builder.Build());
        gateway._app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var headers = context.Request.Headers;
            await gateway._got.Writer.WriteAsync(new Got(headers["webhook-id"]!, headers["webhook-timestamp"]!,
                headers["webhook-signature"]!, await reader.ReadToEndAsync()));
            context.Response.StatusCode = await answer(context.RequestAborted);
        });
        await gateway._app.StartAsync();
        return gateway;
    }

    public async Task<Got> Next() => await _got.Reader.ReadAsync(new CancellationTokenSource(Patience.Longest).Token);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public sealed record Got(string Id, string Timestamp, string Signature, string Body);
}
