using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Table;

/// <summary>The words that the editor's script shows, in the reader's language.</summary>
internal static class TableTexts
{
    /// <summary>As the script reads and writes it.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    public static Dictionary<string, object> Of(IStringLocalizer<Texts> texts) => new()
    {
        ["number"] = texts["Sops.No"].Value,
        ["text"] = texts["Table.Column.Text"].Value,
        ["requirements"] = texts["Step.Requirements"].Value,
        ["time"] = texts["Step.Limit"].Value,
        ["output"] = texts["Step.Output"].Value,
        ["remarks"] = texts["Table.Column.Remarks"].Value,
        ["go"] = texts["Table.Column.Exits"].Value,
        ["lanes"] = texts["Table.Lanes"].Value,
        ["standard"] = texts["Table.Standard"].Value,
        ["Process"] = texts["Table.Symbol.Process"].Value,
        ["Decision"] = texts["Table.Symbol.Decision"].Value,
        ["Start"] = texts["Table.Symbol.Start"].Value,
        ["End"] = texts["Table.Symbol.End"].Value,
        ["Locked"] = texts["Table.Locked"].Value,
        ["locked"] = texts["Table.Locked"].Value,
        ["lockedHint"] = texts["Table.Locked.Hint"].Value,
        ["Sop.StartSop"] = texts["Sops.Kind.StartSop"].Value,
        ["Sop.Survey"] = texts["Sops.Kind.Survey"].Value,
        ["noSymbol"] = texts["Table.NoSymbol"].Value,
        ["addLane"] = texts["Table.AddLane"].Value,
        ["laneUnnamed"] = texts["Table.LaneUnnamed"].Value,
        ["laneHint"] = texts["Table.LaneOpen"].Value,
        ["external"] = texts["Header.LaneExternal"].Value,
        ["step"] = texts["Table.Step"].Value,
        ["row"] = texts["Table.RowWord"].Value,
        ["error"] = texts["Sops.Error"].Value,
        ["warning"] = texts["Sops.Warning"].Value,
        ["errors"] = texts["Table.Errors"].Value,
        ["warnings"] = texts["Table.Warnings"].Value,
        ["noProblems"] = texts["Table.NoProblems"].Value,
        ["noSheet"] = texts["Table.NoSheet"].Value,
        ["saving"] = texts["Table.Saving"].Value,
        ["saved"] = texts["Table.SavedAt"].Value,
        ["offline"] = texts["Table.Offline"].Value,
        ["signedOut"] = texts["Table.SignedOut"].Value,
        ["expired"] = texts["Table.Expired"].Value,
        ["refused"] = texts["Table.Refused"].Value,
        ["restored"] = texts["Table.Restored"].Value,
        ["yes"] = texts["Table.Yes"].Value,
        ["no"] = texts["Table.No"].Value,
        ["nextRow"] = texts["Table.NextRow"].Value,
        ["nowhere"] = texts["Table.Nowhere"].Value,
        ["choice"] = texts["Table.Choice"].Value,
        ["addChoice"] = texts["Table.AddChoice"].Value,
        ["addBeside"] = texts["Table.AddBeside"].Value,
        ["removeExit"] = texts["Table.RemoveExit"].Value,
        ["mine"] = texts["Table.Merge.Mine"].Value,
        ["theirs"] = texts["Table.Merge.Theirs"].Value,
        ["mergeBy"] = texts["Table.Merge.By"].Value,
        ["somebody"] = texts["Problem.Somebody"].Value,
        ["deleted"] = texts["Table.Merge.Deleted"].Value,
        ["columns"] = Enum.GetValues<Core.Tables.TableColumn>()
            .ToDictionary(column => column.ToString(), column => texts[$"Table.Column.{column}"].Value),
    };
}
