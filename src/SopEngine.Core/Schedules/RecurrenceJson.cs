using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Core.Schedules;

/// <summary>
/// A recurrence as JSON, the form in which it is stored and stands in a SOP's file: <c>{"every":"month","workingDay":1,"at":"08:00"}</c>,
/// <c>{"every":"week","weekdays":["monday"],"ifClosed":"next","at":"09:30"}</c>.
/// </summary>
public static class RecurrenceJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new LocalTimeConverter() },
    };

    public static string Write(Recurrence recurrence) => JsonSerializer.Serialize(recurrence, Options);

    /// <summary>Null when the text is not a computable recurrence.</summary>
    public static Recurrence? TryRead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Recurrence>(json, Options) is { } read && !read.Problems().Any() ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class LocalTimeConverter : JsonConverter<LocalTime>
    {
        private static readonly LocalTimePattern Pattern = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

        public override LocalTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Pattern.Parse(reader.GetString()!) is { Success: true, Value: var time }
                ? time
                : throw new JsonException("A time is written as 08:00.");

        public override void Write(Utf8JsonWriter writer, LocalTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Pattern.Format(value));
    }
}
