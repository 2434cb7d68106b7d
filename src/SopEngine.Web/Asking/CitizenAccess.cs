using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>A request as a browser may see it.</summary>
/// <param name="Person">The case's customer, in whose name things are done.</param>
/// <param name="IsFull">False for who knows no more than four digits; see <see cref="OpenedCase"/>.</param>
public sealed record CitizenRequest(PublicOffice Office, string Zone, Person Person, CaseView Case, bool IsFull)
{
    public string Path => PathOf(Office, Case.Id);

    public string Number => Case.RegisterNumber ?? $"#{Case.Id}";

    public CitizenStage Stage => CitizenStages.Of(
        Enum.Parse<CaseStatus>(Case.Status, ignoreCase: true), Case.Clocks.PausedAt is not null, Awaited.Any(),
        Case.Tasks.Any(task => task is { Outcome: not null, Lane: not { External: true } }),
        Case.History.LastOrDefault(entry => entry.Event is CaseCancelled or TaskLapsed)?.Event, Person.Id);

    /// <summary>The customer's own open steps.</summary>
    public IEnumerable<CaseTask> Awaited => Case.Tasks.Where(task => task is { IsOpen: true, Lane.External: true });

    public static string PathOf(PublicOffice office, long caseId) => $"{office.Path}/requests/{caseId}";
}

/// <summary>
/// Opens requests for browsers: by a pass, or for the signed-in customer themself. Everything that is done acts in the engine as the case's
/// customer, with their rights and no others.
/// </summary>
internal sealed class CitizenAccess(SopDatabase database, PublicOffices offices, CitizenPasses passes, CaseTimeline timeline)
{
    private const string ReadCustomer =
        """
        select p.id, p.user_name, p.name, p.title, p.email_key, p.phone, p.email_confirmed_at is not null as has_email,
          p.phone_confirmed_at is not null as has_phone
        from cases c join people p on p.unit_id = c.unit_id and p.id = c.customer_id
        where c.unit_id = @unit and c.id = @caseId and p.deactivated_at is null
        """;

    /// <returns>Null where the browser may not see it, and where there is none: nobody learns which.</returns>
    public async Task<CitizenRequest?> Open(HttpContext context, PublicOffice office, long caseId)
    {
        var stop = context.RequestAborted;
        var signedIn = Customer(context, office);
        var pass = passes.Read(context, office.Unit);
        var opened = pass.Find(caseId);
        if (signedIn is null && opened is null && pass.Contact is null) return null;
        var row = await database.QuerySingle<Row>(office.Unit, ReadCustomer, new { caseId }, stop);
        if (row is null) return null;
        var isOwn = row.Id == signedIn?.Id;
        var isOfContact = pass.Contact is { } contact
            && ((row.HasEmail && row.EmailKey == contact) || (row.HasPhone && row.Phone == contact));
        if (!isOwn && !isOfContact && opened is null) return null;
        var zone = (await offices.Calendar(office, stop)).Zone.Id;
        var person = new Person(
            office.Unit, row.UserName, row.Name, row.Title, new Actor(row.Id, isCustomer: true, [], []), office.Name, zone);
        return new CitizenRequest(
            office, zone, person, await timeline.Read(person, caseId, stop), isOwn || isOfContact || opened is { IsFull: true });
    }

    /// <summary>The signed-in customer of the office; null for anybody else, also for its staff.</summary>
    public static Person? Customer(HttpContext context, PublicOffice office) =>
        context.Features.Get<Person>() is { IsCustomer: true } person && person.UnitId == office.Unit ? person : null;

    private sealed class Row
    {
        public long Id { get; init; }
        public string UserName { get; init; } = "";
        public string Name { get; init; } = "";
        public string Title { get; init; } = "";
        public string? EmailKey { get; init; }
        public string? Phone { get; init; }
        public bool HasEmail { get; init; }
        public bool HasPhone { get; init; }
    }
}
