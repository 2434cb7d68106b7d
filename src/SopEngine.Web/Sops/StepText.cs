using System.Globalization;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.Comparison;
using SopEngine.Web.Cases;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>Parts of a SOP in words, in the page's language.</summary>
internal static class StepText
{
    /// <summary>"17 Oktober 2018".</summary>
    public static string Date(LocalDate date) => LocalDatePattern.Create("d MMMM uuuu", CultureInfo.CurrentCulture).Format(date);

    /// <summary>A part of a step as lines of text; a dash for an empty part.</summary>
    public static IReadOnlyList<string> Lines(IStringLocalizer<Texts> texts, Flow flow, Step step, StepPart part) => part switch
    {
        StepPart.Number => [step.Number],
        StepPart.Kind => [texts[$"Sops.Kind.{step.Kind}"]],
        StepPart.Caption => [step.Caption],
        StepPart.Instruction => [step.Instruction],
        StepPart.Lane => [flow.Lane(step.Lane)?.Name ?? step.Lane],
        StepPart.Limit =>
            [(step.Limit is { } limit ? LimitText.Of(texts, limit) : "–") + (step.LimitPerCase ? $" ({texts["Sops.LimitPerCase"]})" : "")],
        StepPart.Requirements => step.Requirements,
        StepPart.Output => [step.Output],
        StepPart.Remarks => [step.Remarks],
        StepPart.Outcomes => step.Outcomes,
        StepPart.Form => [.. step.Fields.Select(field => Field(texts, field))],
        _ => [],
    };

    /// <summary>What happens when nobody does a step: "Bila didiamkan selama 14 hari, berkas kembali ke langkah 3: …".</summary>
    public static string Lapse(IStringLocalizer<Texts> texts, Lapse rule)
    {
        var end = rule.After is { } after ? texts["Lapse.Rule.After", LimitText.Of(texts, after)] : texts["Lapse.Rule.Bill"];
        return texts[$"Sops.Lapse.{rule.Then}", end.Value, rule.To, rule.Reason];
    }

    /// <summary>What a step has to do with dispositions: "Dikerjakan oleh yang ditunjuk pada isian “Diteruskan kepada”."</summary>
    public static IEnumerable<string> Dispositions(IStringLocalizer<Texts> texts, Flow flow, Step step)
    {
        if (step.Disposes) yield return texts["Sops.Disposes"];
        if (step.Holders is { } holders) yield return texts["Sops.Holders", Label(holders)];
        if (step.Deadline is { } deadline) yield return texts["Sops.Deadline", Label(deadline)];

        string Label(string field) => flow.Fields.GetValueOrDefault(field)?.Label ?? field;
    }

    private static string Field(IStringLocalizer<Texts> texts, FormField field)
    {
        string[] notes =
        [
            texts[$"Field.Type.{field.Type}"],
            .. field.Required ? [texts["Field.Required"].Value] : Array.Empty<string>(),
            .. field.RequiredFor.Count > 0
                ? [texts["Field.RequiredFor", string.Join(" / ", field.RequiredFor)].Value] : Array.Empty<string>(),
            .. field.IsConditional ? [texts["Field.Conditional"].Value] : Array.Empty<string>(),
            .. field.Accept.Count > 0 ? [SortText.Of(texts, field)] : Array.Empty<string>(),
            .. field.MaxFiles > 1 ? [texts["Field.MaxFiles", field.MaxFiles].Value] : Array.Empty<string>(),
            .. field.DocumentKind is { } kind ? [kind] : Array.Empty<string>(),
            .. field.Audience == FieldAudience.Office ? [texts["Field.OfficeOnly"].Value] : Array.Empty<string>(),
        ];
        var parts = field.Options.Count > 0 ? string.Join(" / ", field.Options)
            : string.Join(", ", field.Columns.Select(column => Field(texts, column)));
        return $"{field.Label} ({string.Join(", ", notes)}){(parts.Length > 0 ? ": " + parts : "")}"
            + (field.Pattern is null ? "" : $" /{field.Pattern}/");
    }
}
