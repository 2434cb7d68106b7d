using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.ForEach</c>: repeats its body for each item of a list, one after the other.</summary>
internal sealed class ForEach : Loop
{
    private readonly Input<IReadOnlyList<JsonElement>> _items;

    public ForEach(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _items = compilation.Input<IReadOnlyList<JsonElement>>(element, "items", Json.ToItems, []);
    }

    protected override bool TryNext(Run run, Frame frame, out Dictionary<string, JsonElement>? values)
    {
        var items = _items.Get(run, frame);
        values = frame.Cursor < items.Count ? Current(run, frame, items[frame.Cursor], frame.Cursor) : null;
        return values is not null;
    }
}
