using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Documents;
using SopEngine.Core.WorkingTime;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>Reads the author's settings of a step. All of them are literal: the SOP's table is drawn from them.</summary>
internal static class StepReader
{
    public static Step Read(ActivityElement element, StepKind kind, int activity, Compilation compilation)
    {
        var fields = Fields(element, kind, compilation);
        return Read(element, kind, activity, fields, compilation) with
        {
            Issues = Templates(element, "issues", compilation),
            Drafts = Templates(element, "drafts", compilation),
            HandsOver = Templates(element, "handsOver", compilation),
            Appointment = AppointmentReader.Read(element, fields, compilation),
            NotBy = [.. compilation.Constant(element, "notBy", Json.ToTexts, []).Select(number => number.Trim())
                .Where(number => number.Length > 0).Distinct()],
            OnlyByLane = compilation.Constant(element, "onlyByLane", Json.ToBool, false),
            Disposes = compilation.Constant(element, "disposes", Json.ToBool, false),
            Holders = Field(element, "holders", compilation),
            Deadline = Field(element, "deadline", compilation),
        };
    }

    private static Step Read(
        ActivityElement element, StepKind kind, int activity, IReadOnlyList<FormField> fields, Compilation compilation) => new(
        activity,
        element.Id,
        kind,
        compilation.ConstantText(element, "number"),
        element.DisplayText,
        Instruction(element, compilation),
        Lane(element, compilation),
        Limit(element, compilation),
        compilation.Constant(element, "limitPerCase", Json.ToBool, false),
        compilation.Constant(element, "requirements", Json.ToTexts, []),
        compilation.ConstantText(element, "output"),
        compilation.ConstantText(element, "remarks"),
        kind == StepKind.Decision ? Outcomes(element, compilation) : [],
        fields,
        WarnAt(element, compilation),
        EscalateTo(element, compilation),
        Enum.TryParse<HoursKind>(compilation.ConstantText(element, "hours"), ignoreCase: true, out var hours) && Enum.IsDefined(hours)
            ? hours
            : null,
        compilation.Constant(element, "checkRequirements", Json.ToBool, false),
        // Definitions older than this setting lack it; their histories have no such event.
        compilation.Constant(element, "sendBack", Json.ToBool, true),
        Enum.TryParse<LimitFrom>(compilation.ConstantText(element, "limitFrom"), ignoreCase: true, out var from) && Enum.IsDefined(from)
            ? from
            : LimitFrom.Opening,
        compilation.Constant(element, "documentsForCustomer", Json.ToBool, false),
        Bill(element, compilation),
        LapseReader.Read(element, compilation));

    /// <summary>The kegiatan; its caption where there is none, so that the task is never without a text.</summary>
    private static string Instruction(ActivityElement element, Compilation compilation)
    {
        var instruction = compilation.ConstantText(element, "instruction");
        if (VisibleText.Is(instruction)) return instruction;

        compilation.Report(ProblemCode.InstructionMissing, element);
        return element.DisplayText;
    }

    private static string Lane(ActivityElement element, Compilation compilation)
    {
        var lane = compilation.ConstantText(element, "lane");
        if (lane.Length == 0) compilation.Report(ProblemCode.LaneMissing, element);
        else if (!compilation.KnowsLane(lane)) compilation.Report(ProblemCode.LaneUnknown, element, lane);
        return lane;
    }

    private static BillPart Bill(ActivityElement element, Compilation compilation)
    {
        var text = compilation.ConstantText(element, "bill").Trim();
        if (text.Length == 0) return BillPart.None;
        if (Enum.TryParse<BillPart>(text, ignoreCase: true, out var part) && Enum.IsDefined(part)) return part;
        compilation.Report(ProblemCode.SettingUnknown, element, "bill", text);
        return BillPart.None;
    }

    private static TimeLimit? Limit(ActivityElement element, Compilation compilation)
    {
        var value = compilation.ConstantText(element, "timeLimit").Trim();
        var unit = compilation.ConstantText(element, "timeUnit").Trim();
        if (value is "" or "-") return null;

        if (TimeLimit.TryParse($"{value} {unit}", out var limit)) return limit;
        compilation.Report(ProblemCode.LimitBad, element, $"{value} {unit}".Trim());
        return null;
    }

    private static int? WarnAt(ActivityElement element, Compilation compilation)
    {
        var text = compilation.ConstantText(element, "warnAt").Trim().TrimEnd('%');
        if (text.Length == 0) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100)
            return percent;
        compilation.Report(ProblemCode.WarnAtBad, element, text);
        return null;
    }

    private static string? EscalateTo(ActivityElement element, Compilation compilation)
    {
        var lane = compilation.ConstantText(element, "escalateTo");
        if (lane.Length == 0) return null;
        if (!compilation.KnowsLane(lane)) compilation.Report(ProblemCode.LaneUnknown, element, lane);
        return lane;
    }

    /// <summary>The name of a form's field; null for none.</summary>
    private static string? Field(ActivityElement element, string input, Compilation compilation) =>
        compilation.ConstantText(element, input).Trim() is { Length: > 0 } name ? name : null;

    /// <summary>Keys of the office's templates.</summary>
    private static IReadOnlyList<string> Templates(ActivityElement element, string input, Compilation compilation)
    {
        IReadOnlyList<string> keys =
            [.. compilation.Constant(element, input, Json.ToTexts, []).Select(key => key.Trim()).Where(key => key.Length > 0).Distinct()];
        foreach (var key in keys.Where(key => !TemplateKey.IsGood(key)))
            compilation.Report(ProblemCode.InputBad, element, input, key);
        return keys;
    }

    private static IReadOnlyList<string> Outcomes(ActivityElement element, Compilation compilation)
    {
        var outcomes = compilation.Constant(element, "outcomes", Json.ToTexts, []);
        if (outcomes.Count < 2) compilation.Report(ProblemCode.OutcomesTooFew, element);
        if (outcomes.Count > 2) compilation.Report(ProblemCode.OutcomesMoreThanTwo, element);
        if (outcomes.Distinct().Count() < outcomes.Count) compilation.Report(ProblemCode.OutcomeTwice, element);
        return [.. outcomes.Distinct()];
    }

    /// <summary>False for a form that was pasted as JSON and is none.</summary>
    private static bool IsReadable(JsonElement form)
    {
        try
        {
            return Json.ToItems(form) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static IReadOnlyList<FormField> Fields(ActivityElement element, StepKind kind, Compilation compilation)
    {
        if (element.Input("fields") is { Type: "Object" or "Literal" } written && !IsReadable(written.Value))
        {
            compilation.Report(ProblemCode.FormUnreadable, element);
            return [];
        }

        var list = compilation.Constant<IReadOnlyList<JsonElement>>(element, "fields", Json.ToItems, []);
        if (list.Count == 0) return [];

        var reader = new FieldReader();
        var outcomes = kind == StepKind.Decision ? compilation.Constant(element, "outcomes", Json.ToTexts, []) : [];
        var fields = reader.Read(list, outcomes, compilation.IsOfCustomer(compilation.ConstantText(element, "lane")));
        foreach (var fault in reader.Faults) compilation.Report(ProblemCode.FieldBad, element, fault);
        foreach (var (field, rule) in reader.BadRules) compilation.Report(ProblemCode.FieldRuleBad, element, field, rule);
        foreach (var field in fields.SelectMany(field => field.Columns.Prepend(field)).Where(field => field.Pattern is { IsSteady: false }))
            compilation.Report(ProblemCode.PatternUnsteady, element, field.Name);
        compilation.AddFormScripts(element, reader.Scripts);
        return fields;
    }
}
