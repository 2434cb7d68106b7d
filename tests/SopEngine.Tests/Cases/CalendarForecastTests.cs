using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>The preview of a calendar's change says how many steps become late, escalate, or have time again.</summary>
internal sealed class CalendarForecastTests
{
    private static readonly WorkingCalendarRules Usual = new() { Zone = "Asia/Jakarta", Hours = WeeklyHours.Service };

    [Test]
    public async Task It_counts_the_steps_that_become_late_and_those_that_have_time_again()
    {
        await using var engine = await TestEngine.Create();
        var unit = await engine.AddUnit();
        var clerk = await engine.AddPerson(unit, "loket", ["loket"]);
        var definition = await engine.Publish(unit, Definition.Chart("alur", [Definition.Step("satu", "loket", "1 hari")]));
        // On Friday morning: due on Monday, and on Saturday once the office works on Saturdays.
        engine.Clock.Advance(Duration.FromDays(4) + Duration.FromHours(2));
        await engine.Start(definition, clerk);
        var paused = (await engine.Start(definition, clerk)).Case;
        await engine.Happens(unit, paused, new CasePaused(clerk, "menunggu"), null);
        engine.Clock.Advance(Duration.FromDays(2));
        var forecasts = new CalendarForecasts(engine.Database, engine.Flows, engine.Clock);

        var same = await forecasts.Of(unit, new WorkingCalendar(Usual), CancellationToken.None);
        Assert.That((same.Tasks, same.Late, same.Escalated, same.Relieved), Is.EqualTo((0, 0, 0, 0)));
        var sooner = await forecasts.Of(unit,
            new WorkingCalendar(Usual with { Hours = Usual.Hours with { Saturday = Usual.Hours.Monday } }), CancellationToken.None);
        Assert.That((sooner.Tasks, sooner.Late, sooner.Escalated, sooner.Relieved), Is.EqualTo((2, 1, 1, 0)), "a paused case stands");

        // On Monday afternoon the step is late; had the office been closed, it would have time again.
        engine.Clock.Advance(Duration.FromDays(1) + Duration.FromHours(4));
        var monday = engine.Clock.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb[Usual.Zone]).Date;
        var later = await forecasts.Of(unit,
            new WorkingCalendar(Usual with { Closures = [new Closure(monday, monday, "Banjir")] }), CancellationToken.None);
        Assert.That((later.Late, later.Relieved), Is.EqualTo((0, 1)));
    }
}
