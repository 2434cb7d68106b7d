namespace SopEngine.Web.Designer.Descriptors;

/// <summary>
/// The activities of a SOP, first in the palette. The inputs are those that <c>StepReader</c> reads.
/// </summary>
internal static class SopActivities
{
    private const string Category = "Sop";

    private static readonly (string, string)[] Result = [("result", "String")];

    public static readonly IReadOnlyList<Activity> All =
    [
        new("Elsa.Start", Category) { IsStart = true },
        new("Sop.Step", Category, [.. What, .. Standard]) { Outputs = Result },
        new("Sop.Decision", Category,
            [
                .. What, new Input("outcomes", "ICollection<String>", "dynamic-outcomes") { Initial = """["Ya","Tidak"]""" }, .. Standard,
            ]) { Outputs = Result },
        new("Sop.StartSop", Category,
            [
                .. What, new Input("sopNumber"),
                new Input("waitForCompletion", "Boolean", "checkbox") { Initial = "True", Default = "True" }, .. Standard,
            ]) { Outputs = Result },
        new("Sop.Survey", Category, [.. What, .. Standard]) { Outputs = Result },
        new("Sop.Notification", Category,
            new Input("to", Hint: "dropdown") { Choices = ["lane", "customer", "head", "starter"], Initial = "lane", Default = "lane" },
            new Input("lane", Hint: "dropdown") { From = UnitList.Lanes },
            new Input("subject"),
            new Input("body", Hint: "multiline")),
        new("Sop.Document", Category,
            new Input("officeTemplate"), new Input("documentName"),
            new Input("template", Hint: "multiline"), new Input("kind"),
            new Input("numbering") { Initial = "{seq}/{class}/{unit}/{roman:MM}/{yyyy}" },
            new Input("classification"), new Input("forCustomer", "Boolean", "checkbox")) { Outputs = Result },
        new("Elsa.End", Category) { IsTerminal = true },
    ];

    private static Input[] What =>
    [
        new("number"),
        new("instruction", Hint: "multiline"),
        new("lane", Hint: "dropdown") { From = UnitList.Lanes },
    ];

    private static Input[] Standard =>
    [
        new("timeLimit", "Int32"),
        new("timeUnit", Hint: "dropdown") { Choices = ["menit", "jam", "hari", "minggu", "bulan"], Initial = "menit" },
        new("limitPerCase", "Boolean", "checkbox"),
        new("limitFrom", Hint: "dropdown") { Choices = ["opening", "receipt", "promise"] },
        new("hours", Hint: "dropdown") { Choices = ["office", "service"] },
        new("requirements", "ICollection<String>", "multitext"),
        new("checkRequirements", "Boolean", "checkbox") { Initial = "True" },
        new("output"),
        new("remarks", Hint: "multiline"),
        new("escalateTo", Hint: "dropdown") { From = UnitList.Lanes },
        new("onlyByLane", "Boolean", "checkbox"),
        new("documentsForCustomer", "Boolean", "checkbox"),
        new("onlyIf", "Boolean"),
        new("notBy", "ICollection<String>", "multitext"),
        new("drafts", "ICollection<String>", "multitext"),
        new("issues", "ICollection<String>", "multitext"),
        new("handsOver", "ICollection<String>", "multitext"),
        new("disposes", "Boolean", "checkbox"),
        new("holders"),
        new("deadline"),
        new("appointmentAt"),
        new("appointmentMinutes"),
        new("appointmentPlace", "ICollection<String>", "multitext"),
        new("sendBack", "Boolean", "checkbox") { Initial = "True", Default = "True" },
        new("bill", Hint: "dropdown") { Choices = ["issue", "pay"] },
        new("lapseAfter"),
        new("lapseWith", Hint: "dropdown") { Choices = ["bill"] },
        new("lapseThen", Hint: "dropdown") { Choices = ["close", "back"] },
        new("lapseTo"),
        new("lapseRemind"),
        new("lapseReason", Hint: "multiline"),
        new("warnAt", "Int32") { Adornment = "%", Default = "75" },
        new("fields", "Object", "json-editor") { Language = "json" },
    ];
}
