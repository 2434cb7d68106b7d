using System.Text.Json;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>The people of the office whom a form names.</summary>
public static class FormPeople
{
    /// <summary>The people in a field's value, a number or a list of numbers; none for any other value.</summary>
    public static IReadOnlyList<long> Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var person) => [person],
        JsonValueKind.Array => [.. value.EnumerateArray().SelectMany(Of).Distinct()],
        _ => [],
    };
}
