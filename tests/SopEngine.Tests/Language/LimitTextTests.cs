using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Tests.Language;

/// <summary>A limit is read and written in the language of the page.</summary>
internal sealed class LimitTextTests
{
    [TestCase("id", "3 hari", "3 hari")]
    [TestCase("en", "3 hari", "3 days")]
    [TestCase("en", "1 hari kerja", "1 day")]
    [TestCase("en", "30 menit", "30 minutes")]
    [TestCase("en", "2 bulan", "2 months")]
    [TestCase("en", "sesuai perjanjian", "sesuai perjanjian")]
    public void A_limit_as_the_SOP_writes_it_is_shown_in_the_language_of_the_page(string language, string written, string shown)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
            Assert.That(LimitText.Of(services.GetRequiredService<IStringLocalizer<Texts>>(), written), Is.EqualTo(shown));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [TestCase("10 days", "10 hari")]
    [TestCase("1 working day", "1 hari")]
    [TestCase("3 Hours", "3 jam")]
    [TestCase("2 minggu", "2 minggu")]
    public void A_limit_is_understood_in_both_languages(string text, string limit)
    {
        Assert.That(LimitText.TryRead(text, out var read), Is.True);
        Assert.That(read.ToString(), Is.EqualTo(limit));
    }
}
