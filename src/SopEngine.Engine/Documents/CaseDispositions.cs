using System.Text.Json;
using Dapper;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Dispositions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>The dispositions of a case as the table that its documents print.</summary>
internal static class CaseDispositions
{
    private const string Sql =
        """
        select h.seq, h.at, h.event::text as event, c.definition_id, coalesce(t.version, c.version) as version, t.activity
        from history h join cases c on c.unit_id = h.unit_id and c.id = h.case_id
        left join tasks t on t.unit_id = h.unit_id and t.case_id = h.case_id and t.closed_seq = h.seq and t.outcome is not null
        where h.unit_id = @unit and h.case_id = @caseId
          and (t.no is not null or (h.event::text like '%"disposed"%' and readable(h.event) ->> 'event' = 'disposed'))
        order by h.seq, t.no
        """;

    private static readonly LocalDateTimePattern Moments = LocalDateTimePattern.CreateWithInvariantCulture("HH'.'mm");

    /// <param name="zone">The office's.</param>
    public static async Task<DocumentValue> Read(
        NpgsqlConnection connection, FlowCache flows, int unit, long caseId, string zone, CancellationToken cancellation)
    {
        var made = new Dictionary<int, (Disposition Disposition, string Text, string Deadline)>();
        foreach (var row in await connection.QueryAsync<Row>(
            new CommandDefinition(Sql, new { unit, caseId }, cancellationToken: cancellation)))
        {
            var flow = await flows.Get(new DefinitionVersion(unit, row.DefinitionId, row.Version), cancellation);
            var (happened, step) = (CaseEventJson.Read(row.Event), row.Activity is { } activity ? flow.StepAt(activity) : null);
            if (Disposition.Of(row.Seq, row.At.ToInstant(), happened, step) is not { } disposition) continue;
            var (text, deadline) = Words(happened, step, flow);
            made[row.Seq] = (disposition, text, deadline);
        }

        var people = made.Values.SelectMany(one => one.Disposition.To.Append(one.Disposition.By)).Distinct().ToArray();
        var names = (await connection.QueryAsync<(long Id, string Name)>(new CommandDefinition(
            "select id, name from people where unit_id = @unit and id = any (@people)", new { unit, people },
            cancellationToken: cancellation))).ToDictionary(person => person.Id, person => person.Name);
        var office = DateTimeZoneProviders.Tzdb[zone];
        var rows = DispositionTree.Numbered(DispositionTree.Of([.. made.Values.Select(one => one.Disposition)])).Select(node =>
        {
            var (disposition, text, deadline) = made[node.Disposition.Seq];
            var at = disposition.At.InZone(office).LocalDateTime;
            return (IReadOnlyList<string>)
            [
                node.Number, Name(disposition.By), string.Join("; ", disposition.To.Select(Name)), text, deadline,
                $"{DocumentText.Show(at.Date)} {Moments.Format(at)}",
            ];
        });
        return new DocumentValue("") { Table = new DocumentTable(Columns, [.. rows]) };

        string Name(long person) => names.GetValueOrDefault(person, "");
    }

    private static IReadOnlyList<DocumentColumn> Columns =>
        [.. DocumentText.Dispositions.Columns.Select(column => new DocumentColumn(column.Name, column.Label))];

    /// <summary>The fields that are the instruction and a note to it; without them, the first long text of the form.</summary>
    private static readonly string[] Instructions = ["instruksi", "catatanDisposisi"];

    /// <summary>Instruction and deadline of a disposition, and the date that ends the time of a step.</summary>
    private static (string Text, string Deadline) Words(CaseEvent happened, Step? step, Flow flow)
    {
        if (happened is TaskDisposed disposed)
            return (string.Join('\n', new[] { disposed.Instruction, disposed.Note }.OfType<string>()),
                DocumentText.Show(disposed.Deadline ?? ""));

        var done = (TaskCompleted)happened;
        var first = step!.Fields.FirstOrDefault(field => field.Type == FieldType.LongText);
        var isNamed = step.Fields.Any(field => Instructions.Contains(field.Name));
        return (Join(field => isNamed ? Instructions.Contains(field.Name) : field == first),
            Join(field => flow.Steps.Any(later => later.Deadline == field.Name)));

        string Join(Func<FormField, bool> chosen) => string.Join('\n', step.Fields.Where(chosen)
            .Select(field => PrintedValue.Of(field, Value(field)).Text).Where(text => text.Length > 0));

        JsonElement Value(FormField field) =>
            done.Data.ValueKind == JsonValueKind.Object && done.Data.TryGetProperty(field.Name, out var value) ? value : default;
    }

    private sealed class Row
    {
        public int Seq { get; init; }
        public DateTime At { get; init; }
        public string Event { get; init; } = "";
        public string DefinitionId { get; init; } = "";
        public int Version { get; init; }
        public int? Activity { get; init; }
    }
}
