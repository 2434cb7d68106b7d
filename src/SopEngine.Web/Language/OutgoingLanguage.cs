using System.Globalization;

namespace SopEngine.Web.Language;

/// <summary>The language and zone of readers who make no request: of e-mails and other messages.</summary>
public static class OutgoingLanguage
{
    /// <summary>Sets both for the rest of the calling method.</summary>
    public static void Use(string language, string zone)
    {
        (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = Cultures(language);
        When.Use(zone);
    }

    /// <summary>Runs a function in a language.</summary>
    public static T In<T>(string language, Func<T> work)
    {
        var (before, formats) = (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture);
        (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = Cultures(language);
        try
        {
            return work();
        }
        finally
        {
            (CultureInfo.CurrentUICulture, CultureInfo.CurrentCulture) = (before, formats);
        }
    }

    /// <summary>The cultures of texts and of formats.</summary>
    private static (CultureInfo Texts, CultureInfo Formats) Cultures(string language) =>
        (CultureInfo.GetCultureInfo(language), CultureInfo.GetCultureInfo(language == "id" ? "id-ID" : "en"));
}
