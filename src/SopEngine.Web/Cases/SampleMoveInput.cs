using System.Globalization;
using SopEngine.Core.Samples;

namespace SopEngine.Web.Cases;

/// <summary>A deed on samples as its form sends it.</summary>
/// <param name="Marks">The marked samples; see <see cref="MarkOf"/>.</param>
/// <param name="Kind">The deed's button.</param>
public sealed record SampleMoveInput(
    IReadOnlyList<string> Marks, string Kind, string Condition, string Place, string To, string ToName, string Note, string Reason,
    string Key)
{
    /// <summary>The name of the boxes that mark samples.</summary>
    public const string Samples = "sample";

    /// <summary>The name of the choice of a file that proves the deed.</summary>
    public const string Proof = "files";

    /// <summary>Null for a button that is none of ours.</summary>
    public MoveKind? Move =>
        Enum.GetValues<MoveKind>().Where(kind => NameOf(kind) == Kind).Select(kind => (MoveKind?)kind).FirstOrDefault();

    public static SampleMoveInput Read(IFormCollection form) => new(
        [.. form[Samples].OfType<string>()], Part(form, "kind"), Part(form, "condition"), Part(form, "place"), Part(form, "to"),
        Part(form, "toName"), Part(form, "note"), Part(form, "reason"), Part(form, "key"));

    public static string NameOf(MoveKind kind) => kind.ToString().ToLowerInvariant();

    public static string MarkOf(string code, int revision) => string.Create(CultureInfo.InvariantCulture, $"{code}:{revision}");

    /// <summary>The code and revision of a mark; null for a text that is none.</summary>
    public static (string Code, int Revision)? ReadMark(string mark) => mark.Split(':') is [var text, var number]
        && SampleCode.Read(text) is { } code && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? (code, revision) : null;

    /// <summary>True when the sample was marked, whatever became of it since.</summary>
    public bool IsMarked(string code) => Marks.Any(mark => mark.StartsWith(code + ":", StringComparison.Ordinal));

    private static string Part(IFormCollection form, string name) => form[name].ToString().Trim();
}
