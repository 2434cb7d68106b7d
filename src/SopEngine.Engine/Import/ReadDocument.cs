using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Import;

namespace SopEngine.Engine.Import;

/// <summary>What a reading answers with: the SOPs of a document and its pages as pictures, or why it cannot be read.</summary>
public sealed record ReadDocument(string? Reason, IReadOnlyList<ReadSop> Sops, IReadOnlyList<string> Pages, bool IsRecognised)
{
    private const int MostPictures = 60;

    private static readonly JsonSerializerOptions Options = new()
    {
        IgnoreReadOnlyProperties = true,
        MaxDepth = 64,
        Converters = { new Days(), new Times(), new JsonStringEnumConverter() },
    };

    public static ReadDocument Of(byte[] bytes, string name, ReadingLimits limits)
    {
        try
        {
            var document = Recognition.Helped(FormatReader.Read(bytes, name, limits), bytes, limits);
            if (document.Pages.Sum(page => page.Words.Count) == 0)
                return new(nameof(UnreadableReason.NoText), [], [.. document.Pages.Take(MostPictures).Select(PageSvg.Of)], false);
            if (document.Pages.Sum(page => page.Words.Count) > limits.Words) return Failed(UnreadableReason.TooLong);
            return new(null, DocumentReader.Read(document), [.. document.Pages.Take(MostPictures).Select(PageSvg.Of)],
                document.IsRecognised);
        }
        catch (UnreadableException why)
        {
            return Failed(why.Reason);
        }
    }

    public static ReadDocument Failed(UnreadableReason reason) => new(reason.ToString(), [], [], false);

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public static ReadDocument? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ReadDocument>(json, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Days : JsonConverter<LocalDate>
    {
        public override LocalDate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LocalDatePattern.Iso.Parse(reader.GetString() ?? "") is { Success: true, Value: var day } ? day : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, LocalDate value, JsonSerializerOptions options) =>
            writer.WriteStringValue(LocalDatePattern.Iso.Format(value));
    }

    /// <summary>A time is written as its length only; its kind comes back from its words, which stand beside it.</summary>
    private sealed class Times : JsonConverter<ReadTime>
    {
        public override bool CanConvert(Type typeToConvert) => typeof(ReadTime).IsAssignableFrom(typeToConvert);

        public override ReadTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ReadTime.Of(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, ReadTime value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Words);
    }
}
