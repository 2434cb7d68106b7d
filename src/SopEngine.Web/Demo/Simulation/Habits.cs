using System.Text.Json;

namespace SopEngine.Web.Demo.Simulation;

/// <summary>How the demo offices work and what they write: <c>Demo/habits.json</c>.</summary>
/// <param name="Sops">By definition id, or by office and definition id for what one office does otherwise. What is not said of a SOP or a
/// step is done as the usual one.</param>
/// <param name="Fields">What stands in a form's field, by the field's name; see <see cref="Wording"/>.</param>
/// <param name="Reasons">What explains an outcome.</param>
/// <param name="Waivers">Why something that is required was done without.</param>
/// <param name="Comments">Remarks on any step.</param>
/// <param name="LateComments">Remarks on a late one.</param>
internal sealed record Habits(
    IReadOnlyDictionary<string, SopHabits> Sops, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Reasons, IReadOnlyList<string> Waivers, IReadOnlyList<string> Comments, IReadOnlyList<string> LateComments,
    IReadOnlyList<string> Withdrawals, IReadOnlyList<string> Abandonments)
{
    public SopHabits Of(string office, string sop) => Sops.GetValueOrDefault($"{office}/{sop}") ?? Sops.GetValueOrDefault(sop, SopHabits.Usual);

    public static async Task<Habits> Load(CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demo", "habits.json"));
        return (await JsonSerializer.DeserializeAsync<Habits>(file, JsonSerializerOptions.Web, cancellation))!;
    }
}

/// <param name="PerDay">How many cases a working day brings on average.</param>
/// <param name="Online">Whether they come at all hours and not only at the counter's.</param>
/// <param name="Monthly">A case of each subject on this working day of each month, rather than at random.</param>
/// <param name="Title">Of a case.</param>
/// <param name="Subjects">What cases are about: values for the title and for fields of forms, by name.</param>
/// <param name="Steps">By the activity's id.</param>
internal sealed record SopHabits(
    double PerDay = 0, bool Online = false, int? Monthly = null, string? Title = null, IReadOnlyList<IReadOnlyDictionary<string, string>>? Subjects = null,
    IReadOnlyDictionary<string, StepHabits>? Steps = null)
{
    public static readonly SopHabits Usual = new();
}

/// <param name="Minutes">How long its work takes half of the times, in working time; by itself, a part of its limit.</param>
/// <param name="Outcomes">How likely each is.</param>
/// <param name="AtOnce">Of a customer's step: how often it is done within minutes.</param>
/// <param name="Days">Of a customer's step that is not: after how many days on average.</param>
/// <param name="Never">Of a customer's step: how often it is never done.</param>
internal sealed record StepHabits(
    double? Minutes = null, IReadOnlyDictionary<string, double>? Outcomes = null, double AtOnce = 0.75, double Days = 0.4, double Never = 0.01)
{
    public static readonly StepHabits Usual = new();
}
