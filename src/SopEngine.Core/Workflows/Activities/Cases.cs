using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>The cases of a switch, with its mode: <c>MatchFirst</c> or <c>MatchAny</c>.</summary>
internal sealed class Cases
{
    private readonly Input<bool>[] _conditions;
    private readonly Input<string> _mode;

    public Cases(ActivityElement element, Compilation compilation)
    {
        Elements = [.. element.Json.Get("cases").Items()];
        _conditions = [.. Elements.Select(
            json => compilation.Input(element, ExpressionElement.Read(json.Get("condition")), Label(json), Json.ToBool, false))];
        _mode = compilation.Input(element, "mode", Json.ToText, "MatchFirst");
    }

    public IReadOnlyList<JsonElement> Elements { get; }

    public static string Label(JsonElement json) => json.GetText("label") ?? "";

    /// <summary>Indices of the matching cases; only the first counts unless the mode says otherwise.</summary>
    public List<int> Matches(Run run, Frame frame)
    {
        var matches = new List<int>();
        for (var i = 0; i < _conditions.Length; i++)
        {
            if (!_conditions[i].Get(run, frame)) continue;
            matches.Add(i);
            if (_mode.Get(run, frame) != "MatchAny") break;
        }

        return matches;
    }
}
