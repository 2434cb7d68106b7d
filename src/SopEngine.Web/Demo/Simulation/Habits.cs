using System.Text.Json;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>The habits of the demo offices at work, and their phrases: <c>Demo/habits.json</c>.</summary>
/// <param name="Sops">By definition id, or by office and definition id for one office's own habits. SOPs and steps that are not listed
/// have the usual ones.</param>
/// <param name="Rows">By a table's name: the field that tells the number of its rows.</param>
/// <param name="Fields">Values of a form's field, by the field's name; see <see cref="Wording"/>.</param>
/// <param name="Reasons">Reasons by outcome.</param>
/// <param name="Waivers">Reasons to do without a requirement.</param>
/// <param name="Comments">Remarks on any step.</param>
/// <param name="LateComments">Remarks on a late one.</param>
internal sealed record Habits(
    IReadOnlyDictionary<string, SopHabits> Sops, IReadOnlyDictionary<string, string> Rows,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons, IReadOnlyList<string> Waivers, IReadOnlyList<string> Comments,
    IReadOnlyList<string> LateComments, IReadOnlyList<string> Withdrawals, IReadOnlyList<string> Abandonments)
{
    public SopHabits Of(string office, string sop) =>
        Sops.GetValueOrDefault($"{office}/{sop}") ?? Sops.GetValueOrDefault(sop, SopHabits.Usual);

    public static async Task<Habits> Load(CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demo", "habits.json"));
        return (await JsonSerializer.DeserializeAsync<Habits>(file, JsonSerializerOptions.Web, cancellation))!;
    }
}

/// <param name="PerDay">Average number of cases on a working day.</param>
/// <param name="Online">True when they come at all hours and not only at the counter's.</param>
/// <param name="Monthly">A case of each subject on this working day of each month, rather than at random.</param>
/// <param name="Title">Title of a case.</param>
/// <param name="Subjects">Subjects of cases: values for the title and for fields of forms, by name.</param>
/// <param name="Steps">By the activity's id.</param>
internal sealed record SopHabits(
    double PerDay = 0, bool Online = false, int? Monthly = null, string? Title = null,
    IReadOnlyList<IReadOnlyDictionary<string, string>>? Subjects = null, IReadOnlyDictionary<string, StepHabits>? Steps = null)
{
    public static readonly SopHabits Usual = new();
}

/// <param name="Minutes">Median of its work in working time; null for a part of its limit.</param>
/// <param name="Outcomes">Weight of each outcome.</param>
/// <param name="AtOnce">Of a customer's step: the probability that it is done within minutes.</param>
/// <param name="Days">Of a customer's step that is not: the average days until it is done.</param>
/// <param name="Never">Of a customer's step: the probability that it is never done.</param>
internal sealed record StepHabits(
    double? Minutes = null, IReadOnlyDictionary<string, double>? Outcomes = null,
    double AtOnce = 0.75, double Days = 0.4, double Never = 0.01)
{
    public static readonly StepHabits Usual = new();
}
