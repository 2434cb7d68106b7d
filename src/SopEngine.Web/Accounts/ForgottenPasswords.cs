using System.Globalization;
using System.Threading.Channels;
using Dapper;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Messages;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Sends a link for a new password to the confirmed address of a person who forgot theirs. It works behind the response, which is
/// therefore the same, and as quick, whether the person exists or not. A request that is lost with its node has to be made again.
/// </summary>
internal sealed class ForgottenPasswords(
    SopDatabase database, AccountLinks links, Attempts attempts, IEnumerable<IMessageChannel> channels,
    IClock clock, IStringLocalizer<Texts> texts, ILogger<ForgottenPasswords> log)
    : BackgroundService
{
    private const int MostWaiting = 1000;
    private const int AtOnce = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<string> _asked = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Several people may share an address, such as their office's.</summary>
    private const string Sql =
        """
        select p.unit_id, p.id, p.name, p.user_name, p.email, p.language, u.short_name as office, u.calendar ->> 'zone' as zone
        from people p join units u on u.id = p.unit_id
        where (p.user_name = @asked or lower(p.email) = @asked) and p.email_confirmed_at is not null and p.deactivated_at is null limit 5
        """;

    private IMessageChannel? Mail => channels.FirstOrDefault(channel => channel is { Name: "email", IsAvailable: true });

    /// <summary>True when e-mail can be sent.</summary>
    public bool IsAvailable => Mail is not null;

    /// <param name="asked">A user name or an e-mail address.</param>
    public void Ask(string asked) => _asked.Writer.TryWrite(asked.Trim().ToLowerInvariant());

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _asked.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
        async (asked, stopping) =>
        {
            try
            {
                await Answer(asked, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogWarning("A link for a new password could not be sent: {Message}", e.Message);
            }
        });

    private async Task Answer(string asked, CancellationToken cancellation)
    {
        if (Mail is not { } mail) return;
        foreach (var row in await Find(asked, cancellation))
        {
            if (await attempts.Take(Brake.Mail, row.UserName, cancellation) > Duration.Zero) continue;
            var path = await links.MakeForMail(row.UnitId, row.Id, cancellation);
            var to = new Addressee(row.UnitId, row.Office, row.Zone, row.Id, row.Name, row.UserName, row.Email, null, row.Language);
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limited.CancelAfter(Patience);
            await mail.Send(
                to, [new OutgoingMessage(0, OutgoingMessage.Service, Words(to), clock.Now(), null, null, null) { Path = path }],
                limited.Token);
        }
    }

    private async Task<List<Row>> Find(string asked, CancellationToken cancellation)
    {
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Row>(new CommandDefinition(Sql, new { asked }, cancellationToken: cancellation))).AsList();
    }

    private Dictionary<string, string> Words(Addressee to)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(to.Language);
        return new()
        {
            ["subject"] = texts["Forgotten.Mail.Subject"],
            ["text"] = texts["Forgotten.Mail.Text", to.Name, to.UserName, AccountLinks.MailedValidFor.TotalMinutes],
        };
    }

    private sealed record Row(int UnitId, long Id, string Name, string UserName, string Email, string Language, string Office, string Zone);
}
