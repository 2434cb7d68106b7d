using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>
/// Texts that people write. A phrase may hold <c>{name}</c> for a fact of the case (<c>{name:lower}</c> within a sentence),
/// <c>{digits:4}</c> and <c>{code:4}</c> for drawn characters, <c>{range:1-12}</c> for a drawn number, <c>{in:7}</c> for the date so many
/// days ahead at most, <c>{ago:7}</c> back, <c>{nextHour}</c> for the next full hour, <c>{row}</c> for the number
/// of a table's row, <c>{next}</c> for the office's next number of that kind, and <c>{month}</c>, <c>{lastMonth}</c> and
/// <c>{year}</c> as documents name them.
/// </summary>
/// <param name="tariffs">The tariffs of tests; empty for an office without them.</param>
/// <param name="staff">The people of the office.</param>
internal sealed partial class Wording(
    Habits habits, Chance chance, DateTimeZone zone, IReadOnlyList<TariffLine> tariffs, IReadOnlyList<SimulatedPerson> staff)
{
    private const string Digits = "0123456789";
    private const string Code = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static readonly string[] Months = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    private static readonly CultureInfo Indonesian = CultureInfo.GetCultureInfo("id-ID");

    private const int MostRows = 6;

    private readonly Dictionary<string, int> _numbers = [];

    public string Phrase(string phrase, SimulatedCase @case, Instant at) =>
        Blank().Replace(phrase, blank => Fill(phrase, blank.Groups[1].Value, @case, at.InZone(zone).LocalDateTime));

    public string? Comment(SimulatedTask task, string? outcome, Instant at)
    {
        if (outcome is not null && habits.Reasons.TryGetValue(outcome, out var reasons) && task.Step?.Fields.Count == 0)
            return chance.Pick(reasons);
        var isLate = at > task.Due;
        return chance.Happens(isLate ? 0.3 : 0.08)
            ? Phrase(chance.Pick(isLate ? habits.LateComments : habits.Comments), task.Case, at)
            : null;
    }

    /// <summary>Checks of a step's requirements, met or waived; null for a step that checks none.</summary>
    public IReadOnlyList<RequirementCheck>? Checks(SimulatedTask task) =>
        task.Step is { ChecksRequirements: true, Requirements.Count: > 0 } step
        ? [.. step.Requirements.Select(item => new RequirementCheck(item, chance.Happens(0.04) ? chance.Pick(habits.Waivers) : null))]
        : null;

    /// <summary>The form of a task as somebody fills it in; nothing for a step without one.</summary>
    /// <param name="given">The values that the form begins with.</param>
    /// <param name="hidden">The fields that it does not show as it begins; null for none.</param>
    public JsonElement Form(SimulatedTask task, string? outcome, Instant at, JsonElement given, IReadOnlyList<string>? hidden)
    {
        if (task.Step is not { Fields: { Count: > 0 } fields }) return default;

        var values = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in fields.Where(field => field.Type != FieldType.Computed && IsAsked(field)))
        {
            var begun = given.ValueKind == JsonValueKind.Object && given.TryGetProperty(field.Name, out var first) ? first : default;
            if (field.IsOfPeople)
            {
                if (People(field, task.Case) is { Count: > 0 } people)
                    values[field.Name] = field.Type == FieldType.Person
                        ? JsonSerializer.SerializeToElement(people[0]) : JsonSerializer.SerializeToElement(people);
            }
            else if (field.Type == FieldType.Table) values[field.Name] = Rows(field, begun, task.Case, outcome, at);
            else if (begun.ValueKind != JsonValueKind.Undefined) values[field.Name] = begun;
            else if (Text(field, task.Case, outcome, at) is { Length: > 0 } text && Value(field, text) is { } value)
            {
                values[field.Name] = value;
                task.Case.Facts[field.Name] = text;
            }
        }

        return JsonSerializer.SerializeToElement(values);

        // Nobody fills in what a condition may show, unless the step cannot be done without it.
        bool IsAsked(FormField field) => !field.IsConditional || (field.Required && hidden?.Contains(field.Name) == false);
    }

    /// <summary>One or two of those who may hold the step for which the field chooses people.</summary>
    private List<long> People(FormField field, SimulatedCase @case)
    {
        var lane = @case.Sop.Flow.HoldersLaneOf(field.Name);
        var able = staff.Where(person => lane is null || person.Actor.Lanes.Contains(lane.Id)).Select(person => person.Actor.Id).ToList();
        if (able.Count == 0) return [];
        var first = chance.Pick(able);
        var others = able.Where(person => person != first).ToList();
        return field.Type == FieldType.People && others.Count > 0 && chance.Happens(0.3) ? [first, chance.Pick(others)] : [first];
    }

    /// <summary>The rows that the form begins with, or as many as the case has things of that name, or a few.</summary>
    private JsonElement Rows(FormField table, JsonElement begun, SimulatedCase @case, string? outcome, Instant at)
    {
        var first = begun.ValueKind == JsonValueKind.Array ? begun.EnumerateArray().ToList() : [];
        var things = habits.Rows.GetValueOrDefault(table.Name, $"jumlah{char.ToUpperInvariant(table.Name[0])}{table.Name[1..]}");
        var count = first.Count > 0 ? first.Count
            : int.TryParse(@case.Facts.GetValueOrDefault(things), CultureInfo.InvariantCulture, out var known) ? Math.Min(known, MostRows)
            : chance.Between(Math.Max(1, table.MinRows), 3);
        var rows = new List<SortedDictionary<string, JsonElement>>();
        while (rows.Count < count)
        {
            var cells = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
            if (rows.Count < first.Count)
            {
                foreach (var cell in first[rows.Count].EnumerateObject()) cells[cell.Name] = cell.Value;
            }

            foreach (var column in table.Columns.Where(column => column.Type != FieldType.Computed && !cells.ContainsKey(column.Name)))
            {
                if (column.Type == FieldType.Tariff && tariffs.Count > 0) cells[column.Name] = Tariff(chance.Pick(tariffs));
                else if (Text(column with { Name = $"{table.Name}.{column.Name}" }, @case, outcome, at) is { } text
                    && Value(column, text.Replace("{row}", $"{rows.Count + 1}", StringComparison.Ordinal)) is { } value)
                    cells[column.Name] = value;
            }

            rows.Add(cells);
        }

        // A table whose required cells have no words, as tariffs of an office that has none, stays empty.
        return JsonSerializer.SerializeToElement(
            rows.Where(row => table.Columns.All(column => !column.Required || row.ContainsKey(column.Name))));
    }

    private static JsonElement Tariff(TariffLine line) =>
        JsonSerializer.SerializeToElement(new { id = line.Id, text = line.Text, unit = line.Per, amount = line.Amount });

    private string? Text(FormField field, SimulatedCase @case, string? outcome, Instant at)
    {
        if (field.Name == "alasan")
            return outcome is not null && habits.Reasons.TryGetValue(outcome, out var reasons)
                ? Phrase(chance.Pick(reasons), @case, at) : null;
        if (@case.Facts.TryGetValue(field.Name, out var known)) return Phrase(known, @case, at);
        if (habits.Fields.TryGetValue(field.Name, out var phrases)) return Phrase(chance.Pick(phrases), @case, at);
        return field.Type switch
        {
            FieldType.Choice => chance.Pick(field.Options),
            FieldType.Number => chance.Between(1, 10).ToString(CultureInfo.InvariantCulture),
            FieldType.Money => (chance.Between(2, 40) * 25_000).ToString(CultureInfo.InvariantCulture),
            FieldType.DateTime => FormMoments.DateTime.Format(at.InZone(zone).LocalDateTime),
            FieldType.Time => FormMoments.Time.Format(at.InZone(zone).TimeOfDay),
            FieldType.Choices => chance.Pick(field.Options),
            FieldType.Person or FieldType.People or FieldType.Tariff or FieldType.Discount => null,
            FieldType.Date => Ahead(at.InZone(zone).Date, 14),
            FieldType.Boolean => "true",
            // The code of a sample is never made up.
            _ when field.Name.EndsWith($".{FormSamples.CodeColumn}", StringComparison.Ordinal) => null,
            _ => field.Required ? "Sesuai permohonan" : null,
        };
    }

    /// <summary>The text as a value that the field takes; null for none.</summary>
    private static JsonElement? Value(FormField field, string text)
    {
        var value = field.Type switch
        {
            FieldType.Number or FieldType.Money when decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) =>
                JsonSerializer.SerializeToElement(number),
            FieldType.Boolean => JsonSerializer.SerializeToElement(text == "true"),
            FieldType.Choices => JsonSerializer.SerializeToElement(new[] { text }),
            _ when field.Format is { } format => JsonSerializer.SerializeToElement(format.Mend(text)),
            _ => JsonSerializer.SerializeToElement(text),
        };
        return field.Accepts(value) ? value : null;
    }

    private string Fill(string phrase, string blank, SimulatedCase @case, LocalDateTime now)
    {
        var today = now.Date;
        var (name, argument) = blank.Split(':') is [var before, var after] ? (before, after) : (blank, "");
        return name switch
        {
            "digits" => chance.Characters(Digits, int.Parse(argument, CultureInfo.InvariantCulture)),
            "code" => chance.Characters(Code, int.Parse(argument, CultureInfo.InvariantCulture)),
            "range" => chance.Between(
                int.Parse(argument.Split('-')[0], CultureInfo.InvariantCulture),
                int.Parse(argument.Split('-')[1], CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture),
            "in" => Ahead(today, int.Parse(argument, CultureInfo.InvariantCulture)),
            "ago" => Day(today.PlusDays(-chance.Between(1, int.Parse(argument, CultureInfo.InvariantCulture)))),
            "next" => (_numbers[phrase] = _numbers.GetValueOrDefault(phrase, 300) + 1).ToString("D4", CultureInfo.InvariantCulture),
            "month" => Months[today.Month - 1],
            "lastMonth" => today.PlusMonths(-1).ToString("MMMM yyyy", Indonesian),
            "nextHour" => FormMoments.DateTime.Format(TimeAdjusters.TruncateToHour(now.TimeOfDay).On(today).PlusHours(1)),
            "row" => "{row}",
            "year" => today.Year.ToString(CultureInfo.InvariantCulture),
            "customer" => @case.Customer?.Name ?? "",
            "organisation" => @case.Customer?.Title ?? "",
            _ => @case.Facts.GetValueOrDefault(name, "") is [var first, .. var rest] && argument == "lower"
                ? char.ToLowerInvariant(first) + rest
                : @case.Facts.GetValueOrDefault(name, ""),
        };
    }

    private string Ahead(LocalDate today, int most) =>
        Day(today.PlusDays(chance.Between(1, most)));

    private static string Day(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex Blank();
}
