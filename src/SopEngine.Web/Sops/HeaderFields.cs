using System.Globalization;
using System.Text.Json.Nodes;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>The identity of a SOP as a form holds it: every field as text, lists one entry a line, dates ISO.</summary>
public sealed record HeaderFields
{
    public string Name { get; init; } = "";
    public string Description { get; init; } = "";
    public string Letterhead { get; init; } = "";
    public string Number { get; init; } = "";
    public string Title { get; init; } = "";
    public string TableTitle { get; init; } = "";
    public string Edition { get; init; } = "";
    public string CreatedOn { get; init; } = "";
    public string RevisedOn { get; init; } = "";
    public string EffectiveOn { get; init; } = "";
    public string ApproverOffice { get; init; } = "";
    public string ApproverName { get; init; } = "";
    public string ApproverNip { get; init; } = "";
    public string LegalBasis { get; init; } = "";
    public string RelatedSops { get; init; } = "";
    public string Warnings { get; init; } = "";
    public string Qualifications { get; init; } = "";
    public string Equipment { get; init; } = "";
    public string Records { get; init; } = "";

    /// <summary>A time limit in either language: "3 hari", "3 days".</summary>
    public string ServiceStandard { get; init; } = "";

    /// <summary>Number of the SOP that compensates a broken service standard.</summary>
    public string Compensation { get; init; } = "";

    /// <summary>The hours that the limits count: "service" for the counter's, otherwise the office's.</summary>
    public string Hours { get; init; } = "";

    /// <summary>In the order of their columns; a lane without a name is dropped.</summary>
    public IReadOnlyList<LaneField> Lanes { get; init; } = [];

    /// <param name="Id">Null for a new lane, which gets one from its name.</param>
    public sealed record LaneField(string? Id, string Name, bool External, bool Counter = false);

    public static HeaderFields Of(WorkflowDefinition definition)
    {
        var sop = definition.Sop;
        return new HeaderFields
        {
            Name = definition.Name,
            Description = definition.Description ?? "",
            Letterhead = Lines(sop?.Letterhead),
            Number = sop?.Number ?? "",
            Title = sop?.Title ?? definition.Name,
            TableTitle = sop?.TableTitle ?? "",
            Edition = sop?.Edition ?? "",
            CreatedOn = Date(sop?.CreatedOn),
            RevisedOn = Date(sop?.RevisedOn),
            EffectiveOn = Date(sop?.EffectiveOn),
            ApproverOffice = sop?.ApprovedBy.Office ?? "",
            ApproverName = sop?.ApprovedBy.Name ?? "",
            ApproverNip = sop?.ApprovedBy.Nip ?? "",
            LegalBasis = Lines(sop?.LegalBasis),
            RelatedSops = Lines(sop?.RelatedSops),
            Warnings = Lines(sop?.Warnings),
            Qualifications = Lines(sop?.Qualifications),
            Equipment = Lines(sop?.Equipment),
            Records = Lines(sop?.Records),
            ServiceStandard = sop?.ServiceStandard?.ToString() ?? "",
            Compensation = sop?.Compensation ?? "",
            Hours = sop?.Hours == HoursKind.Service ? "service" : "",
            Lanes = [.. (sop?.Lanes ?? []).Select(lane => new LaneField(lane.Id, lane.Name, lane.External, lane.Counter))],
        };
    }

    public static HeaderFields Read(IFormCollection form)
    {
        string Text(string name) => form[name].ToString().ReplaceLineEndings("\n").Trim();
        var lanes = form["laneName"].Select((name, i) => (
            Order: double.TryParse(form["laneOrder"].ElementAtOrDefault(i), NumberStyles.Float, CultureInfo.InvariantCulture, out var order)
                ? order : double.MaxValue,
            Lane: new LaneField(
                form["laneId"].ElementAtOrDefault(i) is { Length: > 0 } id ? id : null, (name ?? "").Trim(),
                form["laneExternal"].Contains(i.ToString(CultureInfo.InvariantCulture)),
                form["laneCounter"].Contains(i.ToString(CultureInfo.InvariantCulture)))));
        return new HeaderFields
        {
            Name = Text("name"),
            Description = Text("description"),
            Letterhead = Text("letterhead"),
            Number = Text("number"),
            Title = Text("title"),
            TableTitle = Text("tableTitle"),
            Edition = Text("edition"),
            CreatedOn = Text("createdOn"),
            RevisedOn = Text("revisedOn"),
            EffectiveOn = Text("effectiveOn"),
            ApproverOffice = Text("approverOffice"),
            ApproverName = Text("approverName"),
            ApproverNip = Text("approverNip"),
            LegalBasis = Text("legalBasis"),
            RelatedSops = Text("relatedSops"),
            Warnings = Text("warnings"),
            Qualifications = Text("qualifications"),
            Equipment = Text("equipment"),
            Records = Text("records"),
            ServiceStandard = Text("serviceStandard"),
            Compensation = Text("compensation"),
            Hours = Text("hours"),
            Lanes = [.. lanes.Where(row => row.Lane.Name.Length > 0).OrderBy(row => row.Order).Select(row => row.Lane)],
        };
    }

