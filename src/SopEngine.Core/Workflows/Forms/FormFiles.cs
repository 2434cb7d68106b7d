using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>The sorts of documents that a file field may ask for.</summary>
public enum FileSort
{
    Pdf,
    Image,

    /// <summary>Word and OpenDocument texts.</summary>
    Document,

    /// <summary>Spreadsheets and CSV.</summary>
    Sheet,
    Text,
}

/// <summary>
/// Values of file fields: <c>[{"id":12,"name":"surat.pdf"}]</c>. A sender may send the numbers alone, or one number; the shell puts the
/// names in, and the history keeps both, so that a replay asks for nothing.
/// </summary>
public static class FormFiles
{
    /// <summary>The longest text of a kind of document.</summary>
    public const int LongestKind = 100;

    private static readonly Dictionary<FileSort, string[]> Extensions = new()
    {
        [FileSort.Pdf] = [".pdf"],
        [FileSort.Image] = [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".hif"],
        [FileSort.Document] = [".docx", ".odt"],
        [FileSort.Sheet] = [".xlsx", ".csv"],
        [FileSort.Text] = [".txt"],
    };

    /// <summary>The extensions of a sort, in lower case; a document's content always fits its extension.</summary>
    public static IReadOnlyList<string> ExtensionsOf(FileSort sort) => Extensions[sort];

    public static FileSort? FindSort(string name) =>
        Enum.TryParse<FileSort>(name, ignoreCase: true, out var sort) && Enum.IsDefined(sort) && !char.IsAsciiDigit(name[0]) ? sort : null;

    /// <summary>True when the field takes a document of this name.</summary>
    public static bool Takes(FormField field, string name) => field.Accept.Count == 0
        || field.Accept.Any(sort => Extensions[sort].Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The numbers of the documents in a value; of a value that is no list of documents, as far as there are any.</summary>
    public static IEnumerable<long> Ids(JsonElement value) =>
        ListOf(value).Select(StoredId.Of).OfType<long>();

    /// <summary>The numbers of all documents in the values of the fields.</summary>
    public static IEnumerable<long> Ids(IReadOnlyList<FormField> fields, JsonElement data) =>
        fields.Where(field => field.Type == FieldType.File).SelectMany(field => Ids(data.Get(field.Name)));

    /// <summary>The documents in a stored value.</summary>
    public static IEnumerable<(long Id, string Name)> Of(JsonElement value)
    {
        foreach (var item in value.Items())
        {
            if (StoredId.Of(item) is { } id) yield return (id, Name(item) ?? "—");
        }
    }

    /// <summary>
    /// The data with the names of the documents that its file fields hold, and a problem for each that is not known. A value that is no
    /// list of documents stays, for <see cref="FieldCheck"/> to name it.
    /// </summary>
    /// <param name="names">By number; a document that the sender may not use here is left out.</param>
    public static JsonElement Named(
        IReadOnlyList<FormField> fields, JsonElement data, IReadOnlyDictionary<long, string> names, List<FieldProblem> problems)
    {
        if (data.ValueKind != JsonValueKind.Object) return data;
        var named = new Dictionary<string, JsonElement>();
        foreach (var property in data.EnumerateObject())
        {
            var field = fields.FirstOrDefault(field => field.Type == FieldType.File && property.NameEquals(field.Name));
            named[property.Name] = field is null ? property.Value : Named(field, property.Value, names, problems);
        }

        return JsonSerializer.SerializeToElement(named);
    }

    internal static (FieldFault, string?)? Fault(FormField field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return (FieldFault.NotAFile, null);
        if (value.GetArrayLength() > field.MaxFiles)
            return (FieldFault.TooManyFiles, field.MaxFiles.ToString(CultureInfo.InvariantCulture));
        var known = new HashSet<long>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || StoredId.Of(item) is not { } id || Name(item) is not { } name)
                return (FieldFault.NotAFile, null);
            if (!known.Add(id)) return (FieldFault.FileTwice, name);
            if (!Takes(field, name)) return (FieldFault.FileNotAccepted, name);
        }

        return null;
    }

    private static JsonElement Named(
        FormField field, JsonElement value, IReadOnlyDictionary<long, string> names, List<FieldProblem> problems)
    {
        var ids = Ids(value).ToList();
        if (value.IsNothing() || ids.Count < ListOf(value).Count) return value;
        foreach (var id in ids.Where(id => !names.ContainsKey(id)))
            problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.FileGone, id.ToString(CultureInfo.InvariantCulture)));
        return JsonSerializer.SerializeToElement(
            ids.Select(id => new Dictionary<string, object> { ["id"] = id, ["name"] = names.GetValueOrDefault(id, "") }));
    }

    private static IReadOnlyList<JsonElement> ListOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];

    private static string? Name(JsonElement item) =>
        item.Get("name") is { ValueKind: JsonValueKind.String } name && !string.IsNullOrWhiteSpace(name.GetString())
            ? name.GetString() : null;
}
