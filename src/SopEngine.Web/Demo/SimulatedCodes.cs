using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Web.Demo.Simulation;

namespace SopEngine.Web.Demo;

/// <summary>
/// Codes of samples in a simulated past. A simulated case is in no register yet, so its samples are called <c>K0-01</c>; what people
/// write about them later has the codes that the office really gave.
/// </summary>
internal static partial class SimulatedCodes
{
    /// <summary>The form with a code for each sample.</summary>
    public static TaskCompleted Given(Step? step, CaseState state, TaskCompleted completed) => step?.Samples is not { } table ? completed
        : completed with
        {
            Data = FormSamples.Coded(table, completed.Data, state.Samples, state.LastSample, line => SampleCode.Of(0, null, line)),
        };

    /// <summary>The events with the real codes.</summary>
    /// <param name="ids">The stored number of each case.</param>
    public static async Task<IReadOnlyList<CaseEvent>> Real(
        IReadOnlyList<CaseAdvanced> events, IReadOnlyDictionary<SimulatedCase, long> ids, SopDatabase database)
    {
        var cases = events.Where(deed => Text(deed.Happened) is not null).Select(deed => ids[deed.Case]).Distinct().ToArray();
        var places = new Dictionary<long, (int, int)?>();
        if (cases.Length > 0)
        {
            await using var connection = await database.System.OpenConnectionAsync();
            places = (await connection.QueryAsync<(long Id, int? Year, int? Seq)>(
                "select id, register_year, register_seq from cases where id = any (@cases)", new { cases }))
                .ToDictionary(row => row.Id, row => row is (_, { } year, { } seq) ? (year, seq) : ((int, int)?)null);
        }

        return [.. events.Select(deed => Text(deed.Happened) is { } text
            ? ((TaskCompleted)deed.Happened) with { Data = With(text, ids[deed.Case], places[ids[deed.Case]]) }
            : deed.Happened)];
    }

    private static string? Text(CaseEvent happened) =>
        happened is TaskCompleted { Data.ValueKind: JsonValueKind.Object } completed && completed.Data.GetRawText() is var text
        && Code().IsMatch(text) ? text : null;

    private static JsonElement With(string text, long id, (int, int)? place) => JsonSerializer.Deserialize<JsonElement>(Code().Replace(
        text, code => $"\"{SampleCode.Of(id, place, int.Parse(code.Groups[1].Value, CultureInfo.InvariantCulture))}\""));

    [GeneratedRegex("\"K0-([0-9]{2,})\"")]
    private static partial Regex Code();
}
