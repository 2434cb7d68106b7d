using System.Text.Encodings.Web;
using System.Text.Json;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows;

/// <summary>A physical sample as its row in the case says.</summary>
/// <param name="Line">Its number in the case, never given twice.</param>
/// <param name="IsNew">True when it was not in the table before.</param>
/// <param name="Row">The row with its code.</param>
public sealed record SampleRow(string Code, int Line, bool IsNew, FormSamples.Look Look, JsonElement Row)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The row as JSON text, the same whether it was just sent or comes from the history.</summary>
    public string Text => JsonSerializer.Serialize(Row, Readable);
}

/// <summary>The samples of a case follow its table: new rows are new samples, and rows that are gone were withdrawn.</summary>
internal static class CaseSamples
{
    /// <summary>Follows a completed step. A table that was not sent stays as it was, as its variable does.</summary>
    public static void Keep(Run run, Step step, TaskCompleted completed)
    {
        if (step.Samples is not { } table) return;
        var value = completed.Data.Get(table.Name);
        if (value.ValueKind == JsonValueKind.Undefined && completed.Form?.Hidden?.Contains(table.Name) != true) return;

        var state = run.State;
        var before = state.Samples.ToHashSet();
        var rows = FormSamples.RowsOf(value).DistinctBy(row => row.Code).Select(row => new SampleRow(
            row.Code, SampleCode.LineOf(row.Code), !before.Contains(row.Code), FormSamples.Describe(table, row.Row), row.Row)).ToList();
        var withdrawn = state.Samples.Except(rows.Select(row => row.Code)).ToList();
        if (rows.Count == 0 && withdrawn.Count == 0) return;

        state.Samples = [.. rows.Select(row => row.Code)];
        state.LastSample = Math.Max(state.LastSample, rows.Select(row => row.Line).DefaultIfEmpty().Max());
        run.Effects.Add(new SamplesKept(rows, withdrawn, run.Flow.Lane(step.Lane) is { External: false }));
    }
}
