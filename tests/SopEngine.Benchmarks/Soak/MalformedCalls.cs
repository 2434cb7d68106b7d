using System.Text;

namespace SopEngine.Benchmarks.Soak;

/// <summary>Requests that no proper client sends. Each must be refused or accepted; none may be an error of the server.</summary>
internal static class MalformedCalls
{
    /// <summary>Kestrel itself refuses longer addresses.</summary>
    private const int LongestInAddress = 4_000;

    private static readonly string[] Hostile =
    [
        "a\u0000b", "%", "\u202Eterbalik", "e\u0301", "'; drop table cases; --", "9999-12-31", "-1", "9223372036854775808", "1e400",
        "../../etc/passwd", "<script>", new string('a', 20_000),
    ];

    private static readonly string[] Paths = ReadingDeeds.Words(
        """
        /cases?q={} /cases?from={}&until={} /cases?after={} /cases?sop={}&step={} /cases/{} /cases.csv?q={} /inbox?list={}
        /inbox?list=queue&q={} /inbox?list=queue&after={} /inbox?holder={}&lane={} /tasks/{} /tasks/1-{} /documents/{}
        /customers?search={} /customers?after={} /people?search={} /people/{} /people/log?from={}&search={} /sops?q={} /sops/{}
        /sops/{}/sheet.svg /calendar?year={} /calendar?limit={}&from={} /dashboard?from={}&to={} /dashboard/list?sop={}&lane={}&who={}
        /dashboard/list?after={} /dashboard/reports/{} /messages?after={} /messages/{} /schedules/{} /welcome/{} /sign-in?next={}
        /api/v1/cases?q={} /api/v1/cases?after={} /api/v1/cases/{} /api/v1/tasks?list={} /api/v1/tasks?list=Queue&size={}
        /api/v1/tasks?list=Done&after={} /api/v1/tasks/{} /api/v1/sops/{} /api/v1/documents/{}/content
        /elsa/api/workflow-definitions?searchTerm={} /elsa/api/workflow-definitions/by-definition-id/{}?versionOptions={}
        /elsa/api/workflow-definitions/validation/is-name-unique?name={} /elsa/api/workflow-instances/{}
        """);

    private static readonly (string Method, string Path)[] Wrong =
    [
        ("DELETE", "/inbox"), ("PUT", "/cases"), ("PATCH", "/api/v1/tasks"), ("POST", "/api/v1/me"), ("TRACE", "/cases"),
        ("HEAD", "/cases"), ("OPTIONS", "/api/v1/cases"), ("POST", "/dashboard"), ("BREW", "/api/v1/cases"),
    ];

    public static Call Any(Visit visit) => (visit.Random.Next(6) switch
    {
        0 or 1 => Path(visit),
        2 => Method(visit),
        3 => WithoutToken(visit),
        _ => Body(visit),
    }) with
    { IsMalformed = true };

    private static Call Path(Visit visit) => new(HttpMethod.Get, visit.Any(Paths).Replace("{}", Escaped(visit), StringComparison.Ordinal));

    /// <summary>A hostile text for an address; now and then bytes that are no text.</summary>
    private static string Escaped(Visit visit) =>
        visit.Chance(0.1) ? "%ff%fe" : Uri.EscapeDataString(string.Concat(visit.Any(Hostile).Take(LongestInAddress)));

    private static Call Method(Visit visit)
    {
        var (method, path) = visit.Any(Wrong);
        return new Call(new HttpMethod(method), path);
    }

    private static Call WithoutToken(Visit visit) => new(
        HttpMethod.Post, visit.Any(["/cases", "/inbox/claims", "/messages/reading", "/language", "/sign-out"]),
        Call.Form([("sop", visit.Any(Hostile)), ("text", visit.Any(Hostile)), ("__RequestVerificationToken", visit.Any(["", "CfDJ8"]))]));

    private static Call Body(Visit visit)
    {
        var task = visit.Office.Tasks.Pick(visit.Random, out var seen) && visit.Chance(0.5) ? seen : "987654321-1";
        var path = visit.Any(
        [
            $"/api/v1/tasks/{task}/completion", $"/api/v1/tasks/{task}/claim", $"/api/v1/tasks/{task}/hand-over",
            $"/api/v1/tasks/{task}/send-back", $"/api/v1/tasks/{task}/extension", $"/api/v1/tasks/{task}/questions",
            $"/api/v1/tasks/{task}/documents?name=%00.pdf", "/api/v1/cases", "/api/v1/session", "/api/v1/events", "/api/v1/substitutes",
            "/api/v1/sops", "/api/v1/schedules/preview", "/elsa/api/workflow-definitions", "/elsa/api/workflow-instances",
        ]);
        var bytes = Encoding.UTF8.GetBytes(Json(visit));
        return new Call(HttpMethod.Post, path, () => Content(bytes, visit.Chance(0.05) ? "text/plain" : "application/json"))
        {
            Headers = visit.Chance(0.2) ? [("Idempotency-Key", visit.Any(["", new string('k', 5_000), "kunci kunci", "{}"]))] : [],
        };
    }

    private static string Json(Visit visit) => visit.Random.Next(8) switch
    {
        0 => "{\"sop\":",
        1 => """{"sop":123,"title":{},"outcome":[],"comment":7,"to":"x","reason":false,"limit":-1,"userName":null,"password":[]}""",
        2 => """{"sop":"a\ud800b","title":"a\ud800b","comment":"a\udc00","reason":"\ud800"}""",
        3 => """{"comment":"a\u0000b"}""",
        4 => """{"title":"a\u0000b","sop":"sop-4-bipa-5"}""",
        5 => """{"to":99999999999999999999999999,"limit":"999999999999 hari","reason":"x","documents":[9223372036854775808]}""",
        6 => new string('[', 20_000),
        _ => "null",
    };

    private static ByteArrayContent Content(byte[] bytes, string media)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", media);
        return content;
    }
}
