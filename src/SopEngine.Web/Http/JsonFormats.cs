using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace SopEngine.Web.Http;

/// <summary>How the API writes and reads JSON.</summary>
internal static class JsonFormats
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new TaskIdConverter());
        options.Converters.Add(new JsonStringEnumConverter());
        // Otherwise "5" is read as 5, and the API's document has to call every number a number or a text.
        options.NumberHandling = JsonNumberHandling.Strict;
        // A misspelt member would otherwise be lost without a word.
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
    }

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            InstantPattern.ExtendedIso.Parse(reader.GetString() ?? "") is { Success: true, Value: var instant }
                ? instant
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(InstantPattern.ExtendedIso.Format(value));
    }

    private sealed class TaskIdConverter : JsonConverter<TaskId>
    {
        public override TaskId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TaskId.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var id) ? id : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TaskId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
