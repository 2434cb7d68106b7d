using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Runtime;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The functions that the expressions of forms have besides those of every script. Other scripts do not have them: they run again in a
/// replay, which knows no calendar, while a form's values were computed once and are stored. Missing data gives a missing value.
/// </summary>
internal static class FormFunctions
{
    /// <summary>A form's dates lie at most so far ahead of one another.</summary>
    private const int MostDays = 5_000;

    private static readonly Dictionary<string, Func<ScriptSandbox, WorkingCalendar, Instant, JsValue[], JsValue>> All = new()
    {
        ["sum"] = (sandbox, _, _, arguments) => Sum(sandbox, arguments.At(0), arguments.At(1)),
        ["inWords"] = (_, _, _, arguments) => InWords(arguments.At(0)),
        ["workingDaysAfter"] = (_, calendar, _, arguments) => WorkingDaysAfter(calendar, arguments.At(0), arguments.At(1)),
        ["today"] = (_, calendar, now, _) => JsString.Create(LocalDatePattern.Iso.Format(now.InZone(calendar.Zone).Date)),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static IEnumerable<(string Name, Func<JsValue[], JsValue> Call)> Of(
        ScriptSandbox sandbox, WorkingCalendar calendar, Instant now) =>
        All.Select(function => (function.Key, (Func<JsValue[], JsValue>)(arguments => function.Value(sandbox, calendar, now, arguments))));

    /// <summary>Added as decimals: a column of amounts with two decimals has a sum with two.</summary>
    private static JsValue Sum(ScriptSandbox sandbox, JsValue list, JsValue column)
    {
        if (sandbox.ToJson(list) is not { ValueKind: JsonValueKind.Array } rows) return JsNumber.Create(0);
        var sum = 0m;
        foreach (var row in rows.EnumerateArray())
        {
            var value = column.IsString() ? row.Get(column.AsString()) : row;
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)) continue;
            try
            {
                sum += number;
            }
            catch (OverflowException)
            {
                return JsValue.Undefined;
            }
        }

        return JsNumber.Create((double)sum);
    }

    private static JsValue InWords(JsValue amount) =>
        amount.IsNumber() && Math.Round(amount.AsNumber(), MidpointRounding.AwayFromZero) is >= 0 and <= AmountInWords.Most and var whole
            ? JsString.Create(AmountInWords.Of((long)whole))
            : JsValue.Undefined;

    private static JsValue WorkingDaysAfter(WorkingCalendar calendar, JsValue date, JsValue days)
    {
        if (!date.IsString() || !days.IsNumber() || days.AsNumber() is not (>= 0 and <= MostDays and var count)) return JsValue.Undefined;
        // Of a date with a time, the date.
        return date.AsString() is { Length: >= 10 } text
            && LocalDatePattern.Iso.Parse(text[..10]) is { Success: true, Value: { Year: > 1900 and < 2900 } from }
            ? JsString.Create(LocalDatePattern.Iso.Format(calendar.AddWorkingDays(from, (int)count)))
            : JsValue.Undefined;
    }
}
