using System.Text.Json;

namespace SopEngine.Web.Documents;

/// <summary>The templates that come with the program, in its folder <c>workflows/documents</c>, read once.</summary>
internal static class TemplateShelf
{
    private static readonly Lazy<IReadOnlyDictionary<string, Shipped>> Read = new(() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "workflows", "documents"), "*.json").Order(StringComparer.Ordinal)
        .Select(Open).ToDictionary(template => template.Kind));

    public static IReadOnlyDictionary<string, Shipped> All => Read.Value;

    /// <param name="About">The purpose of its documents, for the shelf.</param>
    /// <param name="SignedBy">The lane whose holder's post signs; null for the head's.</param>
    public sealed record Shipped(
        string Kind, string Name, string About, string Text, string Numbering, string Classification, string? SignedBy, bool ForCustomer);

    private static Shipped Open(string file)
    {
        var template = JsonSerializer.Deserialize<TemplateFile>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        return new(
            Path.GetFileNameWithoutExtension(file), template.Name, template.About, string.Join('\n', template.Text), template.Numbering,
            template.Classification, template.SignedBy, template.ForCustomer);
    }

    private sealed record TemplateFile(
        string Name, string About, IReadOnlyList<string> Text, string Numbering, string Classification = "", string? SignedBy = null,
        bool ForCustomer = false);
}
