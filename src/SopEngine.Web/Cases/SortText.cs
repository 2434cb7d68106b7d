using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The sorts of documents that a file field takes, in words.</summary>
internal static class SortText
{
    /// <summary>"PDF, gambar"; of a field that takes all, the list of all sorts.</summary>
    public static string Of(IStringLocalizer<Texts> texts, FormField field) => string.Join(
        ", ", (field.Accept.Count > 0 ? field.Accept : Enum.GetValues<FileSort>()).Select(sort => texts[$"Sort.{sort}"].Value));
}
