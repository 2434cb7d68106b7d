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
        foreach (var route in permissions.Routes())
        {
            string own, other;
            try { own = await permissions.LetIn(route, false, null); } catch (Exception e) when (e is not null) { own = e.Message.Replace('\n', ' '); }
            try { other = route.Pattern.Contains('{') ? await permissions.LetIn(route, true, null) : ""; } catch (Exception e) { other = e.Message.Replace('\n', ' '); }
            lines.Add($"{own} {other} {route}");
            await File.WriteAllLinesAsync("/tmp/w/people-matrix.txt", lines);
        }
    }
}
