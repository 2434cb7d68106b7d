using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Dispositions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The dispositions of a case as people read them: a tree, numbered as one ("1", "1.1").</summary>
public static class DispositionText
{
    /// <param name="By">The person who disposed, with the person represented.</param>
    /// <param name="To">The names of the receivers.</param>
    /// <param name="Lines">The instruction, the note and the deadline; of a step's form, all of its fields but the receivers.</param>
    public sealed record Row(
        string Number, int Depth, string By, string To, Instant At, IReadOnlyList<(string Label, string Value)> Lines);

    /// <summary>In the order in which a tree is read.</summary>
    public static IReadOnlyList<Row> Of(CaseView seen, IStringLocalizer<Texts> texts)
    {
        var made = seen.History.Select(entry => (Entry: entry, Disposition: Read(seen, entry)))
            .Where(one => one.Disposition is not null).ToDictionary(one => one.Entry.Seq, one => (one.Entry, one.Disposition));
        return [.. DispositionTree.Numbered(DispositionTree.Of([.. made.Values.Select(one => one.Disposition!)])).Select(node =>
        {
            var (entry, disposition) = made[node.Disposition.Seq];
            return new Row(
                node.Number, node.Depth, entry.Actor ?? "—",
                string.Join("; ", disposition!.To.Select(person => seen.NameOf(person) ?? "—")), entry.At, Lines(seen, entry.Event, texts));
        })];
    }

    /// <summary>Null for an event that is none, and for a completion that was taken back.</summary>
    private static Disposition? Read(CaseView seen, CaseEventView entry) =>
        entry.Event is TaskCompleted done
            && seen.History.Last(later => later.Event is TaskCompleted other && other.Task == done.Task) != entry
            ? null
            : Disposition.Of(entry.Seq, entry.At, entry.Event, entry.Event is TaskCompleted own ? Disposing(seen, own) : null);

    private static Step? Disposing(CaseView seen, TaskCompleted done) =>
        seen.Tasks.FirstOrDefault(task => task.No == done.Task) is { IsOpen: false, Step: { Disposes: true } step } ? step : null;

    private static IReadOnlyList<(string, string)> Lines(CaseView seen, CaseEvent happened, IStringLocalizer<Texts> texts)
    {
        if (happened is TaskCompleted done)
            return [.. Disposing(seen, done)!.Fields.Where(field => !field.IsOfPeople).Select(field => (field, Value: Value(done, field)))
                .Where(one => one.Value.ValueKind != System.Text.Json.JsonValueKind.Undefined)
                .Select(one => (one.field.Label, FilledIn.Text(one.field, one.Value, texts, seen.NameOf)))];

        var disposed = (TaskDisposed)happened;
        return
        [
            (texts["Disposition.Instruction"], disposed.Instruction),
            .. disposed.Note is { } note ? [(texts["Disposition.Note"].Value, note)] : Array.Empty<(string, string)>(),
            .. disposed.Deadline is { } deadline
                ? [(texts["Disposition.Deadline"].Value, FilledIn.Text(Deadline, Json(deadline), texts, seen.NameOf))]
                : Array.Empty<(string, string)>(),
        ];
    }

    private static readonly FormField Deadline = new("", "", FieldType.Date);

    private static System.Text.Json.JsonElement Json(string text) => System.Text.Json.JsonSerializer.SerializeToElement(text);

    private static System.Text.Json.JsonElement Value(TaskCompleted done, FormField field) =>
        done.Data.ValueKind == System.Text.Json.JsonValueKind.Object
            && done.Data.TryGetProperty(field.Name, out var value) ? value : default;
}
