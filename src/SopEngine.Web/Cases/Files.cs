using System.Globalization;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Cases;

/// <summary>Documents as pages speak of them.</summary>
internal static class Files
{
    /// <summary>"1,4 MB".</summary>
    public static string Size(StoredDocument document) => document.Size < 1024 * 1024
        ? string.Create(CultureInfo.CurrentCulture, $"{Math.Max(1, document.Size / 1024)} KB")
        : string.Create(CultureInfo.CurrentCulture, $"{document.Size / (1024m * 1024m):0.0} MB");

    /// <summary>The path that shows the document or, when browsers cannot, downloads it.</summary>
    /// <param name="below">The address of documents; the site of an office has one of its own.</param>
    public static string Address(StoredDocument document, string below = "/documents") =>
        document.Type.IsShown ? $"{below}/{document.Id}/preview" : $"{below}/{document.Id}";

    /// <summary>A document that is shown opens beside the page.</summary>
    public static string? Target(StoredDocument document) => document.Type.IsShown ? "_blank" : null;
}
