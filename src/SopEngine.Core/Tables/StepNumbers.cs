using System.Text.Json.Nodes;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Tables;

/// <summary>
/// Steps name each other by number: who may not do a step (<c>notBy</c>), where a case goes that nobody took up (<c>lapseTo</c>). When
/// numbers change, these follow; the number of a deleted step goes.
/// </summary>
internal static class StepNumbers
{
    public static bool Follow(JsonArray activities, SopTable before, SopTable after)
    {
        var now = after.Rows.Where(row => row.IsStep).ToDictionary(row => row.Key, row => row.Number);
        var numbers = before.Rows.Where(row => row.IsStep && row.Number.Length > 0).GroupBy(row => row.Number)
            .Where(same => same.Count() == 1).ToDictionary(same => same.Key, same => now.GetValueOrDefault(same.Single().Key));
        if (numbers.All(pair => pair.Key == pair.Value)) return false;

        var changed = false;
        foreach (var activity in activities.OfType<JsonObject>())
        {
            var element = new ActivityElement(System.Text.Json.JsonSerializer.SerializeToElement(activity));
            if (element.Input("lapseTo") is { Type: "Literal" } target && Json.ToText(target.Value).Trim() is var to
                && numbers.TryGetValue(to, out var moved) && moved != to)
            {
                activity.Literal("lapseTo", "String", moved ?? "");
                changed = true;
            }

            if (Texts(element) is not { } others) continue;
            var followed = others.Select(number => numbers.TryGetValue(number.Trim(), out var other) ? other : number)
                .OfType<string>().ToList();
            if (followed.SequenceEqual(others)) continue;
            activity.List("notBy", followed);
            changed = true;
        }

        return changed;
    }

    private static IReadOnlyList<string>? Texts(ActivityElement element)
    {
        try
        {
            return element.Input("notBy") is { Type: "Literal" or "Object" } input ? Json.ToTexts(input.Value) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
