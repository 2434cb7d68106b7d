using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Assessments;
using SopEngine.Core.Reports;
using SopEngine.Core.Rights;
using SopEngine.Engine.Assessments;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>Asks every route as every role, with things of one's own unit and of another one's.</summary>
internal sealed partial class Permissions(TestApp app) : IDisposable
{
    /// <summary>A letter for nobody, a customer, staff without a role, and for each role.</summary>
    private static readonly (char Letter, string UserName, Role? Role)[] People =
    [
        ('-', "", null),
        ('C', "pelanggan1.palembang", null),
        ('K', "pengelola1.palembang", null),
        ('A', "seksi2.palembang", Role.Author),
        ('S', "pengawas.palembang", Role.Supervisor),
        ('U', "auditor.palembang", Role.Auditor),
        ('H', "kepala.palembang", Role.Head),
        ('D', "admin.palembang", Role.Admin),
    ];

    public static readonly string Roles = string.Concat(People.Select(person => person.Letter));

    public static readonly string[] EndsSessions = ["/sign-out", "/sign-in", "/account/password", "/account/sessions/end"];

    private readonly Dictionary<char, Session> _sessions = [];

    /// <summary>The SOP of each unit's cases.</summary>
    private readonly ConcurrentDictionary<int, string> _lines = [];

    private int _own;
    private int _other;
    private int _made;
    private int _lastSop;

    public sealed record Route(string Method, string Pattern)
    {
        public override string ToString() => $"{Method} {Pattern}";
    }

