using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SopEngine.Tests.Support;

/// <summary>A fake clamd: speaks INSTREAM and finds only EICAR's test file.</summary>
internal sealed class ClamServer : IAsyncDisposable
{
    public enum Mood
    {
        Answers,
        ClosesAtOnce,
        SaysNothing,
        RefusesLarge,
    }

    /// <summary>Split in two, so that no scanner mistakes this source file for the test file.</summary>
    public const string Eicar = @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*";

    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    /// <param name="path">Path of its socket; null for a port.</param>
    public ClamServer(string? path = null)
    {
        EndPoint where = path is null ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(path);
        _listener = new Socket(where.AddressFamily, SocketType.Stream, path is null ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(where);
        _listener.Listen();
        Address = path ?? $"127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}";
        _serving = Serve();
    }

    public string Address { get; }

    public Mood Is { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stopping.Dispose();
    }

    private async Task Serve()
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(Talk(await _listener.AcceptAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        try
        {
            if (Is == Mood.ClosesAtOnce) return;
            var command = new byte["zINSTREAM\0".Length];
            await stream.ReadExactlyAsync(command, _stopping.Token);
            if (Encoding.ASCII.GetString(command) != "zINSTREAM\0") return;
            if (Is == Mood.RefusesLarge)
            {
                await stream.WriteAsync("INSTREAM size limit exceeded. ERROR\0"u8.ToArray(), _stopping.Token);
                return;
            }

            var file = new MemoryStream();
            var head = new byte[4];
            while (true)
            {
                await stream.ReadExactlyAsync(head, _stopping.Token);
                var length = BinaryPrimitives.ReadInt32BigEndian(head);
                if (length == 0) break;
                var chunk = new byte[length];
                await stream.ReadExactlyAsync(chunk, _stopping.Token);
                file.Write(chunk);
            }

            if (Is == Mood.SaysNothing) await stream.ReadExactlyAsync(head, _stopping.Token);
            else await stream.WriteAsync(Encoding.ASCII.GetBytes(Encoding.Latin1.GetString(file.ToArray())
                .Contains(Eicar, StringComparison.Ordinal) ? "stream: Eicar-Test-Signature FOUND\0" : "stream: OK\0"), _stopping.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went away, or the test is over.
        }
    }
}
