using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Calendars;

internal static class CalendarPages
{
    /// <summary>The fields that may describe a change; the first filled one is used.</summary>
    private static readonly string[] Naming = ["reason", "name", "year"];

    public static void MapCalendarPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/calendar", (Person person, int? year, string? limit, string? from, string? hours, PageRequest page, IClock clock,
            Problems problems) =>
            person.IsCustomer
                ? throw new ProblemException(problems.NotFound())
                : Show(person, year, page, clock, view => TryLimit.Of(view.Calendar, limit, from, hours, clock.GetCurrentInstant())));

        // A preview changes nothing, so its forms use GET.
        app.MapGet("/calendar/preview", async (
            Person person, PageRequest page, CalendarForecasts forecasts, IClock clock, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (!CalendarPage.MayChange(person)) throw new ProblemException(problems.Forbidden());
            var form = new FormCollection(page.Context.Request.Query.ToDictionary(field => field.Key, field => field.Value));
            var view = await page.Send(new ReadCalendar.Query(person));
            var edits = new CalendarEdits(form, texts);
            return edits.Apply(view.Rules) is { } rules
                ? await Preview(person, rules, view.Version, Summary(edits, form, texts), forecasts, page.Cancellation)
                : await Show(person, null, page, clock, problem: problems.Invalid(edits.Errors), filled: form);
        });

        app.MapPost("/calendar", (
            Person person, [FromForm] int version, [FromForm] string? calendar, [FromForm] string? reason, PageRequest page,
            IClock clock) =>
        {
            page.OnProblem(problem => Show(person, null, page, clock, problem: problem));
            return page.Send(new ChangeCalendar.Command(person, version, calendar, reason), "/calendar", "Calendar.Changed");
        });
    }

    private static async Task<IResult> Preview(
        Person person, WorkingCalendarRules rules, int version, string reason, CalendarForecasts forecasts, CancellationToken cancellation)
    {
        var forecast = await forecasts.Of(person.UnitId, new WorkingCalendar(rules), cancellation);
        return Pages.Show<PreviewPage>(new { After = rules, Version = version, Reason = reason, Forecast = forecast });
    }

    private static async Task<IResult> Show(
        Person person, int? year, PageRequest page, IClock clock, Func<ReadCalendar.CalendarView, TryLimit>? trial = null,
        Problem? problem = null, IFormCollection? filled = null)
    {
        var view = await page.Send(new ReadCalendar.Query(person));
        var today = clock.GetCurrentInstant().InZone(view.Calendar.Zone).Date;
        var shown = Math.Clamp(year ?? today.Year, WorkingCalendarRules.FirstDate.Year, WorkingCalendarRules.LastDate.Year);
        var tried = trial?.Invoke(view) ?? TryLimit.Of(view.Calendar, null, null, null, clock.GetCurrentInstant());
        return Pages.Show<CalendarPage>(
            new { Person = person, View = view, Year = shown, Today = today, Try = tried, Problem = problem, Filled = filled }, problem);
    }

    /// <summary>The reason on the record, unless the person writes another.</summary>
    private static string Summary(CalendarEdits edits, FormCollection form, IStringLocalizer<Texts> texts)
    {
        var what = Naming.Select(name => form[name].ToString().Trim()).FirstOrDefault(text => text.Length > 0);
        var deed = texts[$"Calendar.Done.{edits.Deed}"].Value;
        return what is null ? deed : $"{deed}: {what}";
    }
}
