using Microsoft.Net.Http.Headers;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Cases;

/// <summary>The answer that holds a document.</summary>
internal static class SentFile
{
    /// <summary>
    /// A file that somebody sent is never a page of ours: the browser believes the type that was found in it, saves it unless it may be
    /// shown, and runs nothing in it.
    /// </summary>
    public static IResult Of(HttpContext context, StoredDocument document, Stream content, bool shown)
    {
        var headers = context.Response.Headers;
        // Browsers refuse to show a PDF in a sandbox; their viewer is a sandbox of its own.
        headers.ContentSecurityPolicy = shown && document.Type == FileType.Pdf
            ? "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
            : "default-src 'none'; sandbox; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var disposition = new ContentDispositionHeaderValue(shown ? "inline" : "attachment");
        disposition.SetHttpFileName(document.Name);
        headers.ContentDisposition = disposition.ToString();
        return TypedResults.Stream(content, document.MediaType, lastModified: document.AddedAt.ToDateTimeOffset(),
            entityTag: new EntityTagHeaderValue($"\"{document.Sha256}\""), enableRangeProcessing: true);
    }
}
