using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

internal static class DocumentPages
{
    public static void MapDocumentPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/documents/{id:long}", async (
            Person person, long id, HttpContext context, CaseDocuments documents, CancellationToken cancellation) =>
        {
            var document = await documents.Find(person, id, cancellation);
            return Send(context, document, await documents.Open(person, document, cancellation), shown: false);
        }).NotesView(CaseViews.Kind.Document);

        app.MapGet("/documents/{id:long}/preview", async (
            Person person, long id, HttpContext context, CaseDocuments documents, CancellationToken cancellation) =>
        {
            var document = await documents.Find(person, id, cancellation);
            return Send(context, document, await documents.Open(person, document, cancellation), shown: document.Type.IsShown);
        }).NotesView(CaseViews.Kind.Document);

        app.MapPost("/documents/{id:long}/sharing", async (Person person, long id, [FromForm] bool shared, PageRequest page) =>
        {
            var document = await page.Send(new ShareDocument.Command(person, id, shared));
            return page.Then($"/cases/{document.Case}#documents", shared ? "Document.NowShared" : "Document.NowHidden", document.Name);
        });
    }

    /// <summary>
    /// A file that somebody sent is never a page of ours: the browser believes the type that was found in it, saves it unless it may be
    /// shown, and runs nothing in it.
    /// </summary>
    internal static IResult Send(HttpContext context, StoredDocument document, Stream content, bool shown)
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
