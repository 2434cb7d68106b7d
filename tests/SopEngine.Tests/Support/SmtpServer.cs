using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using MimeKit;

namespace SopEngine.Tests.Support;

/// <summary>A small mail server that speaks SMTP and keeps the mails it receives.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Mail> _mails = Channel.CreateUnbounded<Mail>();
    private readonly X509Certificate2? _certificate;
    private readonly bool _isImplicit;
    private readonly Task _accepting;
    private TaskCompletionSource? _held;

    /// <param name="tls">True to offer STARTTLS, with a certificate of no known authority.</param>
    /// <param name="isImplicit">True to begin with TLS.</param>
    public SmtpServer(bool tls = false, bool isImplicit = false)
    {
        if (tls) _certificate = Certificate();
        _isImplicit = isImplicit;
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Refusals of the next recipients.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>Lines that clients sent.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>True to leave QUIT unanswered.</summary>
    public bool IgnoresGoodbyes { get; set; }

    /// <summary>Holds back the answer to each mail from now on, until released.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => Interlocked.Exchange(ref _held, null)?.SetResult();

    public async Task<Mail> Next() => await _mails.Reader.ReadAsync(new CancellationTokenSource(Patience.Longest).Token);

    public int Waiting => _mails.Reader.Count;

    /// <summary>The certificate, for clients that are to trust it.</summary>
    public string Pem => _certificate!.ExportCertificatePem();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate?.Dispose();
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(Talk(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using var _ = client;
        Stream stream = client.GetStream();
        try
        {
            if (_isImplicit) stream = await Secure(stream);
            var (reader, writer) = Ends(stream);
            await writer.WriteLineAsync("220 uji.test ESMTP");
            string from = "", to = "", user = "";
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                Said.Enqueue(line);
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await writer.WriteLineAsync(_certificate is null || stream is SslStream
                            ? "250-uji.test\r\n250 AUTH LOGIN" : "250-uji.test\r\n250 STARTTLS");
                        break;
                    case "STARTTLS":
                        await writer.WriteLineAsync("220 go ahead");
                        stream = await Secure(stream);
                        (reader, writer) = Ends(stream);
                        break;
                    case "AUTH":
                        await writer.WriteLineAsync("334 VXNlcm5hbWU6");
                        user = Encoding.UTF8.GetString(Convert.FromBase64String((await reader.ReadLineAsync(_stopping.Token))!));
                        await writer.WriteLineAsync("334 UGFzc3dvcmQ6");
                        await reader.ReadLineAsync(_stopping.Token);
                        await writer.WriteLineAsync("235 welcome");
                        break;
                    case "MAIL":
                        from = Address(line);
                        await writer.WriteLineAsync("250 ok");
                        break;
                    case "RCPT":
                        to = Address(line);
                        await writer.WriteLineAsync(Refusals.TryDequeue(out var refusal) ? refusal : "250 ok");
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 go on");
                        var text = new StringBuilder();
                        while (await reader.ReadLineAsync(_stopping.Token) is { } part && part != ".")
                            text.Append(part.StartsWith("..", StringComparison.Ordinal) ? part[1..] : part).Append("\r\n");
                        await _mails.Writer.WriteAsync(new Mail(from, to, user,
                            await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())))));
                        if (_held is { } held) await held.Task.WaitAsync(_stopping.Token);
                        await writer.WriteLineAsync("250 kept");
                        break;
                    case "QUIT" when IgnoresGoodbyes:
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private async Task<SslStream> Secure(Stream stream)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(_certificate!);
        return secure;
    }

    private static (StreamReader Reader, StreamWriter Writer) Ends(Stream stream) =>
        (new StreamReader(stream, Encoding.UTF8, leaveOpen: true),
            new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true });

    private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=uji.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <param name="User">The signed-in user; empty for none.</param>
    public sealed record Mail(string From, string To, string User, MimeMessage Message);
}
