using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows;

/// <summary>Reads in one pass and without a document in between, because every step of every case begins with a read.</summary>
public static partial class CaseStateJson
{
    /// <exception cref="JsonException"><see cref="Write(CaseState)"/> did not make the text.</exception>
    public static CaseState Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Read(string)"/>
    public static CaseState Read(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        try
        {
            return Read(ref json);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or UnparsableValueException)
        {
            throw new JsonException($"No state of a case, near byte {json.TokenStartIndex}.", e);
        }
    }

    private static CaseState Read(ref Utf8JsonReader json)
    {
        var state = new CaseState();
        var (hasStatus, hasFrames) = (false, false);
        Expect(ref json, JsonTokenType.StartObject);
        while (Next(ref json) != JsonTokenType.EndObject)
        {
            if (NextIs(ref json, "status"u8))
            {
                state.Status = json.ValueTextEquals("Running"u8) ? CaseStatus.Running : Enum.Parse<CaseStatus>(json.GetString()!);
                hasStatus = true;
            }
            else if (NextIs(ref json, "frame"u8)) state.LastFrame = json.GetInt32();
            else if (NextIs(ref json, "wait"u8)) state.LastWait = json.GetInt32();
            else if (NextIs(ref json, "frames"u8))
            {
                while (Next(ref json) != JsonTokenType.EndArray) state.Frames.Add(ReadFrame(ref json, state));
                hasFrames = true;
            }
            else if (NextIs(ref json, "name"u8)) state.Name = json.GetString();
            else if (NextIs(ref json, "correlationId"u8)) state.CorrelationId = json.GetString();
            else if (NextIs(ref json, "pauses"u8)) state.Pauses = ReadPauses(ref json);
            else if (NextIs(ref json, "breached"u8)) state.IsBreached = json.GetBoolean();
            else if (NextIs(ref json, "foreseen"u8)) state.IsBreachForeseen = json.GetBoolean();
            else if (NextIs(ref json, "bill"u8)) state.LastBill = Math.Max(state.LastBill, (state.Bill = ReadBill(ref json)).No);
            else if (NextIs(ref json, "bills"u8)) state.LastBill = json.GetInt32();
            else if (NextIs(ref json, "appointments"u8)) state.Appointments = ReadAppointments(ref json);
            else if (NextIs(ref json, "rules"u8)) state.Rules = json.GetInt32();
            else if (NextIs(ref json, "samples"u8)) state.Samples = ReadTexts(ref json);
            else if (NextIs(ref json, "lastSample"u8)) state.LastSample = json.GetInt32();
            else if (NextIs(ref json, "incidents"u8)) state.Incidents = ReadIncidents(ref json);
            else if (NextIs(ref json, "outputs"u8)) state.Outputs = ReadValues(ref json);
            else throw new JsonException($"A case's state has no '{json.GetString()}'.");
        }

        return hasStatus && hasFrames ? state : throw new JsonException("A case's state needs its status and its frames.");
    }

    private static Frame ReadFrame(ref Utf8JsonReader json, CaseState state)
    {
        var (id, activity) = (NextNumber(ref json), NextNumber(ref json));
        var parent = state.FrameOf(NextNumber(ref json));
        var flags = NextNumber(ref json);
        var frame = new Frame
        {
            Id = id,
            Activity = activity,
            Parent = parent,
            Backward = (flags & Backward) != 0,
            Faulted = (flags & Faulted) != 0,
            Breaking = (flags & Breaking) != 0,
        };
        for (var column = 4; Next(ref json) != JsonTokenType.EndArray; column++)
        {
            if (json.TokenType == JsonTokenType.Null) continue;
            switch (column)
            {
                case 4: frame.Cursor = json.GetInt32(); break;
                case 5: frame.Wait = json.GetInt32(); break;
                case 6: frame.Holder = json.GetInt64() is > 0 and var holder ? holder : null; break;
                case 7: frame.Visits = ReadVisits(ref json); break;
                case 8: frame.Variables = ReadVariables(ref json); break;
                case 9: frame.Values = ReadValues(ref json); break;
                case 10: frame.Level = json.GetInt32(); break;
                case 11: frame.Terms = ReadTerms(ref json); break;
                case 12: frame.RemindedAt = Instant.FromUnixTimeTicks(json.GetInt64()); break;
                case 13: frame.Outputs = ReadValues(ref json); break;
                case 14: frame.Chosen = ReadPeople(ref json); break;
                case 15: frame.Until = LocalDateTimePattern.GeneralIso.Parse(json.GetString()!).GetValueOrThrow(); break;
                default: throw new JsonException($"A frame has no column {column}.");
            }
        }

        return frame;
    }

    private static List<Interval> ReadPauses(ref Utf8JsonReader json)
    {
        var pauses = new List<Interval>();
        while (Next(ref json) != JsonTokenType.EndArray)
        {
            Next(ref json);
            var from = Moment(json);
            Instant? to = null;
            while (Next(ref json) != JsonTokenType.EndArray) to = Moment(json);
            pauses.Add(new Interval(from, to));
        }

        return pauses;
    }

