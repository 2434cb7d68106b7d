using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class LogEndpoints
{
    private const int PageSize = 50;

    public static void MapLogPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/log", async (
            Person person, string? kind, string? search, string? from, string? until, string? after, IMediator mediator,
            SopDatabase database, CancellationToken cancellation) =>
        {
            var chosen = AddressText.Word<ReadLog.Kind>(kind);
            var entries = await mediator.Send(
                new ReadLog.Query(person, chosen, search, IsoDate.Read(from), IsoDate.Read(until), after, PageSize), cancellation);
            var lanes = await UnitLanes.Read(database, person.UnitId, cancellation);
            return Pages.Show<LogPage>(
                new { Person = person, Kind = chosen, Search = search, From = from, Until = until, Entries = entries, Lanes = lanes });
        });

        app.MapGet("/people/log.csv", async (
            Person person, string? kind, string? search, string? from, string? until, IMediator mediator, SopDatabase database,
            IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        {
            var entries = await mediator.Send(
                new ReadLog.Query(
                    person, AddressText.Word<ReadLog.Kind>(kind), search, IsoDate.Read(from), IsoDate.Read(until), null, ReadLog.MostRows),
                cancellation);
            var lanes = await UnitLanes.Read(database, person.UnitId, cancellation);
            return new TableFile("catatan",
                [texts["Audit.At"], texts["Audit.By"], texts["Audit.What"], texts["Audit.About"], texts["Audit.Detail"]],
            [
                .. entries.Items.Select(entry => (IReadOnlyList<object?>)
                    [entry.At, entry.By ?? texts["Event.System"], LogText.What(texts, entry), LogText.About(texts, entry),
                        LogText.Detail(texts, entry, lanes)]),
            ]).CutWhen(entries.Next is not null, texts).As("csv");
        });
    }
}
