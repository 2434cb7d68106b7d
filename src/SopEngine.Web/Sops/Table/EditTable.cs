using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Tables;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Table;

/// <summary>
/// Takes the table as its author has it, and saves it as the draft of its SOP: the place where typed exits are read, rows numbered, lanes
/// given ids. A save from an older revision is refused as the Studio's are; the refusal has what the two have in common.
/// </summary>
public static class EditTable
{
    /// <param name="Version">The version that the author's table began with.</param>
    /// <param name="Renumber">True when rows came, went or moved.</param>
    /// <param name="Paste">Cells to put in first; null for none.</param>
    /// <param name="Beside">A row to start beside another one; null for none.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(
        Person Person, string Id, int Version, int Revision, TableData Table, bool Renumber = false, Pasted? Paste = null,
        BesideRow? Beside = null) : IRequestOf<TableAnswer>;

    /// <param name="Row">The row that the author stands in, from 0.</param>
    /// <param name="Column">The column that the author stands in, from 0.</param>
    public sealed record Pasted(int Row, int Column, IReadOnlyList<IReadOnlyList<string>> Cells);

    /// <param name="Key">The row that starts beside <paramref name="With"/>; both meet at <paramref name="Meets"/>.</param>
    public sealed record BesideRow(string Key, string With, string Meets);

    internal sealed class Handler(
        DefinitionStore definitions, SopDatabase database, TableAnswers answers, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, TableAnswer>
    {
        public async Task<TableAnswer> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var latest = await definitions.Latest(person.UnitId, command.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            var expected = new DefinitionRevision(command.Version, command.Revision);
            if (latest.At != expected)
                throw new ProblemException(problems.Of(new DefinitionResult.Conflict(latest.ChangedByName, latest.ChangedAt)));

            var definition = WorkflowDefinition.Parse(latest.Json);
            var before = SopTable.Read(definition);
            var table = Prepared(command, before);
            if (table.Lanes.Any(lane => lane.Id.Length == 0 || lane.Id[0] == '~'))
                table = table.WithLaneIds(await UnitLanes.Read(database, person.UnitId, cancellationToken));
            table = table.Completed(texts["Sops.New.Start"], texts["Table.End"]);
            if (command.Renumber || table.Rows.Any(row => row.IsStep && row.Number.Length == 0)) table = table.Numbered();
            table = WithTyped(table, command.Table, out var unread);

            var saved = await definitions.Save(
                person.UnitId, person.Id, SopTable.Write(table, definition), expected, cancellation: cancellationToken);
            return saved is DefinitionResult.Done { Definition: var draft }
                ? await answers.Of(draft, table, unread, cancellationToken)
                : throw new ProblemException(problems.Of(saved));
        }

        private SopTable Prepared(Command command, SopTable before)
        {
            var table = command.Table.In(before);
            Check(table);
            if (command.Paste is { } paste)
            {
                if (paste.Cells.Count == 0 || paste.Cells.Count > TableChecks.MostRows || paste.Cells.Any(line => line.Count > 100))
                    throw new ProblemException(problems.Invalid("paste", texts["Table.Fault.PasteTooMuch", TableChecks.MostRows]));
                table = TablePasting.Into(table, paste.Row, paste.Column, paste.Cells, () => NewKey(command.Table));
                Check(table);
            }

            if (command.Beside is { } beside && (string[])[beside.Key, beside.With, beside.Meets] is var named)
            {
                if (named.Any(key => table.Row(key) is null))
                    throw new ProblemException(problems.Invalid("beside", texts["Table.Fault.RowGone"]));
                table = table.Beside(beside.Key, beside.With, beside.Meets);
            }

            return table;

            void Check(SopTable checkedTable)
            {
                var faults = TableChecks.Of(checkedTable, before).Take(20).ToList();
                if (faults.Count > 0) throw new ProblemException(problems.Invalid(answers.Say(faults)));
            }
        }

        private static string NewKey(TableData table)
        {
            string key;
            do
            {
                key = "step-" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
            }
            while (table.Rows.Any(row => row.Key == key));
            return key;
        }

        /// <summary>The table with the exits that the author wrote as words; those that name no row stay as they were.</summary>
        private static SopTable WithTyped(SopTable table, TableData sent, out Dictionary<string, string> unread)
        {
            unread = [];
            var typed = sent.Rows.Where(row => row.Go is not null).ToDictionary(row => row.Key, row => row.Go!);
            if (typed.Count == 0) return table;
            var rows = table.Rows.ToList();
            for (var i = 0; i < rows.Count; i++)
            {
                if (!typed.TryGetValue(rows[i].Key, out var text) || rows[i].Symbol == TableSymbol.End) continue;
                if (ExitText.Read(table, i, text, out var unknown) is { } exits) rows[i] = rows[i] with { Exits = exits };
                else unread[rows[i].Key] = unknown;
            }

            return table with { Rows = rows };
        }
    }
}
