using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SopEngine.Engine.Documents;

/// <summary>Settings of the virus scanner.</summary>
/// <param name="Address">The address of clamd; null when nothing is scanned.</param>
/// <param name="Timeout">The longest scan of one file.</param>
/// <param name="AcceptsUnscanned">True when files are accepted, and marked, while the scanner is away.</param>
public sealed record ScannerSettings(EndPoint? Address, TimeSpan Timeout, bool AcceptsUnscanned)
{
    /// <summary>Reads <c>host:port</c>, or the path of a socket.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static EndPoint? Read(string? address)
    {
        if (string.IsNullOrWhiteSpace(address)) return null;
        if (address.StartsWith('/')) return new UnixDomainSocketEndPoint(address);
        var colon = address.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(address.AsSpan(colon + 1), out var port) && port > 0
            ? new DnsEndPoint(address[..colon].Trim('[', ']'), port)
            : throw new FormatException($"Sop:Scanner:Address is neither host:port nor the path of a socket: {address}");
    }
}

/// <summary>The scanner's verdict on a file.</summary>
public abstract record ScanResult
{
    public sealed record Clean : ScanResult;

    /// <param name="Name">The scanner's name of the virus.</param>
    public sealed record Harmful(string Name) : ScanResult;

    /// <summary>The scanner did not answer in time, or could not scan the file.</summary>
    public sealed record Away(string Why) : ScanResult;
}

/// <summary>Scans files with clamd, by its command INSTREAM.</summary>
public sealed class VirusScanner(ScannerSettings settings)
{
    private const int ChunkLength = 64 * 1024;
    private const int LongestAnswer = 4 * 1024;

    public bool IsOn => settings.Address is not null;

    public bool AcceptsUnscanned => settings.AcceptsUnscanned;

    /// <param name="content">A seekable stream; its position afterwards is undefined.</param>
    public async Task<ScanResult> Scan(Stream content, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(settings.Timeout);
        try
        {
            return Read(await Ask(content, limit.Token));
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return new ScanResult.Away(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ScanResult.Away($"No answer within {settings.Timeout.TotalSeconds} s.");
        }
    }

    private async Task<string> Ask(Stream content, CancellationToken cancellation)
    {
        using var socket = settings.Address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(settings.Address!, cancellation);
        await using var clamd = new NetworkStream(socket);
        await clamd.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellation);

        // Each chunk follows its length; a length of 0 ends the file.
        var chunk = new byte[4 + ChunkLength];
        content.Position = 0;
        for (var length = -1; length != 0;)
        {
            length = await content.ReadAsync(chunk.AsMemory(4), cancellation);
            BinaryPrimitives.WriteInt32BigEndian(chunk, length);
            await clamd.WriteAsync(chunk.AsMemory(0, 4 + length), cancellation);
        }

        var answer = new byte[LongestAnswer];
        var read = 0;
        for (var length = -1; length != 0 && read < answer.Length && !answer.AsSpan(0, read).Contains((byte)0); read += length)
            length = await clamd.ReadAsync(answer.AsMemory(read), cancellation);
        return Encoding.UTF8.GetString(answer, 0, read).TrimEnd('\0', '\n');
    }

    private static ScanResult Read(string answer) => answer switch
    {
        "stream: OK" => new ScanResult.Clean(),
        _ when answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) =>
            new ScanResult.Harmful(answer["stream: ".Length..^" FOUND".Length]),
        _ => new ScanResult.Away(answer.Length == 0 ? "It closed the connection." : answer),
    };
}
