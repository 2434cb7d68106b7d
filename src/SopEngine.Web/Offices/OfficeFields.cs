using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Escalation;
using SopEngine.Engine.Cases;

namespace SopEngine.Web.Offices;

/// <summary>The settings of an office, as its form holds them.</summary>
/// <param name="Letterhead">The bodies that the office belongs to, one a line: they stand above its name.</param>
/// <param name="Approval">True when a submitted SOP needs the head's approval.</param>
/// <param name="Language">Of messages to people who are added: <c>id</c> or <c>en</c>.</param>
/// <param name="Ladder">The ladder of new SOPs; empty for the usual one.</param>
/// <param name="RegisterRule">The rule by which its register of cases is numbered; see <see cref="CaseRegister"/>.</param>
/// <param name="BillDays">For how many days its bills can be paid, as it is typed.</param>
/// <param name="BillPayment">How they are paid, for its customers.</param>
/// <param name="IsPublic">True when it has a public site.</param>
public sealed record OfficeFields(
    string Name, string ShortName, string City, string Address, string Phone, string Email, string Letterhead, bool Approval,
    string Language, IReadOnlyList<OfficeFields.RungField> Ladder, string RegisterRule, string BillDays, string BillPayment,
    bool IsPublic)
{
    /// <summary>The longest time for which a bill can be paid, in days.</summary>
    public const int MostBillDays = 365;

    public const string UsualBillDays = "7";

    /// <param name="Percent">As it is typed; empty for a level that is not used.</param>
    /// <param name="To"><c>holder</c>, <c>next</c> or <c>head</c>.</param>
    /// <param name="Mode"><c>notify</c>, <c>share</c> or <c>reassign</c>.</param>
    public sealed record RungField(string Percent, string To, string Mode)
    {
        /// <summary>Null for a text that is no percentage of a rung.</summary>
        public int? At => int.TryParse(Percent, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)
            && percent is >= Rung.LeastPercent and <= Rung.MostPercent ? percent : null;
    }

    public static readonly IReadOnlyList<string> Targets = ["holder", "next", "head"];
    public static readonly IReadOnlyList<string> Modes = ["notify", "share", "reassign"];

    /// <summary>The number of levels that the form has room for.</summary>
    public const int MostRungs = 5;

    /// <summary>The levels of the usual ladder, as the form shows them.</summary>
    public static IReadOnlyList<RungField> UsualLadder { get; } =
    [
        .. Core.Escalation.Ladder.Default.Select(rung => new RungField(
            rung.Percent.ToString(CultureInfo.InvariantCulture),
            rung.Target == RungTarget.NextActor ? "next" : rung.Target.ToString().ToLowerInvariant(),
            rung.Mode.ToString().ToLowerInvariant())),
    ];

    public static OfficeFields Read(IFormCollection form)
    {
        var (percents, targets, modes) = (form["rungAt"], form["rungTo"], form["rungMode"]);
        return new(
            Text("name"), Text("shortName"), Text("city"), Text("address"), Text("phone"), Text("email"), Text("letterhead"),
            form.ContainsKey("approval"), Text("language"),
            [
                .. Enumerable.Range(0, Math.Min(percents.Count, MostRungs))
                    .Select(i => new RungField(percents[i]?.Trim() ?? "", At(targets, i), At(modes, i)))
                    .Where(rung => rung.Percent.Length > 0),
            ],
            Text("registerRule") is { Length: > 0 } rule ? rule : CaseRegister.UsualRule,
            Text("billDays") is { Length: > 0 } days ? days : UsualBillDays, Text("billPayment"),
            form.ContainsKey("isPublic"));

        string Text(string name) => form[name].ToString().Trim().ReplaceLineEndings("\n");

        static string At(Microsoft.Extensions.Primitives.StringValues values, int i) => i < values.Count ? values[i] ?? "" : "";
    }

    /// <summary>Null for a text that is no number of days.</summary>
    public int? Days => int.TryParse(BillDays, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
        && days is >= 1 and <= MostBillDays ? days : null;

    /// <summary>The ladder as SOPs write it; null for the usual one.</summary>
    public string? LadderJson() => Ladder.Count == 0 || Ladder.SequenceEqual(UsualLadder) ? null : new JsonArray(
        [.. Ladder.OrderBy(rung => rung.At).Select(rung => (JsonNode)new JsonObject
        {
            ["at"] = rung.At,
            ["to"] = rung.To,
            ["mode"] = rung.Mode,
        })]).ToJsonString();

    public static IReadOnlyList<RungField> ReadLadder(string? json) => json is null ? UsualLadder
        : [.. JsonSerializer.Deserialize<List<Stored>>(json, JsonSerializerOptions.Web)!.Select(rung => new RungField(
            rung.At.ToString(CultureInfo.InvariantCulture), rung.To, rung.Mode))];

    private sealed record Stored(int At, string To, string Mode);
}
