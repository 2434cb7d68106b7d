using System.Threading.Channels;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Engine.Units;

namespace SopEngine.Web.Asking;

/// <summary>
/// Sends codes and links to contacts of whom the office may know nothing yet. It works behind the response, which is therefore the same,
/// and as quick, whether the contact exists or not. What is lost with its node has to be asked for again.
/// </summary>
public sealed class CitizenMail(
    SopDatabase database, IEnumerable<IMessageChannel> channels, IConfiguration settings, IHostEnvironment environment, IClock clock,
    ILogger<CitizenMail> log)
    : BackgroundService
{
    private const int MostWaiting = 1_000, AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly bool _isDemo = settings.GetValue("Sop:Demo", environment.IsDevelopment());

    private sealed record Letter(string Channel, Addressee To, OutgoingMessage Message);

    /// <summary>The ways by which an office reaches citizens now.</summary>
    public async Task<CitizenWays> Ways(PublicOffice office, CancellationToken cancellation)
    {
        var hasMail = channels.Any(channel => channel is { Name: "email", IsAvailable: true });
        var hasGateway = await database.QuerySingle<bool>(
            office.Unit, "select exists (select from webhooks where unit_id = @unit)", null, cancellation);
        var shows = _isDemo && !hasMail;
        return new CitizenWays(hasMail || shows, hasGateway, shows);
    }

    /// <param name="path">The page that it leads to.</param>
    public void Send(PublicOffice office, string zone, CitizenContact contact, string subject, string text, string path)
    {
        var to = new Addressee(
            office.Unit, office.ShortName, zone, 0, contact.Shown, "", contact.IsEmail ? contact.Address : null,
            contact.IsEmail ? null : contact.Address, System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        var message = new OutgoingMessage(
            0, OutgoingMessage.Service, new Dictionary<string, string> { ["subject"] = subject, ["text"] = text }, clock.Now(), null, null,
            null)
        { Path = path };
        _letters.Writer.TryWrite(new Letter(contact.Channel, to, message));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _letters.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (letter, stopping) =>
        {
            if (channels.FirstOrDefault(channel => channel.Name == letter.Channel) is not { IsAvailable: true } way) return;
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limited.CancelAfter(Patience);
            try
            {
                await way.Send(letter.To, [letter.Message], limited.Token);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("A code or a link could not be sent over {Channel}: {Message}", letter.Channel, e.Message);
            }
        });
}