    /// <summary>
    /// The definition with this header. Header fields that the form does not know stay, and so does everything outside the header.
    /// </summary>
    /// <param name="json">The definition, whose fields have been found valid.</param>
    public string WriteInto(string json)
    {
        var definition = JsonNode.Parse(json)!.AsObject();
        if (definition["customProperties"] is not JsonObject properties) definition["customProperties"] = properties = [];
        if (properties["sop"] is not JsonObject sop) properties["sop"] = sop = [];

        definition["name"] = Name;
        definition["description"] = Description;
        sop["letterhead"] = List(Letterhead);
        sop["number"] = Number;
        sop["title"] = Title;
        sop["tableTitle"] = TableTitle.Length > 0 ? TableTitle : Title;
        sop["edition"] = OrNull(Edition);
        sop["createdOn"] = OrNull(CreatedOn);
        sop["revisedOn"] = OrNull(RevisedOn);
        sop["effectiveOn"] = OrNull(EffectiveOn);
        if (sop["approvedBy"] is not JsonObject approver) sop["approvedBy"] = approver = [];
        approver["office"] = ApproverOffice;
        approver["name"] = ApproverName;
        approver["nip"] = ApproverNip.Length > 0 && Nip.TryParse(ApproverNip, out var digits) ? digits : "";
        sop["legalBasis"] = List(LegalBasis);
        sop["relatedSops"] = List(RelatedSops);
        sop["warnings"] = List(Warnings);
        sop["qualifications"] = List(Qualifications);
        sop["equipment"] = List(Equipment);
        sop["records"] = List(Records);
        if (Hours == "service") sop["hours"] = "service";
        else sop.Remove("hours");
        sop["serviceStandard"] = LimitText.TryRead(ServiceStandard, out var limit) && limit is { } standard
            ? new JsonObject { ["value"] = standard.Value, ["unit"] = standard.ToString().Split(' ')[1] }
            : null;
        if (Compensation.Length > 0) sop["compensation"] = Compensation;
        else sop.Remove("compensation");
        sop["lanes"] = NewLanes(sop["lanes"] as JsonArray);
        return definition.ToJsonString();
    }

    private JsonArray NewLanes(JsonArray? before)
    {
        var taken = Lanes.Select(lane => lane.Id).OfType<string>().ToHashSet();
        var lanes = new JsonArray();
        foreach (var lane in Lanes)
        {
            var old = before?.FirstOrDefault(known => (string?)known?["id"] == lane.Id && lane.Id is not null)?.DeepClone().AsObject();
            var written = old ?? new JsonObject { ["id"] = lane.Id ?? NewId(lane.Name, taken) };
            written["name"] = lane.Name;
            written["external"] = lane.External;
            if (lane is { Counter: true, External: false }) written["counter"] = true;
            else written.Remove("counter");
            lanes.Add((JsonNode)written);
        }

        return lanes;
    }

    /// <summary>Makes the id "bendahara-upt" of the name "Bendahara UPT"; the unit's people hold a lane under its id.</summary>
    private static string NewId(string name, HashSet<string> taken)
    {
        var words = string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'))
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var id = words.Length == 0 ? "pelaksana" : string.Join('-', words);
        var free = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? id : $"{id}-{n}").First(candidate => !taken.Contains(candidate));
        taken.Add(free);
        return free;
    }

    /// <summary>The entries of a list field.</summary>
    public static IReadOnlyList<string> Entries(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static JsonArray List(string lines) => [.. Entries(lines).Select(line => (JsonNode)line)];

    private static JsonNode? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Lines(IReadOnlyList<string>? lines) => string.Join('\n', lines ?? []);

    private static string Date(NodaTime.LocalDate? date) => date is { } day ? LocalDatePattern.Iso.Format(day) : "";
}
