using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Units;
using SopEngine.Web.Offices;

namespace SopEngine.Web.Demo;

/// <summary>Requests that citizens without an account have made online at the demo offices, and what they talked about.</summary>
internal sealed class DemoRequests(
    OfficeStore offices, SopDatabase database, FlowCache flows, UnitCalendars calendars, DefinitionStore definitions, IClock clock)
{
    /// <summary>Each demo office lets citizens ask for its services that begin with them, unless it has said something else.</summary>
    private const string Open =
        """
        update units set asks_online = true where id = @unit and not exists (select from online_services where unit_id = @unit);
        insert into online_services (unit_id, definition_id, changed_at)
        select @unit, sop, @now from unnest(@sops) as sop where not exists (select from online_services where unit_id = @unit)
        """;

    private const string Enter =
        """
        insert into people (unit_id, kind, user_name, name, title, phone, email, email_confirmed_at, address, security_stamp, created_at,
          language)
        values (@unit, 'customer', @userName, @Name, @Organisation, @Phone, @Email, @at, '', md5(random()::text), @at, 'id') returning id
        """;

    private static readonly HashSet<string> Online = ["pk-tu-pjt-02", "ppid-permohonan-informasi", "sop-b-1664-2023"];

    /// <summary>Lets citizens ask for those of the office's SOPs that are meant for them.</summary>
    public static Task Allow(
        SopDatabase database, int unit, IEnumerable<string> sops, Instant now, CancellationToken cancellation) =>
        sops.Where(Online.Contains).ToArray() is { Length: > 0 } own
            ? database.Execute(unit, Open, new { sops = own, now }, cancellation) : Task.CompletedTask;

    /// <summary>Makes the requests of one office, at their past moments. They come on top of its simulated history.</summary>
    public async Task Fill(string code, CancellationToken cancellation)
    {
        if (await offices.FindUnit(code, cancellation) is not { } unit) return;
        var requests = await JsonSerializer.DeserializeAsync<List<Request>>(
            File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demo", "requests.json")), JsonSerializerOptions.Web, cancellation);
        await using var engine = new CaseEngine(database, flows, calendars, clock, NullLogger<CaseEngine>.Instance);
        foreach (var request in requests!.Where(request => request.Office == code))
            await Make(unit, request, engine, cancellation);
    }

    private async Task Make(int unit, Request request, CaseEngine engine, CancellationToken cancellation)
    {
        if (await definitions.InForce(unit, request.Sop, cancellation) is not { } version) return;
        var flow = await flows.Get(version, cancellation);
        var (now, at) = (clock.Now(), clock.Now() - Duration.FromHours(request.HoursAgo));
        var customer = await database.QuerySingle<long>(
            unit, Enter,
            new
            {
                userName = $"{UserNames.Of(request.Name, "warga")}-{unit}",
                request.Name,
                request.Organisation,
                request.Phone,
                request.Email,
                at,
            }, cancellation);
        var begun = await engine.ExecutePast(
        [
            (at, new StartCase(
                version, new CaseStarted(new Dictionary<string, JsonElement>()), customer, Title: request.Title, Customer: customer)),
        ]);
        var opened = Done(begun[0], request).Case;
        var clerk = await database.QuerySingle<long?>(
            unit, "select min(person_id) from lane_holders where unit_id = @unit and lane = any (@lanes)",
            new { lanes = flow.CounterLanesOf(flow.Steps[0].Activity).ToArray() }, cancellation);
        List<(Instant, CaseCommand)> deeds =
            [(at + Duration.FromSeconds(1), new AdvanceCase(unit, opened, new TaskCompleted(1, customer, Data: request.Data), customer))];
        foreach (var said in request.Talk)
        {
            var by = said.Office ? clerk ?? customer : customer;
            deeds.Add((now - Duration.FromHours(said.HoursAgo), new AdvanceCase(
                unit, opened, new CommentAdded(by, said.Text, ForCustomer: said.Office && by != customer), by)));
        }

        foreach (var result in await engine.ExecutePast(deeds)) Done(result, request);
    }

    private static CaseResult.Done Done(CaseResult result, Request request) =>
        result as CaseResult.Done ?? throw new InvalidOperationException($"The request of {request.Name} did not happen: {result}");

    private sealed record Request(
        string Office, string Sop, double HoursAgo, string Name, string Organisation, string Phone, string Email, string Title,
        JsonElement Data, IReadOnlyList<Said> Talk);

    private sealed record Said(bool Office, double HoursAgo, string Text);
}
