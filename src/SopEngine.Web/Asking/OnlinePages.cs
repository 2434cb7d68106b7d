using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>Says which services citizens may ask for online.</summary>
public static class ChooseOnline
{
    /// <param name="Services">Ids of the SOPs.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, bool IsOpen, IReadOnlyList<string> Services) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, OnlineServices services, IClock clock) : IRequestHandler<Command, Unit>
    {
        private const string Save =
            $"""
            update units set asks_online = @IsOpen where id = @unit;
            delete from online_services where unit_id = @unit and definition_id <> all (@chosen);
            insert into online_services (unit_id, definition_id, changed_at, changed_by)
            select @unit, id, @now, @by from unnest(@chosen) as id on conflict do nothing;
            {AuditLog.Insert}
            """;

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var unit = command.Person.UnitId;
            var known = await services.List(unit, cancellationToken);
            var chosen = known.Where(service => command.Services.Contains(service.Id)).Select(service => service.Id).ToArray();
            await database.Execute(
                unit, Save,
                new
                {
                    command.IsOpen,
                    chosen,
                    now = clock.Now(),
                    by = command.Person.Id,
                    subject = (long?)null,
                    action = AuditLog.OfficeChanged,
                    detail = $"online: {(command.IsOpen ? string.Join(", ", chosen) : "-")}",
                }, cancellationToken);
            return Unit.Value;
        }
    }
}

/// <summary>The office's page of services that citizens may ask for.</summary>
internal static class OnlinePages
{
    private const string Path = "/office/online";

    public static void MapOnlinePages(this IEndpointRouteBuilder app)
    {
        app.MapGet(Path, async (Person person, PageRequest page, OnlineServices services, SopDatabase database, Problems problems) =>
        {
            if (!person.May(Right.ManageOffice)) throw new ProblemException(problems.Forbidden());
            return Pages.Show<OnlinePage>(new
            {
                IsOpen = await services.IsOpen(person.UnitId, page.Cancellation),
                Site = await database.QuerySingle<string>(
                    person.UnitId, "select code from units where id = @unit and is_public", null, page.Cancellation),
                Services = await services.List(person.UnitId, page.Cancellation),
            });
        });

        app.MapPost(Path, async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            return await page.Send(
                new ChooseOnline.Command(person, form.ContainsKey("open"), [.. form["service"].OfType<string>()]), Path, "Online.Saved");
        });
    }
}
