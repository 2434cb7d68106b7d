using System.Text.Json;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using SopEngine.Web.Http;

namespace SopEngine.Web.Calendars;

internal static class CalendarApi
{
    /// <param name="Version">Grows with each change.</param>
    /// <param name="Rules">Zone, weekly hours, holidays, seasons, closures, opened days.</param>
    public sealed record Calendar(int Version, JsonElement Rules);

    /// <param name="Version">The version that is replaced.</param>
    /// <param name="Rules">The complete new calendar.</param>
    /// <param name="Reason">The change and its reason.</param>
    public sealed record NewCalendar(int Version, JsonElement Rules, string? Reason);

    public sealed record Replaced(int Version);

    public static void MapCalendarApi(this RouteGroupBuilder api)
    {
        var calendar = api.MapGroup("/calendar").WithTags("Calendar");

        calendar.MapGet("", async Task<Ok<Calendar>> (Person person, IMediator mediator, CancellationToken cancellation) =>
            {
                var view = await mediator.Send(new ReadCalendar.Query(person), cancellation);
                return TypedResults.Ok(new Calendar(view.Version, JsonDocument.Parse(view.Rules.ToJson()).RootElement));
            })
            .WithName("ReadCalendar").WithSummary("The working calendar of your office");

        calendar.MapPut("", async Task<Ok<Replaced>> (
            Person person, NewCalendar body, IMediator mediator, CancellationToken cancellation) =>
                TypedResults.Ok(new Replaced(await mediator.Send(
                    new ChangeCalendar.Command(
                        person, body.Version, body.Rules.ValueKind == JsonValueKind.Object ? body.Rules.GetRawText() : null, body.Reason),
                    cancellation))))
            .WithName("ChangeCalendar").WithSummary("Replace the working calendar")
            .WithDescription("Open tasks are counted again on it, each with an entry in its case's history.");
    }
}
