using SopEngine.Core.WorkingTime;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>Reads what the author wants to happen to a step that nobody does.</summary>
internal static class LapseReader
{
    /// <returns>Null for a step that waits on, and for a rule that cannot be read.</returns>
    public static Lapse? Read(ActivityElement element, Compilation compilation)
    {
        var (after, with) = (Text("lapseAfter"), Text("lapseWith"));
        var (then, to, reason) = (Text("lapseThen"), Text("lapseTo"), Text("lapseReason"));
        if (after.Length == 0 && with.Length == 0)
        {
            if (then.Length > 0) compilation.Report(ProblemCode.LapseIncomplete, element, "lapseAfter");
            return null;
        }

        var (limit, remind) = (Limit("lapseAfter", after), Limit("lapseRemind", Text("lapseRemind")));
        if (with.Length > 0 && !Is(with, "bill")) compilation.Report(ProblemCode.SettingUnknown, element, "lapseWith", with);
        // Two ends at once: the author has to choose one.
        if (with.Length > 0 && after.Length > 0) compilation.Report(ProblemCode.SettingUnknown, element, "lapseAfter", after);
        if (reason.Length == 0) compilation.Report(ProblemCode.LapseIncomplete, element, "lapseReason");
        if (then.Length == 0) compilation.Report(ProblemCode.LapseIncomplete, element, "lapseThen");
        else if (!Is(then, "close") && !Is(then, "back")) compilation.Report(ProblemCode.SettingUnknown, element, "lapseThen", then);
        if (Is(then, "back") && to.Length == 0) compilation.Report(ProblemCode.LapseIncomplete, element, "lapseTo");

        var isOfBill = Is(with, "bill");
        if ((limit is null && !isOfBill) || !(Is(then, "close") || (Is(then, "back") && to.Length > 0))) return null;
        return new Lapse(
            isOfBill ? null : limit, Is(then, "back") ? LapseThen.Back : LapseThen.Close, Is(then, "back") ? to : "",
            remind ?? Lapse.UsualReminder, reason);

        string Text(string name) => compilation.ConstantText(element, name).Trim();

        TimeLimit? Limit(string name, string text)
        {
            if (text.Length == 0) return null;
            if (TimeLimit.TryParse(text, out var time) && time is not null) return time;
            compilation.Report(ProblemCode.SettingUnknown, element, name, text);
            return null;
        }

        static bool Is(string text, string value) => text.Equals(value, StringComparison.OrdinalIgnoreCase);
    }
}
