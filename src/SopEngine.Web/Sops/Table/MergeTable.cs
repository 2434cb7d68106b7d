using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Table;

/// <summary>
/// Joins an author's table with what was saved by somebody else meanwhile, and stores nothing: the author sees first what becomes of it.
/// </summary>
public static class MergeTable
{
    /// <param name="Began">The table that both began with.</param>
    /// <param name="Mine">The author's.</param>
    [Requires(Right.WriteSops)]
    public sealed record Query(Person Person, string Id, TableData Began, TableData Mine) : IRequestOf<Joined>;

    /// <param name="Version">The revision that the merged table is to be saved on.</param>
    /// <param name="By">Who saved the other one.</param>
    /// <param name="Table">The merged table, with the author's cells where both changed the same.</param>
    /// <param name="Theirs">What the other stored: the base of what comes next.</param>
    /// <param name="Changed">The rows that the other changed, by number and name.</param>
    public sealed record Joined(
        int Version, int Revision, string By, string At, TableData Table, TableData Theirs, IReadOnlyList<Conflict> Conflicts,
        IReadOnlyList<string> Changed);

    /// <param name="Mine">Null when the author deleted the row.</param>
    /// <param name="Theirs">Null when the other deleted the row.</param>
    public sealed record Conflict(
        string Key, string Name, TableData.RowData? Mine, TableData.RowData? Theirs, IReadOnlyList<TableColumn> Columns);

    internal sealed class Handler(DefinitionStore definitions, TableAnswers answers, Problems problems) : IRequestHandler<Query, Joined>
    {
        public async Task<Joined> Handle(Query query, CancellationToken cancellationToken)
        {
            var latest = await definitions.Latest(query.Person.UnitId, query.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            var theirs = SopTable.Read(WorkflowDefinition.Parse(latest.Json));
            var (began, mine) = (query.Began.In(theirs), query.Mine.In(theirs));
            var faults = Twice(began).Concat(Twice(mine)).Take(1).ToList();
            if (faults.Count > 0) throw new ProblemException(problems.Invalid(answers.Say(faults)));

            var merge = TableMerge.Of(began, mine, theirs);
            return new Joined(
                latest.Version, latest.Revision, latest.ChangedByName ?? "", When.Moment(latest.ChangedAt), TableData.Of(merge.Merged),
                TableData.Of(theirs), [.. merge.Conflicts.Select(conflict => Of(conflict, mine, theirs))],
                [.. merge.Theirs.Select(key => Name(key, theirs, began)).Where(name => name.Length > 0)]);
        }

        private static Conflict Of(RowConflict conflict, SopTable mine, SopTable theirs) => new(
            conflict.Key, Name(conflict.Key, mine, theirs), conflict.Mine is { } own ? TableData.Of(own, Words(mine, conflict.Key)) : null,
            conflict.Theirs is { } other ? TableData.Of(other, Words(theirs, conflict.Key)) : null, conflict.Columns);

        private static string? Words(SopTable table, string key) =>
            table.Rows.Index().Where(pair => pair.Item.Key == key).Select(pair => ExitText.Of(table, pair.Index)).FirstOrDefault();

        private static string Name(string key, SopTable first, SopTable second) =>
            TableWords.Name(first, key) is { Length: > 0 } name ? name : TableWords.Name(second, key);

        private static IEnumerable<TableFault> Twice(SopTable table) =>
            table.Rows.Count > TableChecks.MostRows
                ? [new TableFault(TableFaultKind.TooManyRows, null, "", null, $"{TableChecks.MostRows}")]
                : table.Rows.GroupBy(row => row.Key).Where(same => same.Count() > 1)
                    .Select(same => new TableFault(TableFaultKind.KeyTwice, null, same.First().Number, null, same.Key));
    }
}
