using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Table;

/// <summary>Shows the page of the table, and carries out the forms of its rows for browsers without script.</summary>
internal sealed class TableView(
    SopFiles files, TableAnswers answers, SopDatabase database, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <param name="row">The key of the row whose form is shown; null for none.</param>
    public async Task<IResult> Show(
        Person person, string id, string? row, PageRequest page, TableData.RowData? sent = null, Problem? problem = null)
    {
        var file = await SopPages.Latest(person, id, files, problems, page.Cancellation);
        var table = SopTable.Read(WorkflowDefinition.Parse(file.Shown.Json));
        var answer = await answers.Of(file.Shown, table, new Dictionary<string, string>(), page.Cancellation);
        var known = await UnitLanes.Read(database, person.UnitId, page.Cancellation);
        return Pages.Show<TablePage>(
            new
            {
                Person = person,
                File = file,
                Answer = answer,
                Row = sent ?? answer.Table.Rows.FirstOrDefault(other => other.Key == row),
                KnownLanes = known.Select(lane => lane.Name).Distinct().ToList(),
                Problem = problem,
            },
            problem);
    }

    /// <summary>Saves, adds, moves or deletes one row.</summary>
    public async Task<IResult> Change(Person person, string id, PageRequest page)
    {
        var form = await page.Form();
        string Text(string name) => form[name].ToString().ReplaceLineEndings("\n").Trim();
        int Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var key = Text("row");
        var file = await SopPages.Latest(person, id, files, problems, page.Cancellation);
        var table = SopTable.Read(WorkflowDefinition.Parse(file.Shown.Json));
        var data = TableData.Of(table);
        List<TableData.RowData> rows = [.. data.Rows.Select(row => row with { Go = null })];
        var at = rows.FindIndex(row => row.Key == key);
        if (at < 0 && key.Length > 0) throw new ProblemException(problems.Invalid("row", texts["Table.Fault.RowGone"]));

        page.OnProblem(problem => Show(person, id, key, page, at < 0 ? null : rows[at], problem));
        var next = key;
        switch (Text("deed"))
        {
            case "add":
                next = "step-" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
                rows.Insert(at < 0 ? Math.Max(0, rows.FindIndex(row => row.Symbol == TableSymbol.End)) : at + 1, TableData.Of(
                    new TableRow(next, TableSymbol.Process) { Lane = at < 0 ? "" : rows[at].Lane }, null));
                break;
            case "remove" when at >= 0:
                rows.RemoveAt(at);
                next = "";
                break;
            case "up" when at > 0:
                (rows[at - 1], rows[at]) = (rows[at], rows[at - 1]);
                break;
            case "down" when at >= 0 && at < rows.Count - 1:
                (rows[at + 1], rows[at]) = (rows[at], rows[at + 1]);
                break;
            case "save" when at >= 0:
                rows[at] = rows[at] with
                {
                    Symbol = !rows[at].IsStep ? rows[at].Symbol
                        : Text("symbol") == "Decision" ? TableSymbol.Decision : TableSymbol.Process,
                    Text = Text("text"),
                    ShortName = Text("shortName"),
                    Lane = Text("lane"),
                    Requirements = Text("requirements"),
                    Time = Text("time"),
                    Output = Text("output"),
                    Remarks = Text("remarks"),
                    Go = Text("go"),
                };
                break;
        }

        var saved = await page.Send(new EditTable.Command(
            person, id, Number("version"), Number("revision"), data with { Rows = rows }, Renumber: Text("deed") != "save"));
        if (saved.Unread.TryGetValue(key, out var unknown))
            throw new ProblemException(problems.Invalid("go", texts["Table.Fault.TargetUnknown", unknown]));
        return page.Then($"/sops/{id}/table{(next.Length > 0 ? $"?row={Uri.EscapeDataString(next)}" : "")}", "Table.Saved");
    }
}
