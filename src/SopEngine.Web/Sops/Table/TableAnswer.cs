using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Sheets;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Table;

/// <summary>What the server says to a table: how it understood it, what is wrong with it, and how it is printed.</summary>
/// <param name="Sheets">The pages of the sheet as SVG; empty where it cannot be drawn.</param>
public sealed record TableAnswer(
    int Version, int Revision, TableData Table, IReadOnlyList<TableAnswer.Told> Problems, IReadOnlyList<string> Sheets)
{
    /// <summary>What names no row in the exits that were written, by the key of their row.</summary>
    public IReadOnlyDictionary<string, string> Unread { get; init; } = new Dictionary<string, string>();

    /// <param name="Row">The key of the row; null for the SOP as a whole.</param>
    /// <param name="Column">The column of the cell; null for none.</param>
    /// <param name="Name">The step by number and name.</param>
    /// <param name="Fix">Another page where it is put right; null for this one.</param>
    public sealed record Told(string? Row, TableColumn? Column, string Name, string Text, bool IsError, string? Fix);
}

/// <summary>Makes the answers.</summary>
public sealed class TableAnswers(DefinitionStore definitions, IStringLocalizer<Texts> texts)
{
    /// <summary>Drawing a sheet with more rows takes longer than an author waits for.</summary>
    private const int MostDrawn = 150;

    /// <param name="unread">What names no row in the exits that were written, by the row's key.</param>
    public async Task<TableAnswer> Of(
        StoredDefinition stored, SopTable table, IReadOnlyDictionary<string, string> unread, CancellationToken cancellation)
    {
        var compiled = await definitions.Compile(stored, cancellation);
        var written = SopTable.Read(WorkflowDefinition.Parse(stored.Json));
        // Short names are made of the texts while they are written.
        var names = written.Rows.ToDictionary(row => row.Key, row => row.ShortName);
        table = table with
        {
            Rows = [.. table.Rows.Select(row => row with { ShortName = names.GetValueOrDefault(row.Key, row.ShortName) })],
        };

        List<TableAnswer.Told> told =
        [
            .. unread.Select(pair => new TableAnswer.Told(
                pair.Key, TableColumn.Exits, TableWords.Name(table, pair.Key), texts["Table.Fault.TargetUnknown", pair.Value], true, null)),
            .. compiled.Problems.Where(problem => problem.ActivityId is null || !unread.ContainsKey(problem.ActivityId)
                || ProblemPlaces.Of(problem).Column != TableColumn.Exits).Select(problem => Told(stored, table, problem)).Distinct(),
        ];
        return new TableAnswer(stored.Version, stored.Revision, TableData.Of(table), told, Draw(compiled.Drawing)) { Unread = unread };
    }

    /// <summary>The faults of a table that is not taken, by row and column.</summary>
    public Dictionary<string, string[]> Say(IEnumerable<TableFault> faults) =>
        faults.GroupBy(fault => fault.Row is { } row ? FormattableString.Invariant($"rows[{row}].{fault.Column}") : "table")
            .ToDictionary(same => same.Key, same => same.Select(Say).ToArray());

    private string Say(TableFault fault)
    {
        var text = texts[$"Table.Fault.{fault.Kind}", fault.Value].Value;
        var place = fault.Row is { } row ? texts["Table.Row", row + 1, fault.Name].Value : fault.Name;
        if (fault.Column is { } column) place = $"{place}, {texts[$"Table.Column.{column}"]}".TrimStart(',', ' ');
        return place.Length == 0 ? text : $"{place}: {text}";
    }

    private static TableAnswer.Told Told(StoredDefinition stored, SopTable table, Core.Workflows.DefinitionProblem problem)
    {
        var place = ProblemPlaces.Of(problem);
        var isHere = place.Row is null
            ? place.Column is not null
            : table.Row(place.Row) is { } row && row.Symbol != TableSymbol.Locked && (place.Column is not null || !row.IsStep);
        var name = place.Row is null ? ""
            : TableWords.Name(table, place.Row) is { Length: > 0 } known ? known : problem.ActivityName ?? "";
        return new TableAnswer.Told(
            place.Row, place.Column, name, (problem with { ActivityName = null }).Text(CultureInfo.CurrentUICulture), problem.IsError,
            isHere ? null : TableWords.Elsewhere(stored.DefinitionId, problem));
    }

    private static IReadOnlyList<string> Draw(Core.Workflows.Flow flow)
    {
        if (flow.Definition.Sop is null || flow.Steps.Count is 0 or > MostDrawn) return [];
        var sheet = SopSheet.Draw(flow);
        return [.. sheet.Pages.Select((_, page) => SvgWriter.Page(sheet, page))];
    }
}
