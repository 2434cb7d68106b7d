using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class TimeLimitTests
{
    [TestCase("5 menit", 5, TimeUnit.Minutes)]
    [TestCase("2 Jam", 2, TimeUnit.Hours)]
    [TestCase("1 hari", 1, TimeUnit.WorkingDays)]
    [TestCase("3 hari kerja", 3, TimeUnit.WorkingDays)]
    [TestCase("3 HARI  KERJA", 3, TimeUnit.WorkingDays)]
    [TestCase("1 minggu", 1, TimeUnit.Weeks)]
    [TestCase("1 bulan", 1, TimeUnit.Months)]
    [TestCase("  30\tMenit ", 30, TimeUnit.Minutes)]
    [TestCase("10menit", 10, TimeUnit.Minutes)]
    [TestCase("05 menit", 5, TimeUnit.Minutes)]
    public void A_number_and_a_unit_are_read_in_any_case_and_spacing(string text, int value, TimeUnit unit)
    {
        var understood = TimeLimit.TryParse(text, out var limit);

        Assert.That((understood, limit), Is.EqualTo((true, (TimeLimit?)new TimeLimit(value, unit))));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("  ")]
    [TestCase("-")]
    [TestCase(" – ")]
    public void Empty_or_a_dash_is_understood_as_no_standard_time(string? text)
    {
        var understood = TimeLimit.TryParse(text, out var limit);

        Assert.That((understood, limit), Is.EqualTo((true, (TimeLimit?)null)));
    }

    [TestCase("segera")]
    [TestCase("menit")]
    [TestCase("5")]
    [TestCase("0 menit")]
    [TestCase("-5 menit")]
    [TestCase("1,5 jam")]
    [TestCase("1.000 menit")]
    [TestCase("2-3 hari")]
    [TestCase("1 menit kerja")]
    [TestCase("1 hari kalender")]
    [TestCase("1 tahun")]
    [TestCase("5 menit 30")]
    [TestCase("٥ menit")]
    [TestCase("121 bulan")]
    [TestCase("99999999999999999999 menit")]
    public void Anything_else_is_not_understood(string text)
    {
        var understood = TimeLimit.TryParse(text, out var limit);

        Assert.That((understood, limit), Is.EqualTo((false, (TimeLimit?)null)));
    }

    [TestCase(30, TimeUnit.Minutes, "30 menit")]
    [TestCase(2, TimeUnit.Hours, "2 jam")]
    [TestCase(1, TimeUnit.WorkingDays, "1 hari")]
    [TestCase(2, TimeUnit.Weeks, "2 minggu")]
    [TestCase(3, TimeUnit.Months, "3 bulan")]
    public void It_is_printed_as_the_sop_writes_it(int value, TimeUnit unit, string text) =>
        Assert.That(new TimeLimit(value, unit).ToString(), Is.EqualTo(text));

    [Test]
    [SetCulture("ar-SA")]
    public void Printing_and_reading_do_not_depend_on_the_culture()
    {
        var printed = new TimeLimit(5000, TimeUnit.Minutes).ToString();

        Assert.That(CultureInfo.CurrentCulture.Name, Is.EqualTo("ar-SA"));
        Assert.That(printed, Is.EqualTo("5000 menit"));
    }

    [Test]
    [SetCulture("tr-TR")]
    public void Capitals_are_read_in_a_culture_with_another_i() =>
        Assert.That(TimeLimit.TryParse("5 MENIT", out _), Is.True);

    [Test]
    public void Every_limit_is_read_back_from_its_text()
    {
        var limits = from unit in Gen.Elements(Enum.GetValues<TimeUnit>())
                     from value in Gen.Choose(1, 120)
                     select new TimeLimit(value, unit);

        Prop.ForAll(limits.ToArbitrary(), limit => TimeLimit.TryParse(limit.ToString(), out var read) && read == limit)
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void It_is_stored_as_value_and_unit_and_checked_when_it_comes_back()
    {
        var limit = new TimeLimit(3, TimeUnit.WorkingDays);
        var json = JsonSerializer.Serialize(limit);

        Assert.That(json, Is.EqualTo("""{"Value":3,"Unit":2}"""));
        Assert.That(JsonSerializer.Deserialize<TimeLimit>(json), Is.EqualTo(limit));
        Assert.That(
            () => JsonSerializer.Deserialize<TimeLimit>("""{"Value":0,"Unit":2}"""), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, TimeUnit.Minutes)]
    [TestCase(-1, TimeUnit.WorkingDays)]
    [TestCase(int.MaxValue, TimeUnit.Minutes)]
    [TestCase(121, TimeUnit.Months)]
    [TestCase(1, (TimeUnit)99)]
    public void A_value_that_is_not_positive_or_beyond_ten_years_is_refused(int value, TimeUnit unit) =>
        Assert.That(() => new TimeLimit(value, unit), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
