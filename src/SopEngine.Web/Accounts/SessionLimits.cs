using NodaTime;

namespace SopEngine.Web.Accounts;

/// <summary>
/// The longest time of a session, unused and altogether: section <c>Sop:Sessions</c> of the settings. A program's lasts as its token.
/// </summary>
public sealed class SessionLimits(IConfiguration settings)
{
    private readonly IConfigurationSection _settings = settings.GetSection("Sop:Sessions");

    /// <summary>An open page's own requests do not count as use; see <see cref="Sessions.UsePeople"/>.</summary>
    public Duration Idle(bool isProgram) =>
        Duration.FromMinutes(isProgram ? _settings.GetValue("ProgramIdleMinutes", 60) : _settings.GetValue("IdleMinutes", 60));

    public Duration Longest(bool isProgram) => isProgram
        ? Duration.FromMinutes(_settings.GetValue("ProgramMinutes", 60))
        : Duration.FromHours(_settings.GetValue("LongestHours", 12));
}
