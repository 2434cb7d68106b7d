using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace SopEngine.Web.Messages;

/// <summary>The office's mail server: section <c>Smtp</c> of the settings. Without a host there is no e-mail.</summary>
public sealed class SmtpSettings
{
    private const int ImplicitTlsPort = 465;

    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>With a user name, the password goes over the wire: keep <see cref="Tls"/> on.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "";

    /// <summary>Requires encryption: no message is sent without it. Off only for a server on the same machine or network.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>True when TLS begins with the first byte (RFC 8314), false for STARTTLS; null to go by the port: true for 465.</summary>
    public bool? ImplicitTls { get; set; }

    /// <summary>A PEM file with the office's own certificate authority, for a server that no public one vouches for.</summary>
    public string? Authority { get; set; }

    internal SecureSocketOptions Encryption =>
        !Tls ? SecureSocketOptions.None
        : ImplicitTls ?? Port == ImplicitTlsPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls;
}

/// <summary>The office's own certificate authority: it vouches for a server of the right name beside the public ones.</summary>
internal static class OfficeAuthority
{
    /// <param name="file">PEM.</param>
    /// <param name="known">The chain that the server sent.</param>
    /// <param name="faults">The faults that the public authorities find.</param>
    public static bool Vouches(string file, X509Certificate? certificate, X509Chain? known, SslPolicyErrors faults)
    {
        if (faults != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server)
            return faults == SslPolicyErrors.None;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (known is not null) chain.ChainPolicy.ExtraStore.AddRange(known.ChainPolicy.ExtraStore);
        return chain.Build(server);
    }
}