    /// <summary>Every route that the service answers, static files apart.</summary>
    public IEnumerable<Route> Routes() => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null)
        .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            .Select(method => new Route(method, "/" + endpoint.RoutePattern.RawText!.Trim('/'))))
        .Distinct().OrderBy(route => route.Pattern, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal);

    public async Task Begin()
    {
        _own = await app.Unit("baristand-palembang");
        _other = await app.Unit("inaker-limapuluhkota");
        Assert.That(People.Select(person => person.Role).OfType<Role>(), Is.EquivalentTo(BookOfRights.Roles));
        foreach (var (_, userName, role) in People.Where(person => person.Role is not null))
            await app.Scalar<int>("update people set roles = @roles where user_name = @userName returning 1",
                new { userName, roles = new[] { role!.Value.Name() } });
        foreach (var role in Roles) await SignIn(role);
    }

    /// <summary>The letters of the roles that are let in: those with any answer but 401, 403 or 404.</summary>
    public async Task<string> LetIn(Route route, bool otherUnit, string? body)
    {
        var letters = new StringBuilder();
        foreach (var role in Roles)
        {
            var status = await _sessions[role].Send(route.Method, await Address(route, otherUnit), body);
            Assert.That(status, Is.LessThan(500).Or.EqualTo(501), $"{route} as {role}");
            letters.Append(status is 401 or 403 or 404 ? '.' : role);
            if (route.Method == "POST" && EndsSessions.Contains(route.Pattern)) await SignIn(role);
        }

        return letters.ToString();
    }

    /// <summary>The status and the text of the answer to a role.</summary>
    public Task<(int Status, string Text)> Ask(char role, string method, string address, HttpContent? content, string? inHeaders = null) =>
        _sessions[role].Ask(method, address, content, inHeaders);

    /// <summary>An existing thing for each parameter of the route's address.</summary>
    public async Task<Dictionary<string, string>> Values(Route route, bool otherUnit)
    {
        var values = new Dictionary<string, string>();
        foreach (Match parameter in Parameter().Matches(route.Pattern))
        {
            var name = parameter.Groups[1].Value;
            values[name] = await Value(route, name, otherUnit ? _other : _own);
        }

        return values;
    }

    public async Task SignIn(char role)
    {
        if (_sessions.Remove(role, out var before)) before.Dispose();
        _sessions[role] = await Session.Begin(app, People.First(person => person.Letter == role).UserName);
    }

    public void Dispose()
    {
        foreach (var session in _sessions.Values) session.Dispose();
    }

    /// <summary>
    /// The route's address with an existing thing in place of each parameter, made for this request where it may not outlive it.
    /// </summary>
    private async Task<string> Address(Route route, bool otherUnit)
    {
        var values = await Values(route, otherUnit);
        return Parameter().Replace(route.Pattern, match => Uri.EscapeDataString(values[match.Groups[1].Value]));
    }

    private async Task<string> Value(Route route, string name, int unit) => (name, route.Pattern) switch
    {
        ("id", var pattern) when pattern.Contains("/tasks/", StringComparison.Ordinal) => $"{await Case(unit)}-1",
        ("id", var pattern) when pattern.Contains("/cases/", StringComparison.Ordinal)
            || pattern.Contains("instances/", StringComparison.Ordinal) => $"{await Case(unit)}",
        ("id", var pattern) when pattern.Contains("activity-executions", StringComparison.Ordinal) => $"{await Case(unit)}-1",
        ("id", var pattern) when pattern.Contains("/requests/", StringComparison.Ordinal)
            || pattern.StartsWith("/mine/", StringComparison.Ordinal) => $"{await Case(unit)}",
        ("id", var pattern) when pattern.Contains("/ask/", StringComparison.Ordinal) => "1",
        ("task", _) => "1",
        ("document", _) => $"{await Document(unit)}",
        ("id", var pattern) when pattern.Contains("/documents/", StringComparison.Ordinal) => $"{await Document(unit)}",
        ("id", var pattern) when pattern.Contains("/schedules/", StringComparison.Ordinal) => $"{await Schedule(unit)}",
        ("period", _) => await Report(unit),
        ("kind", var pattern) when pattern.Contains("/documents/templates/", StringComparison.Ordinal) => "nota-dinas",
        ("kind", _) => "step-late",
        ("session", _) => "0",
        ("question", _) => "1",
        ("name", var pattern) when pattern.Contains("/jobs/", StringComparison.Ordinal) => "retention",
        ("ending", _) => "csv",
        ("page", _) => "servers",
        ("id", var pattern) when pattern.StartsWith("/surveys/", StringComparison.Ordinal) =>
            $"{await SurveyThings.Make(app, unit, pattern)}",
        ("id", var pattern) when pattern.StartsWith("/tariffs/", StringComparison.Ordinal) =>
            $"{await TariffThings.Make(app, unit, pattern)}",
        ("id", var pattern) when pattern.Contains("/substitutes/", StringComparison.Ordinal) => $"{await Substitute(unit)}",
        ("id", var pattern) when pattern.Contains("/people/", StringComparison.Ordinal) => $"{await Member(unit)}",
        ("id", var pattern) when pattern.Contains("/customers/", StringComparison.Ordinal) => $"{await Customer(unit)}",
        ("id", var pattern) when pattern.Contains("by-id", StringComparison.Ordinal)
            || pattern.Contains("versions/{id}", StringComparison.Ordinal) || pattern.Contains("subgraph", StringComparison.Ordinal) =>
            (await app.Scalar<string>(
                "select id from definitions where unit_id = @unit and definition_id = @id", new { unit, id = await Sop(unit) }))!,
        ("office", var pattern) when pattern.StartsWith("/o/", StringComparison.Ordinal) => await SiteThings.Office(app, unit),
        ("id", var pattern) when pattern.StartsWith("/information/", StringComparison.Ordinal) => $"{await SiteThings.Item(app, unit)}",
        ("sop", _) => await SiteThings.Service(app, unit),
        ("id" or "definitionId", _) => await Sop(unit),
        ("version", _) => "1",
        ("no", var pattern) when pattern.StartsWith("/surveys/", StringComparison.Ordinal) =>
            $"{await SurveyThings.Make(app, unit, pattern)}",
        ("no", _) => $"{await Assessment(unit)}",
        ("lane", _) => (await app.Scalar<string>("select min(lane) from lane_holders where unit_id = @unit", new { unit }))!,
        ("documentName", _) => "v1",
        ("code", _) => await SampleThings.Make(app, unit, await Case(unit)),
        _ => "x",
    };

    private async Task<string> Report(int unit)
    {
        var period = new ReportPeriod(ReportGrain.Month, new NodaTime.LocalDate(2020, unit == _own ? 1 : 2, 1));
        var content = new PeriodReport(CaseFigures.None, new StepFigures(0, 0, 0, null, null), [], []).Write();
        await app.Scalar<int?>(
            "insert into reports values (@unit, 'month', @from, @to, now(), @content::json) on conflict do nothing returning 1",
            new { unit, from = period.From.ToDateOnly(), to = period.To.ToDateOnly(), content });
        return period.ToString();
    }

    private async Task<string> Sop(int unit)
    {
        var made = _lastSop = Interlocked.Increment(ref _made);
        var json = Definition.Line("terima:" + (unit == _own ? "pengelola-pelayanan-publik" : "staf"))
            .Replace("\"alur\"", $"\"alur-{made}\"", StringComparison.Ordinal)
            .Replace("\"ALUR\"", $"\"ALUR-{made}\"", StringComparison.Ordinal);
        var publication = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(unit, null, json, CancellationToken.None);
        return publication.Version!.Value.DefinitionId;
    }

    /// <summary>Of the SOP that was made last: the address names it before.</summary>
    private async Task<long> Assessment(int unit) => await app.Services.GetRequiredService<AssessmentStore>().Keep(
        unit, await Member(unit),
        new NewAssessment(Guid.NewGuid(), $"alur-{_lastSop}", 1, AssessmentKind.Monitoring, new(2026, 11, 30), ["guidance"], null, []),
        CancellationToken.None);

    private async Task<long> Case(int unit)
    {
        if (!_lines.TryGetValue(unit, out var sop)) sop = _lines[unit] = await Sop(unit);
        var customer = await Id(unit == _own ? "pelanggan1.palembang" : "pelanggan1.inaker");
        var started = new SopEngine.Core.Workflows.CaseStarted(new Dictionary<string, JsonElement>());
        var result = await app.Services.GetRequiredService<SopEngine.Engine.Cases.CaseEngine>().Execute(
            new SopEngine.Engine.Cases.StartCase(new DefinitionVersion(unit, sop, 1), started, null, Customer: customer),
            CancellationToken.None);
        return ((SopEngine.Engine.Cases.CaseResult.Done)result).Case;
    }

    /// <summary>A customer without a password.</summary>
    private Task<long> Customer(int unit) => app.Scalar<long>(
        "insert into people (unit_id, kind, user_name, name, security_stamp) values (@unit, 'customer', @name, 'Tamu', 'x') returning id",
        new { unit, name = $"tamu-{Interlocked.Increment(ref _made)}" });

    private async Task<long> Document(int unit)
    {
        await using var content = new MemoryStream("%PDF-1.7\nx"u8.ToArray());
        var kept = await app.Services.GetRequiredService<DocumentStore>().Add(
            unit, new NewDocument(await Case(unit), 1, "surat.pdf", FileType.Pdf, await Member(unit)), content, CancellationToken.None);
        return kept.Id;
    }

    private async Task<long> Schedule(int unit) => await app.Scalar<long>(
        """
        insert into schedules (unit_id, definition_id, rule, if_missed, while_running, next_at, planned_at, calendar_version, changed_at)
        values (@unit, @sop, '{"every":"month","workingDay":1,"at":"08:00"}', 'run', 'start', 'infinity', now(), 1, now()) returning id
        """,
        new { unit, sop = await Sop(unit) });

    private Task<long> Member(int unit) => app.Scalar<long>(
        "insert into people (unit_id, kind, user_name, name, security_stamp) values (@unit, 'staff', @name, @name, 'x') returning id",
        new { unit, name = $"orang.{Interlocked.Increment(ref _made)}" });

    private async Task<long> Substitute(int unit) => await app.Scalar<long>(
        """
        insert into substitutions (unit_id, person_id, deputy_id, kind, from_at, until_at, reason, made_by, made_at)
        values (@unit, @away, @deputy, 'plh', now() + '1 year', now() + '2 years', 'x', @away, now()) returning id
        """,
        new { unit, away = await Member(unit), deputy = await Member(unit) });

    private Task<long> Id(string userName) => app.Scalar<long>("select id from people where user_name = @userName", new { userName });

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    public static partial Regex Parameter();

    /// <summary>Headers that the service reads.</summary>
    private static readonly string[] Headers = ["Idempotency-Key", "If-Match", "Accept-Language", "User-Agent"];
}
