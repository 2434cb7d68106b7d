using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Accounts;

/// <summary>A browser or program in plain words, from its User-Agent: a hint for its owner, nothing to rely on.</summary>
internal static class Device
{
    // The order matters: most browsers also name their ancestors.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
        ("CrOS", "Chromebook"), ("Linux", "Linux"),
    ];

    public static string Name(OpenSessions.Session session, IStringLocalizer<Texts> texts)
    {
        var browser = Find(Browsers, session.Agent);
        var system = Find(Systems, session.Agent);
        if (browser is not null && system is not null) return texts["Session.On", browser, system];
        if (browser is null && session.IsProgram)
            return texts["Session.Program", session.Agent.Split('/', ' ')[0] is { Length: > 0 } name ? name : "API"];
        return browser ?? system ?? texts["Session.Unknown"];
    }

    /// <summary>True for a device held in the hand.</summary>
    public static bool IsPhone(OpenSessions.Session session) =>
        session.Agent.Contains("Mobile", StringComparison.Ordinal) || session.Agent.Contains("Android", StringComparison.Ordinal);

    private static string? Find((string Mark, string Name)[] known, string agent) =>
        known.FirstOrDefault(one => agent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
