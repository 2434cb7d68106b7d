using System.Net.Sockets;
using Npgsql;

namespace SopEngine.Tests.Support;

/// <summary>Lends one session of the server to each transaction of any client, as PgBouncer does in its transaction mode.</summary>
internal sealed class LendingPooler : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sop-pooler-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly SemaphoreSlim _lent = new(1);
    private readonly MemoryStream _greeting = new();
    private NetworkStream? _session;

    public LendingPooler(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, ".s.PGSQL.5432")));
        _listener.Listen();
        _ = Accept();
    }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = _folder,
        Port = 5432,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        if (_session is not null) await _session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        _lent.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The pooler is stopping.
        }
    }

    private async Task Serve(Socket socket)
    {
        await using var client = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (await StatementProxy.ReadMessage(client, hasType: false) is not { } hello) return;
            await Lend(async () =>
            {
                if (_session is null)
                {
                    _session = new NetworkStream(await StatementProxy.Connect(_server), ownsSocket: true);
                    await _session.WriteAsync(hello);
                    await Answer(_greeting);
                }

                await client.WriteAsync(_greeting.ToArray());
            });

            var asked = new MemoryStream();
            while (await StatementProxy.ReadMessage(client, hasType: true) is { } message && message[0] != 'X')
            {
                asked.Write(message);
                if (message[0] is not ((byte)'Q' or (byte)'S')) continue;
                await Lend(async () =>
                {
                    await _session!.WriteAsync(asked.ToArray());
                    await Answer(client);
                });
                asked.SetLength(0);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The client or the server is gone.
        }
    }

    private async Task Lend(Func<Task> use)
    {
        await _lent.WaitAsync();
        try
        {
            await use();
        }
        finally
        {
            _lent.Release();
        }
    }

    /// <summary>Forwards the server's messages until it is ready for the next query.</summary>
    private async Task Answer(Stream to)
    {
        while (await StatementProxy.ReadMessage(_session!, hasType: true) is { } message)
        {
            await to.WriteAsync(message);
            if (message[0] == 'Z') return;
        }
    }
}
