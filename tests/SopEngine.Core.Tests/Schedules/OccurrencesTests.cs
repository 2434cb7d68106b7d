using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Schedules;

namespace SopEngine.Core.Tests.Schedules;

public sealed class OccurrencesTests
{
    private static readonly Instant Noon = Instant.FromUtc(2026, 11, 23, 12, 0);

    [Test]
    public void On_time_it_is_served_and_the_next_is_waited_for() =>
        Assert.That(Look(Hours(-1), now: Hours(0)), Is.EqualTo(new Turn(Hours(0), false, 0, Hours(1))));

    [Test]
    public void Of_several_missed_times_the_last_is_served() =>
        Assert.That(Look(Hours(-5), now: Hours(2) + Duration.FromMinutes(30), waitedFor: Hours(-4)),
            Is.EqualTo(new Turn(Hours(2), true, 6, Hours(3))));

    [Test]
    public void Before_its_time_nothing_is_served() =>
        Assert.That(Look(Hours(-1), now: Hours(-1) + Duration.FromMinutes(1)), Is.EqualTo(new Turn(null, false, 0, Hours(0))));

    [Test]
    public void A_wait_planned_by_a_clock_far_ahead_is_planned_anew() =>
        Assert.That(Look(Hours(9000), now: Hours(0), waitedFor: Hours(9001)), Is.EqualTo(new Turn(null, false, 0, Hours(1))));

    [TestCase("Data kinerja {bulan lalu}", "Data kinerja Desember 2026")]
    [TestCase("{Bulan}, {tahun}, {tahun lalu}", "Januari 2027, 2027, 2026")]
    [TestCase("IKM {triwulan lalu}", "IKM Triwulan IV 2026")]
    [TestCase("{tanggal}: {lain} {triwulan}", "4 Januari 2027: {lain} Triwulan I 2027")]
    public void A_title_names_its_period(string template, string expected) =>
        Assert.That(OccurrenceTitle.Fill(template, new LocalDate(2027, 1, 4)), Is.EqualTo(expected));

    private static Turn Look(Instant planned, Instant now, Instant? waitedFor = null) =>
        Occurrences.Look(waitedFor ?? Hours(0), planned, now, NextHour);

    private static Instant NextHour(Instant after) => Instant.FromUnixTimeSeconds(after.ToUnixTimeSeconds() / 3600 * 3600 + 3600);

    private static Instant Hours(int from) => Noon + Duration.FromHours(from);
}
