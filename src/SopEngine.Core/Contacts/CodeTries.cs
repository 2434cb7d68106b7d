using NodaTime;

namespace SopEngine.Core.Contacts;

/// <summary>
/// How often codes were sent to a contact and typed in wrongly of late. Counted by contact and not by code: whoever asks for a new code
/// gets no new tries.
/// </summary>
/// <param name="Wrong">Wrong codes in a row.</param>
/// <param name="RestUntil">Until then no code is sent or taken; null for no rest.</param>
/// <param name="Sent">Codes sent within one rest's time.</param>
/// <param name="SentAt">When the last one was sent; null for never.</param>
public sealed record CodeTries(int Wrong, Instant? RestUntil, int Sent, Instant? SentAt)
{
    public const int MostWrong = 5;
    public const int MostSent = 3;

    /// <summary>How long a code may be used.</summary>
    public static readonly Duration Lasts = Duration.FromMinutes(10);

    public static readonly Duration Rest = Duration.FromMinutes(15);

    /// <summary>The least time between two codes.</summary>
    public static readonly Duration Apart = Duration.FromSeconds(30);

    public static readonly CodeTries None = new(0, null, 0, null);

    /// <summary>The time until a code may be tried; zero for now.</summary>
    public Duration WaitToTry(Instant now) => Until(RestUntil, now);

    /// <summary>The time until a code may be sent; zero for now.</summary>
    public Duration WaitToSend(Instant now) => Duration.Max(
        WaitToTry(now), SentAt is { } last ? Until(last + (Sent >= MostSent ? Rest : Apart), now) : Duration.Zero);

    public CodeTries AfterSending(Instant now) =>
        this with { Sent = SentAt is { } last && now - last < Rest ? Sent + 1 : 1, SentAt = now };

    public CodeTries AfterWrong(Instant now) => Wrong + 1 < MostWrong
        ? this with { Wrong = Wrong + 1, RestUntil = null }
        : this with { Wrong = 0, RestUntil = now + Rest };

    public CodeTries AfterRight() => this with { Wrong = 0, RestUntil = null };

    private static Duration Until(Instant? end, Instant now) => end is { } moment && moment > now ? moment - now : Duration.Zero;
}
