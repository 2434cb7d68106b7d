using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>A case's events as JSON text, with their type under <c>event</c>: the form in which history keeps and hashes them.</summary>
public static class CaseEventJson
{
    private static readonly CaseEventContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        // Indonesian names and quotes stay readable in psql; this JSON never goes into a page unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), AsText.Instant, AsText.Limit },
    });

    public static string Write(CaseEvent happened) => JsonSerializer.Serialize(happened, Context.CaseEvent);

    /// <exception cref="JsonException">The text is no event.</exception>
    public static CaseEvent Read(string text) =>
        JsonSerializer.Deserialize(text, Context.CaseEvent) ?? throw new JsonException("No event.");
}

/// <summary>Values in the form in which people write them, because they read them in psql.</summary>
internal static class AsText
{
    public static readonly JsonConverter Instant =
        new Converter<Instant>(text => InstantPattern.ExtendedIso.Parse(text).GetValueOrThrow(), InstantPattern.ExtendedIso.Format);

    public static readonly JsonConverter Limit = new Converter<TimeLimit>(ReadLimit, limit => limit.ToString());

    public static TimeLimit ReadLimit(string text) =>
        TimeLimit.TryParse(text, out var limit) && limit is { } time ? time : throw new JsonException($"'{text}' is no time limit.");

    private sealed class Converter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}

[JsonSerializable(typeof(CaseEvent))]
internal sealed partial class CaseEventContext : JsonSerializerContext;
