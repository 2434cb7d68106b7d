using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>The ids in values that name stored rows: documents, lines of the tariff list.</summary>
public static class StoredId
{
    /// <summary>The value itself, or the <c>id</c> of an object; null for a value without a whole number above 0.</summary>
    public static long? Of(JsonElement value)
    {
        var number = value.ValueKind == JsonValueKind.Object ? value.Get("id") : value;
        return number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var id) && id > 0 ? id : null;
    }
}
