using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace SopEngine.Tests.Support;

/// <summary>
/// A proxy between the program and PostgreSQL that counts the statements of the program's unit-bound sessions, so that a test can act
/// right before one of them, or right before the answer to the last.
/// </summary>
internal sealed class StatementProxy : IAsyncDisposable
{
    private readonly ConcurrentBag<Socket> _clients = [];
    private Socket _listener = null!;
    private readonly string _folder = Directory.CreateTempSubdirectory("sop-proxy-").FullName;
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly CancellationTokenSource _stopping = new();
    private Trap? _trap;
    private volatile TaskCompletionSource _goingOn = Passed();

    public StatementProxy(string connectionString)
    {
        _server = new NpgsqlConnectionStringBuilder(connectionString);
        Open();
    }

    private string Door => Path.Combine(_folder, ".s.PGSQL.5432");

    /// <summary>Accepts connections again.</summary>
    public void Open()
    {
        _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _listener.Bind(new UnixDomainSocketEndPoint(Door));
        _listener.Listen();
        _ = Accept(_listener);
    }

    /// <summary>Breaks every connection, and refuses new ones.</summary>
    public void Close()
    {
        _listener.Dispose();
        File.Delete(Door);
        foreach (var client in _clients) client.Dispose();
        _clients.Clear();
    }

    /// <summary>Keeps every message back, as a stopped server does: connections stay open and nobody answers.</summary>
    public void Hang() => _goingOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _goingOn.TrySetResult();

    private static TaskCompletionSource Passed()
    {
        var passed = new TaskCompletionSource();
        passed.SetResult();
        return passed;
    }

    /// <summary>Connection string of the proxy; without encryption, because the proxy reads the messages.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(_server.ConnectionString)
    {
        Host = _folder,
        Port = 5432,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>The phase in which the server refuses a statement: binding its parameters, or running it.</summary>
    public enum Refusal { Binding, Running }

    /// <summary>Makes the n-th statement from now on fail at the server, by naming a statement that does not exist.</summary>
    /// <returns>A function: true once the statement has failed.</returns>
    public Func<bool> Refuse(int statement, Refusal refusal)
    {
        var trap = new Trap(statement, () => Task.CompletedTask) { Refusal = refusal };
        _trap = trap;
        return () => trap.WentOff.Task.IsCompleted;
    }

    /// <summary>Removes a trap that has not gone off.</summary>
    public void Disarm() => _trap = null;

    /// <summary>Sets a trap before the n-th statement from now on, or for 0 before the answer to a commit.</summary>
    /// <returns>A task that ends once the trap has gone off.</returns>
    public Task Before(int statement, Func<Task> happens)
    {
        _trap = new Trap(statement, happens);
        return _trap.WentOff.Task;
    }

    public ValueTask DisposeAsync()
    {
        _stopping.Cancel();
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
        _stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Accept(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_stopping.Token);
                _clients.Add(client);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionAborted)
            {
                continue; // the client has gone again
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Serve(client);
        }
    }

    private async Task Serve(Socket client)
    {
        using var server = await Connect();
        await using var toClient = new NetworkStream(client, ownsSocket: true);
        await using var toServer = new NetworkStream(server);
        var session = new Session();
        try
        {
            await Task.WhenAny(Forward(toClient, toServer, session), Answer(toServer, toClient, session));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Either side has closed the connection.
        }
    }

    /// <summary>Forwards the program's messages one by one.</summary>
    private async Task Forward(Stream from, Stream to, Session session)
    {
        var isStartup = true;
        while (await ReadMessage(from, hasType: !isStartup) is { } message)
        {
            isStartup = false;
            var type = (char)message[0];
            if (!session.IsBoundToUnits && Encoding.UTF8.GetString(message).Contains("set role sop_app", StringComparison.Ordinal))
                session.IsBoundToUnits = true;
            else if (session.IsBoundToUnits && _trap is { Refusal: { } refusal } refused
                && type == (refusal == Refusal.Binding ? 'B' : 'E'))
            {
                if (Interlocked.Increment(ref refused.Seen) == refused.Statement)
                {
                    await Spring(refused);
                    await to.WriteAsync(NamesNothing(type));
                    continue;
                }
            }
            else if (session.IsBoundToUnits && type == 'E' && _trap is { Statement: > 0, Refusal: null } trap
                && Interlocked.Increment(ref trap.Seen) == trap.Statement)
            {
                await Spring(trap);
                return;
            }

            await _goingOn.Task;
            await to.WriteAsync(message);
        }
    }

    private async Task Answer(Stream from, Stream to, Session session)
    {
        while (await ReadMessage(from, hasType: true) is { } message)
        {
            if (session.IsBoundToUnits && (char)message[0] == 'C' && _trap is { Statement: 0 } trap
                && Encoding.UTF8.GetString(message, 5, message.Length - 6) == "COMMIT")
            {
                await Spring(trap);
                return;
            }

            await _goingOn.Task;
            await to.WriteAsync(message);
        }
    }

    /// <summary>A message that binds a statement, or executes a portal, that does not exist.</summary>
    private static byte[] NamesNothing(char type)
    {
        byte[] body = type == 'B' ? [0, .. "nothing"u8, 0, 0, 0, 0, 0, 0, 0] : [.. "nothing"u8, 0, 0, 0, 0, 0];
        var message = new byte[5 + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), 4 + body.Length);
        body.CopyTo(message, 5);
        return message;
    }

    private async Task Spring(Trap trap)
    {
        _trap = null;
        await trap.Happens();
        trap.WentOff.TrySetResult();
    }

    private Task<Socket> Connect() => Connect(_server);

    internal static async Task<Socket> Connect(NpgsqlConnectionStringBuilder to)
    {
        if (to.Host!.StartsWith('/'))
        {
            var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await unix.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(to.Host, $".s.PGSQL.{to.Port}")));
            return unix;
        }

        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await tcp.ConnectAsync(to.Host, to.Port);
        return tcp;
    }

    /// <summary>Reads a message of the protocol: a type (the first of a session has none), its length, its body.</summary>
    internal static async Task<byte[]?> ReadMessage(Stream from, bool hasType)
    {
        var head = new byte[hasType ? 5 : 4];
        if (await from.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;

        var body = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) - 4;
        var message = new byte[head.Length + body];
        head.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }

    private sealed class Session
    {
        public volatile bool IsBoundToUnits;
    }

    private sealed class Trap(int statement, Func<Task> happens)
    {
        public int Seen;

        /// <summary>The statement's failure; null for a trap with another effect.</summary>
        public Refusal? Refusal { get; init; }

        public int Statement => statement;

        public Func<Task> Happens => happens;

        public TaskCompletionSource WentOff { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