    private static CaseBill ReadBill(ref Utf8JsonReader json)
    {
        var no = NextNumber(ref json);
        var code = NextText(ref json)!;
        Next(ref json);
        var bill = new CaseBill(no, code, json.GetInt64(), NextMoment(ref json), NextMoment(ref json))
        {
            Status = Enum.Parse<BillStatus>(NextText(ref json)!),
        };
        for (var column = 6; Next(ref json) != JsonTokenType.EndArray; column++)
        {
            if (json.TokenType == JsonTokenType.Null) continue;
            bill = column switch
            {
                6 => bill with { Ntpn = json.GetString() },
                7 => bill with { PaidAt = Moment(json) },
                8 => bill with { Replaces = json.GetInt32() },
                _ => throw new JsonException($"A bill has no column {column}."),
            };
        }

        return bill;
    }

    private static List<CaseAppointment> ReadAppointments(ref Utf8JsonReader json)
    {
        var appointments = new List<CaseAppointment>();
        while (Next(ref json) != JsonTokenType.EndArray)
        {
            var (step, sequence) = (NextText(ref json)!, NextNumber(ref json));
            var (from, to, place) = (NextMoment(ref json), NextMoment(ref json), NextText(ref json)!);
            Next(ref json);
            appointments.Add(new CaseAppointment(step, sequence, from, to, place, json.GetBoolean()));
            while (Next(ref json) != JsonTokenType.EndArray) throw new JsonException("An appointment has six columns.");
        }

        return appointments;
    }

    private static TaskTerms ReadTerms(ref Utf8JsonReader json)
    {
        Next(ref json);
        var limit = json.GetString() is { } text ? AsText.ReadLimit(text) : (TimeLimit?)null;
        var extensions = new List<Extension>();
        while (Next(ref json) != JsonTokenType.EndArray)
        {
            var at = Moment(json);
            Next(ref json);
            extensions.Add(new Extension(at, AsText.ReadLimit(json.GetString()!)));
        }

        return new TaskTerms(limit, extensions);
    }

    private static List<Incident> ReadIncidents(ref Utf8JsonReader json)
    {
        var incidents = new List<Incident>();
        while (Next(ref json) != JsonTokenType.EndArray)
        {
            Next(ref json);
            var activity = json.GetString()!;
            Next(ref json);
            incidents.Add(new Incident(activity, json.GetString()!));
            Expect(ref json, JsonTokenType.EndArray);
        }

        return incidents;
    }

    private static List<string> ReadTexts(ref Utf8JsonReader json)
    {
        var texts = new List<string>();
        while (Next(ref json) != JsonTokenType.EndArray) texts.Add(json.GetString()!);
        return texts;
    }

    private static long[] ReadPeople(ref Utf8JsonReader json)
    {
        var people = new List<long>();
        while (Next(ref json) != JsonTokenType.EndArray) people.Add(json.GetInt64());
        return [.. people];
    }

    private static int[] ReadVisits(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String)
        {
            var visits = new List<int>(32);
            while (Next(ref json) != JsonTokenType.EndArray) visits.Add(json.GetInt32());
            return [.. visits];
        }

        var digits = json.ValueSpan;
        var counts = new int[digits.Length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = digits[i] is >= (byte)'0' and <= (byte)'9' and var digit
                ? digit - '0'
                : throw new JsonException("A count of visits is a digit.");
        return counts;
    }

    private static JsonElement[] ReadVariables(ref Utf8JsonReader json)
    {
        var variables = new List<JsonElement>();
        while (Next(ref json) != JsonTokenType.EndArray) variables.Add(ReadValue(ref json));
        return [.. variables];
    }

    private static Dictionary<string, JsonElement> ReadValues(ref Utf8JsonReader json)
    {
        if (Next(ref json) == JsonTokenType.EndObject) return CaseState.NoValues;
        var values = new Dictionary<string, JsonElement>();
        for (; json.TokenType != JsonTokenType.EndObject; Next(ref json))
        {
            var name = json.GetString()!;
            Next(ref json);
            values.Add(name, ReadValue(ref json));
        }

        return values;
    }

    /// <summary>A missing value and null are the same.</summary>
    private static JsonElement ReadValue(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Null ? default : JsonElement.ParseValue(ref json);

    private static Instant Moment(in Utf8JsonReader json) => InstantPattern.ExtendedIso.Parse(json.GetString()!).GetValueOrThrow();

    private static string? NextText(ref Utf8JsonReader json)
    {
        Next(ref json);
        return json.GetString();
    }

    private static Instant NextMoment(ref Utf8JsonReader json)
    {
        Next(ref json);
        return Moment(json);
    }

    private static int NextNumber(ref Utf8JsonReader json)
    {
        Next(ref json);
        return json.GetInt32();
    }

    /// <summary>Moves on to the value if the next name is this one.</summary>
    private static bool NextIs(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.ValueTextEquals(name)) return false;
        Next(ref json);
        return true;
    }

    private static JsonTokenType Next(ref Utf8JsonReader json) =>
        json.Read() ? json.TokenType : throw new JsonException("The text ends too early.");

    private static void Expect(ref Utf8JsonReader json, JsonTokenType token)
    {
        if (Next(ref json) != token) throw new JsonException($"{token} was expected, and not {json.TokenType}.");
    }
}
