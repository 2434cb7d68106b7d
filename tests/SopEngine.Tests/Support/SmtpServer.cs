using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace SopEngine.Tests.Support;

/// <summary>A small mail server that holds a real SMTP conversation and keeps what it was given.</summary>
internal sealed partial class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<Mail> _mails = Channel.CreateUnbounded<Mail>();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    /// <param name="tls">Whether it offers STARTTLS, with a certificate that nobody signed.</param>
    public SmtpServer(bool tls = false)
    {
        if (tls) _certificate = Certificate();
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Answers to the next recipients, in place of taking them.</summary>
    public ConcurrentQueue<string> Refusals { get; } = new();

    /// <summary>What clients said, line by line.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    public async Task<Mail> Next() => await _mails.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);

    public int Waiting => _mails.Reader.Count;

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
            var (reader, writer) = Ends(stream);
            await writer.WriteLineAsync("220 uji.test ESMTP");
            string from = "", to = "", user = "";
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                Said.Enqueue(line);
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await writer.WriteLineAsync(_certificate is null || stream is SslStream ? "250-uji.test\r\n250 AUTH LOGIN" : "250-uji.test\r\n250 STARTTLS");
                        break;
                    case "STARTTLS":
                        await writer.WriteLineAsync("220 go ahead");
                        var secure = new SslStream(stream);
                        await secure.AuthenticateAsServerAsync(_certificate!);
                        stream = secure;
                        (reader, writer) = Ends(stream);
                        break;
                    case "AUTH":
                        user = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2]));
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
                        while (await reader.ReadLineAsync(_stopping.Token) is { } part && part != ".") text.Append(part.StartsWith("..", StringComparison.Ordinal) ? part[1..] : part).Append('\n');
                        await _mails.Writer.WriteAsync(new Mail(from, to, user, text.ToString()));
                        await writer.WriteLineAsync("250 kept");
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

    private static (StreamReader Reader, StreamWriter Writer) Ends(Stream stream) =>
        (new StreamReader(stream, Encoding.UTF8, leaveOpen: true), new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n", AutoFlush = true });

    private static string Address(string line) => line[(line.IndexOf('<') + 1)..line.IndexOf('>')];

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=uji.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <param name="User">Who signed in; empty for nobody.</param>
    /// <param name="Raw">Headers and parts as they came.</param>
    public sealed record Mail(string From, string To, string User, string Raw)
    {
        public string Subject => Decode(Header("Subject"));

        public string Header(string name) => Regex.Match(Raw, $@"^{name}: ?(.*(?:\n[ \t].*)*)", RegexOptions.Multiline).Groups[1].Value.Replace("\n", "").Trim();

        public string Text => Part("text/plain");

        public string Html => Part("text/html");

        private string Part(string type)
        {
            var part = Raw.Split("\n--").Single(piece => piece.Contains($"Content-Type: {type}", StringComparison.OrdinalIgnoreCase));
            var body = part[(part.IndexOf("\n\n", StringComparison.Ordinal) + 2)..];
            if (part.Contains("base64", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("")));
            return part.Contains("quoted-printable", StringComparison.OrdinalIgnoreCase) ? Quoted(body.Replace("=\n", "")) : body;
        }

        private static string Quoted(string text) =>
            Encoding.UTF8.GetString([.. QuotedPart().Split(text).SelectMany(piece => QuotedPart().IsMatch(piece) ? [Convert.ToByte(piece[1..], 16)] : Encoding.UTF8.GetBytes(piece))]);

        private static string Decode(string header) =>
            Attachment.CreateAttachmentFromString("", header).Name is { } decoded && header.StartsWith("=?", StringComparison.Ordinal) ? decoded : header;
    }

    [GeneratedRegex("(=[0-9A-F]{2})")]
    private static partial Regex QuotedPart();
}
