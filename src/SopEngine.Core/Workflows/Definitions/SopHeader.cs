using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Escalation;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows.Definitions;

/// <summary>
/// The identity block of a SOP (PermenPANRB 35/2012), kept inside the definition under <c>customProperties.sop</c> so that a file
/// carries the whole SOP. Lists are in the order in which they are printed.
/// </summary>
public sealed record SopHeader
{
    /// <summary>Logo dan nama unit: the lines as printed.</summary>
    public required IReadOnlyList<string> Letterhead { get; init; }

    /// <summary>Nomor SOP, as printed. Compare with <see cref="SameNumber"/>.</summary>
    public required string Number { get; init; }

    /// <summary>Nama SOP, as printed in the header.</summary>
    public required string Title { get; init; }

    /// <summary>The title above the procedure table; the same as <see cref="Title"/> unless the document breaks rule L12.</summary>
    public required string TableTitle { get; init; }

    public string? Edition { get; init; }
    public LocalDate? CreatedOn { get; init; }
    public LocalDate? RevisedOn { get; init; }
    public LocalDate? EffectiveOn { get; init; }
    public required Approver ApprovedBy { get; init; }
    public required IReadOnlyList<string> LegalBasis { get; init; }
    public required IReadOnlyList<string> RelatedSops { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<string> Qualifications { get; init; }
    public required IReadOnlyList<string> Equipment { get; init; }
    public required IReadOnlyList<string> Records { get; init; }

    /// <summary>The actors (pelaksana) in the order of their columns.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>The promise for the whole case (SPM); not the sum of the steps' limits.</summary>
    public TimeLimit? ServiceStandard { get; init; }

    /// <summary>
    /// True for a promise that the law counts (UU 14/2008): the day of receipt is day 0, and the last working day counts to its closing.
    /// </summary>
    public bool CountsWholeDays { get; init; }

    /// <summary>What the law has the office keep a register of: <see cref="InformationRequests"/>; null for nothing.</summary>
    public string? Serves { get; init; }

    /// <summary>The SOP serves requests for public information (UU 14/2008).</summary>
    public const string InformationRequests = "information-request";

    /// <summary>The number of the SOP that is opened for the customer when the promise is broken, or will be; null for none.</summary>
    public string? Compensation { get; init; }

    /// <summary>The hours that its limits count, unless a step says otherwise.</summary>
    public HoursKind Hours { get; init; }

    /// <summary>The ladder of its steps while nobody completes them; null for the usual one (<see cref="Ladder.Default"/>).</summary>
    public IReadOnlyList<Rung>? Escalation { get; init; }

    /// <summary>
    /// The author's proposal for starting it: a recurrence (<see cref="Schedules.RecurrenceJson"/>) or a cron expression; null for none.
    /// </summary>
    public string? Schedule { get; init; }

    /// <summary>True when two numbers name the same SOP: blanks and case do not count, the printed form is kept.</summary>
    public static bool SameNumber(string a, string b) => CanonicalNumber(a) == CanonicalNumber(b);

    /// <summary>The form in which numbers are compared: no blanks, upper case.</summary>
    public static string CanonicalNumber(string number) =>
        string.Concat(number.Where(character => !char.IsWhiteSpace(character))).ToUpperInvariant();

    internal static SopHeader? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;

        var title = json.GetText("title") ?? "";
        var approver = json.Get("approvedBy");
        return new SopHeader
        {
            Letterhead = json.GetTexts("letterhead"),
            Number = json.GetText("number") ?? "",
            Title = title,
            TableTitle = json.GetText("tableTitle") ?? title,
            Edition = json.GetText("edition"),
            CreatedOn = Date(json.Get("createdOn")),
            RevisedOn = Date(json.Get("revisedOn")),
            EffectiveOn = Date(json.Get("effectiveOn")),
            ApprovedBy = new Approver(approver.GetText("office") ?? "", approver.GetText("name") ?? "", approver.GetText("nip") ?? ""),
            LegalBasis = json.GetTexts("legalBasis"),
            RelatedSops = json.GetTexts("relatedSops"),
            Warnings = json.GetTexts("warnings"),
            Qualifications = json.GetTexts("qualifications"),
            Equipment = json.GetTexts("equipment"),
            Records = json.GetTexts("records"),
            Lanes = [.. json.Get("lanes").Items().Select(Lane.Read)],
            ServiceStandard = Limit(json.Get("serviceStandard")),
            CountsWholeDays = json.GetBool("wholeDays"),
            Serves = json.GetText("serves") is { Length: > 0 } serves ? serves : null,
            Compensation = json.GetText("compensation") is { Length: > 0 } compensation ? compensation : null,
            Hours = Enum.TryParse<HoursKind>(json.GetText("hours"), ignoreCase: true, out var hours) && Enum.IsDefined(hours)
                ? hours
                : HoursKind.Office,
            Escalation = json.Get("escalation") is { ValueKind: JsonValueKind.Array } rungs
                ? [.. rungs.EnumerateArray().Select(ReadRung)]
                : null,
            Schedule = json.Get("schedule") is { ValueKind: JsonValueKind.Object } rule ? rule.GetRawText() : json.GetText("schedule"),
        };
    }

    /// <summary>
    /// Shape: <c>{"at": 100, "to": "next", "mode": "share"}</c>; <c>to</c> is holder, next, head or a lane's id, <c>mode</c> notify, share
    /// or reassign.
    /// </summary>
    private static Rung ReadRung(JsonElement json)
    {
        var (target, lane) = json.GetText("to") switch
        {
            "holder" => (RungTarget.Holder, null),
            "next" => (RungTarget.NextActor, null),
            "head" => (RungTarget.Head, null),
            var id => (RungTarget.Lane, id ?? ""),
        };
        var mode = Enum.TryParse<EscalationMode>(json.GetText("mode"), ignoreCase: true, out var known) && Enum.IsDefined(known)
            ? known
            : EscalationMode.Notify;
        return new Rung(json.GetInt("at", 0), target, mode, lane);
    }

    private static TimeLimit? Limit(JsonElement json) =>
        TimeLimit.TryParse($"{json.GetText("value")} {json.GetText("unit")}", out var limit) ? limit : null;

    private static LocalDate? Date(JsonElement json) =>
        json.Text() is { } text && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } ? date : null;
}

/// <summary>The person who put the SOP in force (disahkan oleh).</summary>
public sealed record Approver(string Office, string Name, string Nip);

/// <summary>A pelaksana: a column of the table, held by staff of the unit or, when external, by the case's own customer.</summary>
/// <param name="Counter">True for a lane whose holders may do a customer's steps in their name; see <see cref="CounterLanes"/>.</param>
public sealed record Lane(string Id, string Name, bool External, bool Counter = false)
{
    internal static Lane Read(JsonElement json)
    {
        var id = json.GetText("id") ?? "";
        return new(id, json.GetText("name") ?? id, json.GetBool("external"), json.GetBool("counter"));
    }
}
