using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Import;

namespace SopEngine.Benchmarks.Import;

/// <summary>A time as the expectation writes it, and a time as read, in the same words.</summary>
internal static class TimeText
{
    public static string Of(JsonElement time)
    {
        if (time.ValueKind != JsonValueKind.Object) return "none";

        var value = Number(time, "value");
        if (value is null) return time.TryGetProperty("alternatives", out var several) && several.ValueKind == JsonValueKind.Array
            && several.GetArrayLength() > 0 ? "several" : "none";

        var text = $"{value} {(time.TryGetProperty("unit", out var unit) ? unit.ToString() : "")}";
        if (Number(time, "min") is { } min) text = $"{min}..{text}";
        return time.TryGetProperty("per", out var per) && per.ValueKind == JsonValueKind.String ? $"{text} per" : text;
    }

    public static string Of(ReadTime time, JsonElement expected) => time switch
    {
        ReadTime.Fixed { Span: var span } => Of(span),
        ReadTime.Range range => $"{Plain(range.From)}..{Of(range.To)}",
        ReadTime.Rate rate => $"{Of(rate.Span)} per",
        ReadTime.Calendar { Span: var span } => Of(span),
        ReadTime.Several several => Of(expected) == "several" ? "several" : Of(several.Spans[0]),
        _ => "none",
    };

    private static string Of(Span span) => $"{Plain(span.Value)} {char.ToLowerInvariant($"{span.Unit}"[0])}{$"{span.Unit}"[1..]}";

    private static string Plain(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? Plain(value.GetDecimal()) : null;
}
