using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Web.Documents;
using SopEngine.Web.Offices;

namespace SopEngine.Web.Demo;

/// <summary>The offices of the shipped SOPs with invented staff in every lane, to try the service out.</summary>
internal sealed class DemoOffices(
    OfficeStore offices, DefinitionStore definitions, ScheduleStore schedules, AdoptedTemplates templates, SopDatabase database,
    IClock clock)
{
    private static readonly string Folder = AppContext.BaseDirectory;

    /// <summary>A demo person, for the list of sign-ins.</summary>
    public sealed record SignIn(string OfficeCode, string Office, string UserName, string Name, string Title);

    /// <summary>Makes the offices that are not there yet, and gives each the SOPs that it has in no version.</summary>
    /// <param name="password">Password of all demo people.</param>
    /// <returns>Sign-ins to see each office at work.</returns>
    public async Task<IReadOnlyList<SignIn>> Create(string password, CancellationToken cancellation)
    {
        var file = await JsonSerializer.DeserializeAsync<OfficesFile>(
            File.OpenRead(Path.Combine(Folder, "Demo", "offices.json")), JsonSerializerOptions.Web, cancellation);
        string? hash = null;
        foreach (var office in file!.Offices)
        {
            var unit = await offices.FindUnit(office.Code, cancellation)
                ?? await Create(office, hash ??= offices.Hash(password), cancellation);
            await Furnish(unit, office, cancellation);
            if (office.HasLaboratory) await Price(unit, file, cancellation);
            foreach (var kind in office.Documents ?? []) await templates.Use(unit, kind, cancellation);
            foreach (var workflow in office.Workflows) await Load(unit, office, workflow, cancellation);
            await DemoSites.Fill(database, unit, office.Code, clock.GetCurrentInstant(), cancellation);
            await DemoRequests.Allow(
                database, unit, office.Workflows.Select(file => Path.GetFileNameWithoutExtension(file)!), clock.GetCurrentInstant(),
                cancellation);
        }

        return [.. file.Offices.SelectMany(Examples)];
    }

    /// <summary>Letterhead, civil servants' numbers and posts since years, for papers as an office's are. Numbers are invented.</summary>
    private Task Furnish(int unit, Office office, CancellationToken cancellation) => database.Execute(unit,
        """
        update units set address = @Address, phone = @Phone, letterhead = @Letterhead where id = @unit and address = '';
        update people p set nip = to_char(date '1968-02-03' + n.no * 401 % 9000, 'YYYYMMDD')
          || to_char(date '1995-03-01' + n.no * 397 % 9000, 'YYYYMM') || 1 + n.no % 2 || lpad(n.no::text, 3, '0')
        from (select id, row_number() over (order by id)::int as no from people where unit_id = @unit and kind = 'staff') n
        where p.unit_id = @unit and p.id = n.id and p.nip is null
          and not exists (select from people where unit_id = @unit and nip is not null);
        update post_holders set from_on = '2021-01-04' where unit_id = @unit and from_on > '2021-01-04' and noted_by is null
        """,
        new { office.Address, office.Phone, office.Letterhead }, cancellation);

    /// <summary>Examples of the tariffs of PP 54/2021 and of discounts, for an office that has none.</summary>
    private Task Price(int unit, OfficesFile file, CancellationToken cancellation) => database.Execute(unit,
        """
        insert into tariff_discounts (unit_id, who, percent, decree, proof, valid_from, noted_at)
        select @unit, d.who, d.percent, d.decree, d.proof, '2021-01-01', @now
        from jsonb_to_recordset(@discounts::jsonb) as d(who text, percent int, decree text, proof text)
        where not exists (select from tariffs where unit_id = @unit);
        insert into tariffs (unit_id, basis, tariff_group, item, condition, per, amount, valid_from, noted_at)
        select @unit, g.basis, g."group", g.item, g.condition, g.per, g.amount, '2021-01-01', @now
        from jsonb_to_recordset(@rows::jsonb) as g(basis text, "group" text, item text, condition text, per text, amount bigint)
        where not exists (select from tariffs where unit_id = @unit)
        """,
        new
        {
            rows = JsonSerializer.Serialize(file.Tariffs),
            discounts = JsonSerializer.Serialize(file.Discounts),
            now = clock.GetCurrentInstant(),
        }, cancellation);

    private Task<int> Create(Office office, string passwordHash, CancellationToken cancellation) => offices.Create(
        new OfficeStore.NewUnit(office.Code, office.Name, office.ShortName, office.City, OfficeStore.DefaultCalendar(office.Zone)),
        [
            .. office.Staff.Select(member => new OfficeStore.NewPerson(
                false, member.UserName, member.Name, member.Title, BookOfRights.Read(member.Roles), member.Lanes, passwordHash)
            {
                AnswersFor = member.AnswersFor ?? [],
            }),
            .. office.Customers.Select(customer => new OfficeStore.NewPerson(
                true, customer.UserName, customer.Name, customer.Organisation, [], [], passwordHash)),
        ],
        cancellation);

    private async Task Load(int unit, Office office, string workflow, CancellationToken cancellation)
    {
        // Only a SOP that the office lacks is loaded: its own changes to one stay.
        var id = Path.GetFileNameWithoutExtension(workflow);
        if (await definitions.Exists(unit, id, cancellation)) return;

        var json = await File.ReadAllTextAsync(Path.Combine(Folder, "workflows", workflow), cancellation);
        await Publish(unit, workflow, json, cancellation);
        if (office.Promises?.GetValueOrDefault(id) is { } promise) await Publish(unit, workflow, Promising(json, promise), cancellation);
        if (WorkflowDefinition.Parse(json) is { Sop.Schedule: var proposed } && ScheduleRule.TryParse(proposed) is { } rule)
        {
            var settings = new ScheduleSettings(id, rule, "Data kinerja layanan {bulan lalu}", new Dictionary<string, JsonElement>());
            await schedules.Add(unit, null, settings, cancellation);
        }
    }

    private async Task Publish(int unit, string workflow, string json, CancellationToken cancellation)
    {
        var publication = await definitions.SaveAndPublish(unit, null, json, cancellation);
        if (publication.Version is not null) return;

        var errors = publication.Problems
            .Where(problem => problem.IsError)
            .Select(problem => problem.Text(System.Globalization.CultureInfo.InvariantCulture));
        throw new InvalidDataException($"workflows/{workflow} cannot be put in force: {string.Join("; ", errors)}");
    }

    /// <summary>
    /// The SOP with the office's promise for the whole of a case (UU 25/2009). The promise is not part of the SOP as signed, so it makes a
    /// second version, as if somebody of the office had filled in the form. A version and not a setting: a case keeps what its customer
    /// was promised, and the log names the person who changed it.
    /// </summary>
    private static string Promising(string json, JsonObject promise)
    {
        var definition = JsonNode.Parse(json)!;
        foreach (var (name, value) in promise) definition["customProperties"]!["sop"]![name] = value?.DeepClone();
        return definition.ToJsonString();
    }

    /// <summary>One person a lane, the head, the admin, and a customer.</summary>
    private static IEnumerable<SignIn> Examples(Office office)
    {
        var lanes = new HashSet<string>();
        foreach (var member in office.Staff)
        {
            var firstOfALane = member.Lanes.Where(lanes.Add).ToList().Count > 0; // ToList, so that every lane is added
            if (firstOfALane || member.Roles.Contains(Role.Admin.Name()))
                yield return new SignIn(office.Code, office.ShortName, member.UserName, member.Name, member.Title);
        }

        if (office.Customers is [var customer, ..])
            yield return new SignIn(office.Code, office.ShortName, customer.UserName, customer.Name, customer.Organisation);
    }

    private sealed record OfficesFile(
        IReadOnlyList<Office> Offices, IReadOnlyList<JsonObject> Tariffs, IReadOnlyList<JsonObject> Discounts);

    private sealed record Office(
        string Code, string Name, string ShortName, string City, string Zone, IReadOnlyList<string> Workflows, IReadOnlyList<Staff> Staff,
        IReadOnlyList<Customer> Customers, IReadOnlyDictionary<string, JsonObject>? Promises = null,
        bool HasLaboratory = false, IReadOnlyList<string>? Documents = null,
        string Address = "", string Phone = "", string Letterhead = "");

    private sealed record Staff(string UserName, string Name, string Title, IReadOnlyList<string> Lanes, IReadOnlyList<string> Roles,
        IReadOnlyList<string>? AnswersFor = null);

    private sealed record Customer(string UserName, string Name, string Organisation);
}
