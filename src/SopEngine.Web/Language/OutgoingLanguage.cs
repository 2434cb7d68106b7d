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

    /// <summary>The cultures of texts and of formats.</summary>
    public static (CultureInfo Texts, CultureInfo Formats) Cultures(string language) =>
        (CultureInfo.GetCultureInfo(language), CultureInfo.GetCultureInfo(language == "id" ? "id-ID" : "en"));
}
