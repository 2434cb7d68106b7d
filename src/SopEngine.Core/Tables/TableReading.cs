using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Tables;

/// <summary>Reads the table out of a definition.</summary>
internal static class TableReading
{
    public const string Chart = "Elsa.Flowchart", Done = "Done";

    private static readonly HashSet<string> Steps = ["Sop.Step", "Sop.Decision", "Sop.StartSop", "Sop.Survey"];

    public static SopTable Read(WorkflowDefinition definition)
    {
        var root = new ActivityElement(definition.Root);
        var lanes = definition.Sop?.Lanes ?? [];
        var header = Header(definition);
        if (root.Type.Length == 0) return new SopTable(header, lanes, []);
        if (root.Type != Chart) return new SopTable(header, lanes, [Row(root) with { Symbol = TableSymbol.Locked, Exits = [] }]);

        var activities = Shown(root);
        var keys = activities.Select(activity => activity.Id).ToHashSet();
        var ways = root.Connections.Where(way => keys.Contains(way.Source) && keys.Contains(way.Target)).Distinct().ToList();
        var rows = RowOrder.Of([.. activities.Select(Row)], ways);
        var exits = ways.ToLookup(way => way.Source);
        var outcomes = activities.Where(activity => activity.Type == "Sop.Decision")
            .ToDictionary(activity => activity.Id, activity => Texts(activity, "outcomes"));
        return new SopTable(header, lanes,
        [
            .. rows.Select((row, i) => row with
            {
                Exits = Exits(row, i + 1 < rows.Count ? rows[i + 1] : null, exits[row.Key], outcomes.GetValueOrDefault(row.Key, [])),
            }),
        ]);
    }

    /// <summary>The activities that have a row. One without an id, or with the id of another, cannot be told from others.</summary>
    public static List<ActivityElement> Shown(ActivityElement root) =>
        [.. root.Activities.Where(activity => activity.Id.Length > 0).DistinctBy(activity => activity.Id)];

    private static TableHeader Header(WorkflowDefinition definition) => definition.Sop is not { } sop
        ? new TableHeader { Name = definition.Name }
        : new TableHeader
        {
            Name = definition.Name,
            Letterhead = sop.Letterhead,
            Number = sop.Number,
            Title = sop.Title,
            TableTitle = sop.TableTitle == sop.Title ? "" : sop.TableTitle,
            Edition = sop.Edition ?? "",
            CreatedOn = sop.CreatedOn,
            RevisedOn = sop.RevisedOn,
            EffectiveOn = sop.EffectiveOn,
            ApproverOffice = sop.ApprovedBy.Office,
            ApproverName = sop.ApprovedBy.Name,
            ApproverNip = sop.ApprovedBy.Nip,
            LegalBasis = sop.LegalBasis,
            RelatedSops = sop.RelatedSops,
            Warnings = sop.Warnings,
            Qualifications = sop.Qualifications,
            Equipment = sop.Equipment,
            Records = sop.Records,
        };

    private static TableRow Row(ActivityElement activity) => activity.Type switch
    {
        "Elsa.Start" => new TableRow(activity.Id, TableSymbol.Start) { Text = activity.DisplayText, Type = activity.Type },
        "Elsa.End" => new TableRow(activity.Id, TableSymbol.End) { Text = activity.DisplayText, Type = activity.Type },
        var type when Steps.Contains(type) => Step(activity),
        _ => new TableRow(activity.Id, TableSymbol.Locked) { Text = activity.DisplayText, Type = activity.Type },
    };

    private static TableRow Step(ActivityElement activity)
    {
        var number = Text(activity, "number");
        var caption = activity.DisplayText;
        if (number.Length > 0 && caption.StartsWith(number + ". ", StringComparison.Ordinal)) caption = caption[(number.Length + 2)..];
        return new TableRow(activity.Id, activity.Type == "Sop.Decision" ? TableSymbol.Decision : TableSymbol.Process)
        {
            Type = activity.Type,
            Number = number,
            Text = Text(activity, "instruction"),
            ShortName = ShortNames.IsOfTheStudio(caption, activity.Type) ? "" : caption,
            Lane = Text(activity, "lane"),
            Requirements = Texts(activity, "requirements"),
            Time = $"{Text(activity, "timeLimit").Trim()} {Text(activity, "timeUnit").Trim()}".Trim() is var time
                && Text(activity, "timeLimit").Trim().Length == 0 ? "" : time,
            Output = Text(activity, "output"),
            Remarks = Text(activity, "remarks"),
        };
    }

    private static IReadOnlyList<TableExit> Exits(
        TableRow row, TableRow? next, IEnumerable<ConnectionElement> ways, IReadOnlyList<string> outcomes)
    {
        var isDecision = row.Symbol == TableSymbol.Decision;
        var exits = ways.Where(way => isDecision || way.Port.Length > 0)
            .Select(way => new TableExit(isDecision || way.Port != Done ? way.Port : "",
                way.Target == next?.Key && next.Symbol != TableSymbol.Start ? null : way.Target));
        if (!isDecision) return [.. exits];

        var byLabel = exits.ToLookup(exit => exit.Label);
        return
        [
            .. outcomes.Distinct().SelectMany(outcome => byLabel[outcome].DefaultIfEmpty(new TableExit(outcome, ""))),
            .. byLabel.Where(stray => !outcomes.Contains(stray.Key)).SelectMany(stray => stray),
        ];
    }

    /// <summary>An input that is a fixed text; a script has no place in a cell.</summary>
    private static string Text(ActivityElement activity, string name) =>
        activity.Input(name) is { Type: "Literal" or "Object" } input ? Json.ToText(input.Value) : "";

    private static IReadOnlyList<string> Texts(ActivityElement activity, string name)
    {
        if (activity.Input(name) is not { Type: "Literal" or "Object" } input) return [];
        try
        {
            return Json.ToTexts(input.Value);
        }
        catch (FormatException)
        {
            return input.Value.ValueKind == JsonValueKind.String ? [input.Value.GetString()!] : [];
        }
    }
}
