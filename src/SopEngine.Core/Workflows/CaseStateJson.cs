using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;

namespace SopEngine.Core.Workflows;

/// <summary>
/// A case's state as JSON text, short because it is written at every step. Equal states give equal text. Shape: <c>{"status", "name"?,
/// "correlationId"?, "pauses"?, "breached"?, "foreseen"?, "bill"?, "bills"?, "appointments"?, "rules"?, "samples"?, "lastSample"?,
/// "frame", "wait", "frames": [[id, activity, parent, flags, cursor, wait, holder, visits, variables, values, level, terms, reminded,
/// outputs, chosen, until], ...], "incidents"?, "outputs"?}</c>; a
/// frame's trailing zeroes and nulls are left out. Visits are a string with a digit each, or an array of numbers once one has more digits.
/// </summary>
public static partial class CaseStateJson
{
    private const int Backward = 1, Faulted = 2, Breaking = 4;

    /// <summary>Buffers larger than this are not kept for the next state.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _kept;

    public static string Write(CaseState state) => Encoding.UTF8.GetString(WriteUtf8(state).Span);

    /// <inheritdoc cref="Write(CaseState)"/>
    public static ReadOnlyMemory<byte> WriteUtf8(CaseState state)
    {
        var (buffer, json) = _kept ?? Begin();
        _kept = null;
        buffer.ResetWrittenCount();
        json.Reset();
        Write(json, state);
        json.Flush();
        if (buffer.Capacity <= MostKept) _kept = (buffer, json);
        return buffer.WrittenSpan.ToArray();
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) Begin()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }));
    }

    private static void Write(Utf8JsonWriter json, CaseState state)
    {
        json.WriteStartObject();
        json.WriteString("status"u8, state.Status.ToString());
        if (state.Name is not null) json.WriteString("name"u8, state.Name);
        if (state.CorrelationId is not null) json.WriteString("correlationId"u8, state.CorrelationId);
        if (state.Pauses.Count > 0) WritePauses(json, state.Pauses);
        if (state.IsBreached) json.WriteBoolean("breached"u8, true);
        if (state.IsBreachForeseen) json.WriteBoolean("foreseen"u8, true);
        if (state.Bill is { } bill) WriteBill(json, bill);
        if (state.LastBill > (state.Bill?.No ?? 0)) json.WriteNumber("bills"u8, state.LastBill);
        if (state.Appointments.Count > 0) WriteAppointments(json, state.Appointments);
        if (state.Rules != 0) json.WriteNumber("rules"u8, state.Rules);
        if (state.LastSample != 0) WriteSamples(json, state);
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

    private static void Write(Utf8JsonWriter json, Frame frame)
    {
        var last = frame.Until is not null ? 15 : frame.Chosen is not null ? 14
            : frame.Outputs is not null ? 13 : frame.RemindedAt is not null ? 12 : frame.Terms is not null ? 11
            : frame.Level > 0 ? 10 : frame.Values is not null ? 9 : frame.Variables is not null ? 8 : frame.Visits is not null ? 7
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
        if (last >= 12) WriteMoment(json, frame.RemindedAt);
        if (last >= 13) WriteValues(json, frame.Outputs);
        if (last >= 14) WriteChosen(json, frame.Chosen);
        if (last >= 15) json.WriteStringValue(LocalDateTimePattern.GeneralIso.Format(frame.Until!.Value));
        json.WriteEndArray();
    }

    private static void WriteSamples(Utf8JsonWriter json, CaseState state)
    {
        json.WriteStartArray("samples"u8);
        foreach (var code in state.Samples) json.WriteStringValue(code);
        json.WriteEndArray();
        json.WriteNumber("lastSample"u8, state.LastSample);
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

    /// <summary>Shape: <c>[[step, sequence, from, to, place, isOff], ...]</c>.</summary>
    private static void WriteAppointments(Utf8JsonWriter json, IReadOnlyList<CaseAppointment> appointments)
    {
        json.WriteStartArray("appointments"u8);
        foreach (var made in appointments)
        {
            json.WriteStartArray();
            json.WriteStringValue(made.Step);
            json.WriteNumberValue(made.Sequence);
            json.WriteStringValue(InstantPattern.ExtendedIso.Format(made.From));
            json.WriteStringValue(InstantPattern.ExtendedIso.Format(made.To));
            json.WriteStringValue(made.Place);
            json.WriteBooleanValue(made.IsOff);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Shape: <c>[no, code, amount, issued, until, status, ntpn, paid, replaces]</c>, without nulls at its end.</summary>
    private static void WriteBill(Utf8JsonWriter json, CaseBill bill)
    {
        var last = bill.Replaces is not null ? 9 : bill.PaidAt is not null ? 8 : 6;
        json.WriteStartArray("bill"u8);
        json.WriteNumberValue(bill.No);
        json.WriteStringValue(bill.Code);
        json.WriteNumberValue(bill.Amount);
        json.WriteStringValue(InstantPattern.ExtendedIso.Format(bill.IssuedAt));
        json.WriteStringValue(InstantPattern.ExtendedIso.Format(bill.Until));
        json.WriteStringValue(bill.Status.ToString());
        if (last > 6) json.WriteStringValue(bill.Ntpn);
        if (last > 6) json.WriteStringValue(bill.PaidAt is { } paid ? InstantPattern.ExtendedIso.Format(paid) : null);
        if (last > 8) json.WriteNumberValue(bill.Replaces!.Value);
        json.WriteEndArray();
    }

    /// <summary>
    /// Shape: <c>["5 hari" or null, "2026-11-23T01:00:00Z", "2 jam", ...]</c>: the limit, then each extension with its moment.
    /// </summary>
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

    private static void WriteChosen(Utf8JsonWriter json, long[]? chosen)
    {
        if (chosen is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var person in chosen) json.WriteNumberValue(person);
        json.WriteEndArray();
    }

    private static void WriteMoment(Utf8JsonWriter json, Instant? moment)
    {
        if (moment is { } at) json.WriteNumberValue(at.ToUnixTimeTicks());
        else json.WriteNullValue();
    }

    private static void WriteVisits(Utf8JsonWriter json, int[]? visits)
    {
        if (visits is null)
        {
            json.WriteNullValue();
            return;
        }

        // Visits are many, and nearly all 0 or 1: as separate tokens they would be most of each read and write.
        if (visits.AsSpan().ContainsAnyExceptInRange(0, 9))
        {
            json.WriteStartArray();
            foreach (var count in visits) json.WriteNumberValue(count);
            json.WriteEndArray();
            return;
        }

        Span<byte> digits = visits.Length <= 256 ? stackalloc byte[visits.Length] : new byte[visits.Length];
        for (var i = 0; i < visits.Length; i++) digits[i] = (byte)('0' + visits[i]);
        json.WriteStringValue(digits);
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
}
