using NodaTime;
using NUnit.Framework;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Tests.WorkingTime;

public sealed class NationalHolidaysTests
{
    [TestCase(2026, 17, 8, "SKB 3 Menteri 1497/2025, 2/2025, 5/2025")]
    [TestCase(2027, 18, 8, "SKB 3 Menteri 1205/2026, 3/2026, 2/2026")]
    public void A_year_has_the_days_of_its_decree(int year, int national, int collectiveLeave, string source)
    {
        var holidays = NationalHolidays.Of(year);

        Assert.That(holidays.Count(holiday => holiday.Kind == HolidayKind.National), Is.EqualTo(national));
        Assert.That(holidays.Count(holiday => holiday.Kind == HolidayKind.CollectiveLeave), Is.EqualTo(collectiveLeave));
        Assert.That(holidays.Select(holiday => holiday.Source), Is.All.EqualTo(source));
        Assert.That(holidays.Select(holiday => holiday.Date.Year), Is.All.EqualTo(year));
        Assert.That(holidays.Select(holiday => holiday.Date), Is.Ordered.And.Unique);
    }

    [Test]
    public void One_name_may_come_twice_in_a_year()
    {
        var dates = NationalHolidays.Of(2027).Where(holiday => holiday.Name.StartsWith("Isra Mikraj", StringComparison.Ordinal));

        Assert.That(dates.Select(holiday => holiday.Date), Is.EqualTo(new[] { new LocalDate(2027, 1, 5), new LocalDate(2027, 12, 26) }));
    }

    [Test]
    public void A_year_without_a_decree_has_no_holidays_and_is_not_listed()
    {
        Assert.That(NationalHolidays.Years, Does.Not.Contain(2031));
        Assert.That(NationalHolidays.Of(2031), Is.Empty);
    }
}
