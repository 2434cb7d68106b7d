using System.Buffers;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Sla;

namespace SopEngine.Core.Workflows;

/// <summary>
/// A case's state as JSON text, short because it is written at every step. Equal states give equal text.
/// Shape: <c>{"status", "name"?, "correlationId"?, "pauses"?, "breached"?, "foreseen"?, "frame", "wait", "frames": [[id, activity, parent, flags, cursor, wait, holder, visits,
/// variables, values, level, terms, reminded], ...], "incidents"?, "outputs"?}</c>; a frame's trailing zeroes and nulls are left out.
/// </summary>
public static class CaseStateJson
{
    private const int Backward = 1, Faulted = 2, Breaking = 4;

    public static string Write(CaseState state)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, state.Status.ToString());
            if (state.Name is not null) json.WriteString("name"u8, state.Name);
            if (state.CorrelationId is not null) json.WriteString("correlationId"u8, state.CorrelationId);
            if (state.Pauses.Count > 0) WritePauses(json, state.Pauses);
            if (state.IsBreached) json.WriteBoolean("breached"u8, true);
            if (state.IsBreachForeseen) json.WriteBoolean("foreseen"u8, true);
            json.WriteNumber("frame"u8, state.LastFrame);
            json.WriteNumber("wait"u8, state.LastWait);
            json.WriteStartArray("frames"u8);
            foreach (var frame in state.Frames) Write(json, frame);
            json.WriteEndArray();
            if (state.Incidents.Count > 0)
            {
                json.WriteStartArray("incidents"u8);
                foreach (var incident in state.Incidents)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(incident.ActivityId);
                    json.WriteStringValue(incident.Message);
                    json.WriteEndArray();
                }

                json.WriteEndArray();
            }

            if (state.Outputs.Count > 0) Write(json, "outputs", state.Outputs);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="JsonException">The text is not one that <see cref="Write(CaseState)"/> made.</exception>
    public static CaseState Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var json = document.RootElement;
        var state = new CaseState
        {
            Status = Enum.Parse<CaseStatus>(json.GetProperty("status").GetString()!),
            Name = json.TryGetProperty("name", out var name) ? name.GetString() : null,
            CorrelationId = json.TryGetProperty("correlationId", out var id) ? id.GetString() : null,
            Pauses = json.TryGetProperty("pauses", out var pauses) ? [.. pauses.EnumerateArray().Select(ReadPause)] : [],
            IsBreached = json.TryGetProperty("breached", out _),
            IsBreachForeseen = json.TryGetProperty("foreseen", out _),
            LastFrame = json.GetProperty("frame").GetInt32(),
            LastWait = json.GetProperty("wait").GetInt32(),
            Incidents = json.TryGetProperty("incidents", out var incidents)
                ? [.. incidents.EnumerateArray().Select(incident => new Incident(incident[0].GetString()!, incident[1].GetString()!))]
                : [],
            Outputs = json.TryGetProperty("outputs", out var outputs) ? ReadValues(outputs) : CaseState.NoValues,
        };
        foreach (var frame in json.GetProperty("frames").EnumerateArray()) state.Frames.Add(ReadFrame(frame, state));
        return state;
    }

    private static void Write(Utf8JsonWriter json, Frame frame)
    {
        var last = frame.RemindedAt is not null ? 12 : frame.Terms is not null ? 11 : frame.Level > 0 ? 10 : frame.Values is not null ? 9 : frame.Variables is not null ? 8 : frame.Visits is not null ? 7
            : frame.Holder is not null ? 6 : frame.Wait != 0 ? 5 : frame.Cursor != 0 ? 4 : 3;
        json.WriteStartArray();
        json.WriteNumberValue(frame.Id);
        json.WriteNumberValue(frame.Activity);
        json.WriteNumberValue(frame.Parent?.Id ?? 0);
        json.WriteNumberValue((frame.Backward ? Backward : 0) | (frame.Faulted ? Faulted : 0) | (frame.Breaking ? Breaking : 0));
        if (last >= 4) json.WriteNumberValue(frame.Cursor);
        if (last >= 5) json.WriteNumberValue(frame.Wait);
        if (last >= 6) json.WriteNumberValue(frame.Holder ?? 0);
        if (last >= 7) WriteVisits(json, frame.Visits);
        if (last >= 8) WriteVariables(json, frame.Variables);
        if (last >= 9) WriteValues(json, frame.Values);
        if (last >= 10) json.WriteNumberValue(frame.Level);
        if (last >= 11) WriteTerms(json, frame.Terms);
        if (last >= 12) json.WriteNumberValue(frame.RemindedAt!.Value.ToUnixTimeTicks());
        json.WriteEndArray();
    }

    /// <summary>Shape: <c>[[from, to?], ...]</c>.</summary>
    private static void WritePauses(Utf8JsonWriter json, IReadOnlyList<Interval> pauses)
    {
        json.WriteStartArray("pauses"u8);
        foreach (var pause in pauses)
        {
            json.WriteStartArray();
            json.WriteStringValue(InstantPattern.ExtendedIso.Format(pause.Start));
            if (pause.HasEnd) json.WriteStringValue(InstantPattern.ExtendedIso.Format(pause.End));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static Interval ReadPause(JsonElement json) => new(Moment(json[0]), json.GetArrayLength() > 1 ? Moment(json[1]) : null);

    /// <summary>Shape: <c>["5 hari" or null, "2026-11-23T01:00:00Z", "2 jam", ...]</c>: the limit, then each extension with its moment.</summary>
    private static void WriteTerms(Utf8JsonWriter json, TaskTerms? terms)
    {
        if (terms is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(terms.Limit?.ToString());
        foreach (var extension in terms.Extensions)
        {
            json.WriteStringValue(InstantPattern.ExtendedIso.Format(extension.At));
            json.WriteStringValue(extension.By.ToString());
        }

        json.WriteEndArray();
    }

    private static TaskTerms? ReadTerms(JsonElement json) => json.ValueKind == JsonValueKind.Null ? null : new(
        json[0].GetString() is { } limit ? AsText.ReadLimit(limit) : null,
        [.. json.EnumerateArray().Skip(1).Chunk(2).Select(pair => new Extension(Moment(pair[0]), AsText.ReadLimit(pair[1].GetString()!)))]);

    private static Instant Moment(JsonElement json) => InstantPattern.ExtendedIso.Parse(json.GetString()!).GetValueOrThrow();

    private static void WriteVisits(Utf8JsonWriter json, int[]? visits)
    {
        if (visits is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var count in visits) json.WriteNumberValue(count);
        json.WriteEndArray();
    }

    private static void WriteVariables(Utf8JsonWriter json, JsonElement[]? variables)
    {
        if (variables is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var value in variables) WriteValue(json, value);
        json.WriteEndArray();
    }

    private static void WriteValues(Utf8JsonWriter json, Dictionary<string, JsonElement>? values)
    {
        if (values is null) json.WriteNullValue();
        else Write(json, null, values);
    }

    private static void Write(Utf8JsonWriter json, string? name, IReadOnlyDictionary<string, JsonElement> values)
    {
        if (name is null) json.WriteStartObject();
        else json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WritePropertyName(key);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined) json.WriteNullValue();
        else value.WriteTo(json);
    }

    private static Frame ReadFrame(JsonElement json, CaseState state)
    {
        var length = json.GetArrayLength();
        var flags = json[3].GetInt32();
        return new Frame
        {
            Id = json[0].GetInt32(),
            Activity = json[1].GetInt32(),
            Parent = state.FrameOf(json[2].GetInt32()),
            Backward = (flags & Backward) != 0,
            Faulted = (flags & Faulted) != 0,
            Breaking = (flags & Breaking) != 0,
            Cursor = length > 4 ? json[4].GetInt32() : 0,
            Wait = length > 5 ? json[5].GetInt32() : 0,
            Holder = length > 6 && json[6].GetInt64() is > 0 and var holder ? holder : null,
            Visits = length > 7 && json[7].ValueKind == JsonValueKind.Array ? [.. json[7].EnumerateArray().Select(count => count.GetInt32())] : null,
            Variables = length > 8 && json[8].ValueKind == JsonValueKind.Array ? [.. json[8].EnumerateArray().Select(Keep)] : null,
            Values = length > 9 && json[9].ValueKind == JsonValueKind.Object ? ReadValues(json[9]) : null,
            Level = length > 10 ? json[10].GetInt32() : 0,
            Terms = length > 11 ? ReadTerms(json[11]) : null,
            RemindedAt = length > 12 ? Instant.FromUnixTimeTicks(json[12].GetInt64()) : null,
        };
    }

    private static Dictionary<string, JsonElement> ReadValues(JsonElement json) =>
        json.EnumerateObject().ToDictionary(property => property.Name, property => Keep(property.Value));

    /// <summary>A value that outlives the document it was read from. No value and null are one thing.</summary>
    private static JsonElement Keep(JsonElement value) => value.ValueKind == JsonValueKind.Null ? default : value.Clone();
}
