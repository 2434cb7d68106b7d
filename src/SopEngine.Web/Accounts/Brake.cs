using NodaTime;

namespace SopEngine.Web.Accounts;

/// <summary>
/// Failures slow down later tries: the first few are free, each further one doubles the wait, up to a longest. Failures are forgotten one
/// by one with time. Pure; nobody is locked out for good.
/// </summary>
/// <param name="Name">The kind of try that is counted.</param>
/// <param name="Drain">The time in which one failure is forgotten.</param>
public sealed record Brake(string Name, int Free, Duration First, Duration Longest, Duration Drain)
{
    /// <summary>From this many failures on, tries are a day apart: NIST SP 800-63B-4, 3.2.2, allows no account more in a row.</summary>
    private const int MostInARow = 100;

    public static readonly Brake Password = new("password", 5, Duration.FromSeconds(15), Duration.FromHours(1), Duration.FromDays(1));

    /// <summary>Codes of a second factor, after the right password.</summary>
    public static readonly Brake Code = Password with { Name = "code" };

    /// <summary>Tries from one address, under any name: a whole office may stand behind it.</summary>
    public static readonly Brake Address = new("address", 30, Duration.FromSeconds(10), Duration.FromMinutes(15), Duration.FromMinutes(1));

    /// <summary>Requests of one address for links by e-mail.</summary>
    public static readonly Brake Asking = Address with { Name = "asking", Free = 10 };

    /// <summary>Looks of one address at the public page of a document: an office may check a heap of them.</summary>
    public static readonly Brake Verifying = Address with { Name = "verifying", Free = 120 };

    /// <summary>Answers to the satisfaction survey from one address: the device at a counter, or a whole office behind one.</summary>
    public static readonly Brake Surveying = Address with { Name = "surveying", Free = 60 };

    /// <summary>Links of one address that lead nowhere.</summary>
    public static readonly Brake Guessing = Address with { Name = "guessing", Free = 120 };

    /// <summary>Tries of one address to follow a request by its number.</summary>
    public static readonly Brake Following = Address with { Name = "following", Free = 30 };

    /// <summary>The same at one number, from anywhere; right ones are taken off again.</summary>
    public static readonly Brake FollowedNumber =
        new("followed-number", 5, Duration.FromMinutes(15), Duration.FromHours(1), Duration.FromMinutes(15));

    /// <summary>Drafts of requests that one address begins, sends or fills with files.</summary>
    public static readonly Brake Drafting = Address with { Name = "drafting", Free = 120 };

    /// <summary>Codes and links that one address has sent to contacts.</summary>
    public static readonly Brake Coding = Address with { Name = "coding", Free = 20 };

    /// <summary>Messages of a citizen on one request.</summary>
    public static readonly Brake Writing =
        new("writing", 10, Duration.FromMinutes(1), Duration.FromMinutes(15), Duration.FromMinutes(3));

    /// <summary>Links mailed to one person.</summary>
    public static readonly Brake Mail = new("mail", 3, Duration.FromMinutes(15), Duration.FromHours(1), Duration.FromHours(1));

    /// <summary>The time from the last failure to the next try.</summary>
    /// <param name="failures">As stored at the last failure.</param>
    public Duration Wait(double failures)
    {
        // Rounded: a part of each failure has drained by the next one.
        var over = (int)Math.Round(failures) - Free;
        if (over < 0) return Duration.Zero;
        return failures >= MostInARow ? Duration.FromDays(1) : Duration.Min(First * Math.Pow(2, Math.Min(over, 30)), Longest);
    }
}
