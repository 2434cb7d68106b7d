using System.Text.Json;

namespace SopEngine.Benchmarks.Soak;

/// <summary>An open task from the API, with values that a person would fill in.</summary>
internal sealed record TaskWork(
    string Id, long Case, int No, string? Outcome, IReadOnlyList<string> Requirements, IReadOnlyDictionary<string, object> Values,
    IReadOnlyList<string> EarlierSteps, bool MayDo)
{
    /// <returns>Null for a task that is not open.</returns>
    public static TaskWork? Of(JsonElement detail, Random random)
    {
        if (detail.ValueKind != JsonValueKind.Object || !detail.GetProperty("isOpen").GetBoolean()) return null;
        if (detail.GetProperty("step") is not { ValueKind: JsonValueKind.Object } step) return null;

        var id = detail.GetProperty("task").GetProperty("id").GetString()!;
        var parts = id.Split('-');
        var outcomes = Texts(step.GetProperty("outcomes"));
        var outcome = outcomes.Count == 0 ? null : outcomes[random.Next(outcomes.Count)];
        var fields = step.GetProperty("fields").EnumerateArray().Where(field => field.GetProperty("required").GetBoolean());
        var earlier = detail.GetProperty("earlierSteps").EnumerateArray().Select(earlier => earlier.GetProperty("activityId").GetString()!);
        return new TaskWork(
            id, Number(parts[0]), (int)Number(parts[1]), outcome, Texts(step.GetProperty("requirements")),
            fields.ToDictionary(field => field.GetProperty("name").GetString()!, Value), [.. earlier],
            detail.GetProperty("mayDo").GetBoolean());
    }

    public object AsJson(string comment, IReadOnlyList<long>? documents = null) =>
        new { outcome = Outcome, comment, @checked = Requirements, data = Values.Count == 0 ? null : Values, documents };

    public IEnumerable<(string Name, string Value)> AsForm(string comment, string key)
    {
        yield return ("key", key);
        yield return ("comment", comment);
        if (Outcome is not null) yield return ("outcome", Outcome);
        foreach (var requirement in Requirements) yield return ("requirement", requirement);
        foreach (var (name, value) in Values.SelectMany(field => field.Value is Dictionary<string, object>[] rows
            ? rows.Index().SelectMany(row => row.Item.Select(cell => ($"{field.Key}[{row.Index}].{cell.Key}", cell.Value)))
            : [(field.Key, field.Value)]))
            yield return ($"data.{name}", value is true ? "true" : $"{value}");
    }

    private static object Value(JsonElement field) => field.GetProperty("type").GetString() switch
    {
        "Number" or "Money" => 2,
        "DateTime" => Fixtures.Moment(field.GetProperty("name").GetString()!),
        "Table" => new[]
        {
            field.GetProperty("columns").EnumerateArray().Where(column => column.GetProperty("required").GetBoolean())
                .ToDictionary(column => column.GetProperty("name").GetString()!, Value),
        },
        "Boolean" => true,
        "Date" => "2026-11-23",
        "Choice" => field.GetProperty("options")[0].GetString()!,
        _ => field.GetProperty("name").GetString() == "ntpn"
            ? $"A1B2C3D4{Random.Shared.Next(100_000_000):00000000}" : $"8202{Random.Shared.NextInt64(100_000_000_000):00000000000}",
    };

    private static List<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(text => text.GetString()!)];

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
