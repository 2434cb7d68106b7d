using SopEngine.Tests.Support;

namespace SopEngine.Tests.Shared;

/// <summary>Who is let in where: one line a route, so that a new route has to say whom it is for.</summary>
internal sealed class PermissionTests
{
    [Test]
    public async Task Dump()
    {
        await using var app = await TestApp.Start();
        using var permissions = new Permissions(app);
        await permissions.Begin();
        var lines = new List<string>();
        var bodies = new Dictionary<string, string>
        {
            ["POST /api/v1/cases"] = """{"sop":"sop-4-bipa-5"}""",
            ["POST /cases"] = "sop=sop-4-bipa-5",
            ["POST /cases/{id:long}/cancellation"] = "reason=x",
            ["POST /api/v1/cases/{id:long}/cancellation"] = """{"reason":"x"}""",
            ["POST /api/v1/substitutes"] = """{"deputy":1,"kind":"Plh","from":"2030-01-01","until":"2030-01-01","reason":"x"}""",
            ["POST /people/substitutes"] = "deputy=1&from=2030-01-01&until=2030-01-01&reason=x",
            ["POST /api/v1/tasks/{id}/hand-over"] = """{"to":1,"reason":"x"}""",
            ["POST /tasks/{id}/hand-over"] = "to=1&reason=x",
            ["POST /people/lanes/{lane}/holders"] = "to=1",
        };
        foreach (var route in permissions.Routes())
        {
            string own, other;
            try { own = await permissions.LetIn(route, false, bodies.GetValueOrDefault(route.ToString())); } catch (Exception e) when (e is not null) { own = e.Message.Replace('\n', ' '); }
            try { other = route.Pattern.Contains('{') ? await permissions.LetIn(route, true, bodies.GetValueOrDefault(route.ToString())) : ""; } catch (Exception e) { other = e.Message.Replace('\n', ' '); }
            lines.Add($"{own} {other} {route}");
            await File.WriteAllLinesAsync("/tmp/w/people-matrix.txt", lines);
        }
    }
}
