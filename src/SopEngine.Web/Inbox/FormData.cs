using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Inbox;

/// <summary>Turns what a browser posts into a step's data. What does not fit its field is passed on as it is, for the form's own check to name.</summary>
internal static class FormData
{
    public const string Prefix = "data.";

    public static JsonElement Read(IFormCollection form, IReadOnlyList<FormField> fields)
    {
        if (fields.Count == 0) return default;

        var data = new JsonObject();
        foreach (var field in fields)
        {
            var text = form[Prefix + field.Name].ToString().Trim();
            if (field.Type == FieldType.Boolean) data[field.Name] = text == "true";
            else if (text.Length > 0) data[field.Name] = field.Type == FieldType.Number ? Number(text) : text;
        }

        return JsonSerializer.SerializeToElement(data);
    }

    /// <summary>Browsers send a number with a point; people without a number input may write a comma.</summary>
    private static JsonNode Number(string text) =>
        decimal.TryParse(text.Replace(',', '.'), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : text;
}
