using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The filled-in form of a task, as people read it.</summary>
public static class FilledIn
{
    /// <param name="Earlier">The values that this one corrected, the latest first, each with the task in which it was written.</param>
    public sealed record Entry(string Label, string Value, IReadOnlyList<(string Value, CaseTask Task)> Earlier);

    public static IEnumerable<(string Label, string Value)> Of(CaseTask task, IStringLocalizer<Texts> texts) =>
        Fields(task).Select(field => (field.Label, Text(field, task.Data.GetProperty(field.Name), texts)));

    /// <summary>
    /// The forms of a case's steps, each step once: a step that was done again has the values of its last time, with the values that
    /// they corrected.
    /// </summary>
    public static IEnumerable<(CaseTask Task, IReadOnlyList<Entry> Entries)> Latest(
        IEnumerable<CaseTask> tasks, IStringLocalizer<Texts> texts) =>
        from task in tasks
        where Fields(task).Any()
        group task by task.Step!.ActivityId into times
        let last = times.Last()
        select (last, (IReadOnlyList<Entry>)[.. Fields(last).Select(field => Entered(field, last, times, texts))]);

    private static Entry Entered(FormField field, CaseTask last, IEnumerable<CaseTask> times, IStringLocalizer<Texts> texts)
    {
        var value = Text(field, last.Data.GetProperty(field.Name), texts);
        var (earlier, newer) = (new List<(string, CaseTask)>(), value);
        foreach (var before in times.Where(task => task.No < last.No).OrderByDescending(task => task.No))
        {
            if (!before.Data.TryGetProperty(field.Name, out var was) || Text(field, was, texts) is var text && text == newer) continue;
            earlier.Add((text, before));
            newer = text;
        }

        return new Entry(field.Label, value, earlier);
    }

    private static IEnumerable<FormField> Fields(CaseTask task) => task is not { Data.ValueKind: JsonValueKind.Object, Step: { } step } ? []
        : step.Fields.Where(field => task.Data.TryGetProperty(field.Name, out _));

    private static string Text(FormField field, JsonElement value, IStringLocalizer<Texts> texts) => (field.Type, value.ValueKind) switch
    {
        (_, JsonValueKind.True) => texts["Form.Yes"],
        (_, JsonValueKind.False) => texts["Form.No"],
        (FieldType.Date, _) when LocalDatePattern.Iso.Parse(value.ToString()) is { Success: true, Value: var day } => When.Day(day),
        (_, JsonValueKind.Number) => value.GetDecimal().ToString("#,0.##########", CultureInfo.CurrentCulture),
        _ => value.ToString(),
    };
}
