using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>
/// Every route of the service is asked as every role; <c>permissions.txt</c> says which are let in, so a new route needs a row there.
/// </summary>
internal sealed class PermissionTests
{
    internal sealed record Expectation(string Own, string Other, string Route, string? Body);

    [Test]
    public async Task Every_route_lets_in_its_roles_and_nobody_with_a_thing_of_another_unit()
    {
        await using var app = await TestApp.Start();
        using var permissions = new Permissions(app);
        await permissions.Begin();
        var expected = Read().ToDictionary(line => line.Route);

        var wrong = new List<string>();
        foreach (var route in permissions.Routes())
        {
            var known = expected.GetValueOrDefault(route.ToString());
            var own = await permissions.LetIn(route, otherUnit: false, known?.Body);
            var other = route.Pattern.Contains('{') ? await permissions.LetIn(route, otherUnit: true, known?.Body) : "-";
            if ((known?.Own, known?.Other) != (own, other))
                wrong.Add($"{own} {other,-8} {route}{(known is null ? " (not in the table)" : $" (expected {known.Own} {known.Other})")}");
            expected.Remove(route.ToString());
        }

        Assert.That(string.Join('\n', wrong.Concat(expected.Keys.Select(route => $"no such route: {route}"))), Is.Empty);
    }

    internal static IEnumerable<Expectation> Read() =>
        from line in File.ReadLines(Path.Combine(Sources.Root, "tests", "SopEngine.Tests", "Http", "permissions.txt"))
        where line.Length > 0 && line[0] != '#'
        let sent = line.Split(" | ", 2)
        let words = sent[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select new Expectation(words[0], words[1], $"{words[2]} {words[3]}", sent.ElementAtOrDefault(1));
}
