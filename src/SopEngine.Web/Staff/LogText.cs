using System.Globalization;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Reports;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Accounts;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>The log in the reader's words; of people, lanes and roles it stores ids.</summary>
internal static class LogText
{
    public static string What(IStringLocalizer<Texts> texts, ReadLog.Entry entry) =>
        texts[(entry.Kind == ReadLog.Kind.Sops && entry.Action is not ("monitored" or "assessed") ? "Sops.Act." : "Audit.Act.")
            + entry.Action];

    public static string About(IStringLocalizer<Texts> texts, ReadLog.Entry entry) =>
        entry.Version is { } version ? $"{entry.About}, {texts["Case.Version", version]}" : entry.About ?? "";

    /// <param name="lanes">The unit's lanes.</param>
    public static string Detail(IStringLocalizer<Texts> texts, ReadLog.Entry entry, IReadOnlyList<Lane> lanes) => entry switch
    {
        { Before: { } before } => Change(texts, entry.Action, before, entry.Detail ?? "", lanes),
        { Action: AuditLog.ReportsChosen, Detail: "" } => texts["Report.Wanted.None"],
        { Detail: not { Length: > 0 } } => "",
        { Kind: ReadLog.Kind.Sops, Action: DefinitionAct.Reverted } => texts["Sops.RevivedFrom", entry.Detail],
        { Action: AuditLog.LinkMade } => texts[$"Audit.Link.{entry.Detail}"],
        { Action: AuditLog.RecoveryCodeUsed } => texts["Audit.CodesLeft", entry.Detail],
        { Action: AuditLog.PersonAdded or AuditLog.PersonChanged or AuditLog.SecondFactorRule or AuditLog.ReportsChosen } =>
            string.Join(", ", Parts(entry.Detail).Select(id => Name(texts, id, lanes))),
        { Action: AuditLog.OfficeChanged } => Lines(entry.Detail, line => OfficeLine(texts, line)),
        { Action: CustomerChanged } => Lines(entry.Detail, line => CustomerLine(texts, line)),
        // The first line is the merged customer, or the reason; the others are changes.
        { Action: AuditLog.CustomersMerged } => Lines(entry.Detail, line => CustomerLine(texts, line), isHeaded: true),
        { Action: CalendarChanged } => Lines(entry.Detail, line => CalendarLine(texts, line), isHeaded: true),
        _ => entry.Detail,
    };

    /// <summary>The actions as the log's reading names them.</summary>
    private const string CustomerChanged = "customer-changed", CalendarChanged = "calendar-changed";

    private static string Lines(string detail, Func<string, string> read, bool isHeaded = false) =>
        string.Join("; ", detail.Split('\n').Select((line, i) => isHeaded && i == 0 ? line : read(line)));

    private static string CustomerLine(IStringLocalizer<Texts> texts, string line)
    {
        var parts = line.Split(": ", 2);
        var name = parts[0] switch
        {
            "name" => "Customers.Name",
            "title" => "Customers.Organisation",
            "phone" => "Choices.Phone",
            "email" => "Choices.Email",
            "address" => "Customers.Address",
            _ => "Customers.Npwp",
        };
        return $"{texts[name]}: {parts[^1]}";
    }

    private static string CalendarLine(IStringLocalizer<Texts> texts, string line)
    {
        var parts = line.Split(": ", 2);
        var (field, day) = parts[0].Split('.') is [var week, var name] ? (week, name) : (parts[0], null);
        var change = field == "leave" ? OnOff(texts, parts[^1]) : parts[^1];
        return day is null
            ? $"{texts[$"Audit.Calendar.{field}"]}: {change}"
            : $"{texts[$"Audit.Calendar.{field}"]}, {DayName(day)}: {change}";
    }

    private static string OnOff(IStringLocalizer<Texts> texts, string change) =>
        string.Join(" → ", change.Split(" → ").Select(state => texts[$"Office.Is.{state}"].Value));

    private static string DayName(string day) => Enum.TryParse<DayOfWeek>(day, ignoreCase: true, out var known)
        ? CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(known) : day;

    /// <summary>"approval: off → on" with the field's name in words.</summary>
    private static string OfficeLine(IStringLocalizer<Texts> texts, string line)
    {
        var parts = line.Split(": ", 2);
        var (name, change) = (parts[0], parts[^1]);
        if (name == "approval") change = OnOff(texts, change);
        return $"{texts[$"Office.{name}"]}: {change}";
    }

    /// <summary>The parts of a value that are no longer there, then the parts that are new.</summary>
    private static string Change(
        IStringLocalizer<Texts> texts, string action, string before, string after, IReadOnlyList<Lane> lanes)
    {
        if (action == AuditLog.EvaluationInterval) return texts["Audit.Change", Months(before), Months(after)];
        if (action is AuditLog.TariffChanged or AuditLog.TariffEnded) return texts["Audit.Change", before, after];
        var (old, now) = (Parts(before), Parts(after));
        return texts["Audit.Change", Shown(old.Except(now)), Shown(now.Except(old))];

        string Months(string count) => $"{count} {texts["Assessment.Months"]}";

        string Shown(IEnumerable<string> parts) =>
            string.Join(", ", parts.Select(id => Name(texts, id, lanes))) is { Length: > 0 } text ? text : texts["Audit.Nothing"];
    }

    private static string[] Parts(string detail) => detail.Split(", ", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Name of a lane, a role or a report; a text of several words stays as it is.</summary>
    private static string Name(IStringLocalizer<Texts> texts, string id, IReadOnlyList<Lane> lanes) =>
        id.StartsWith(AuditLog.Overseen, StringComparison.Ordinal)
            ? texts["Audit.Oversees", Name(texts, id[AuditLog.Overseen.Length..], lanes)]
        : id.StartsWith(AuditLog.Answering, StringComparison.Ordinal)
            ? texts["Audit.AnswersFor", id[AuditLog.Answering.Length..]]
        : lanes.FirstOrDefault(lane => lane.Id == id)?.Name
        ?? (texts["Role." + id] is { ResourceNotFound: false } role ? role.Value
            : Enum.TryParse<ReportGrain>(id, ignoreCase: true, out var grain) ? texts[$"Report.Each.{grain}"].Value
            : id.Contains(' ', StringComparison.Ordinal) ? id : LaneIds.Words(id));
}
