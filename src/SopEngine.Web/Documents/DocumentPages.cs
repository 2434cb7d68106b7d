using Microsoft.AspNetCore.Mvc;
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
            return SentFile.Of(context, document, await documents.Open(person, document, cancellation), shown: false);
        }).NotesView(CaseViews.Kind.Document);

        app.MapGet("/documents/{id:long}/preview", async (
            Person person, long id, HttpContext context, CaseDocuments documents, CancellationToken cancellation) =>
        {
            var document = await documents.Find(person, id, cancellation);
            return SentFile.Of(context, document, await documents.Open(person, document, cancellation), shown: document.Type.IsShown);
        }).NotesView(CaseViews.Kind.Document);

        app.MapPost("/documents/{id:long}/sharing", async (Person person, long id, [FromForm] bool shared, PageRequest page) =>
        {
            var document = await page.Send(new ShareDocument.Command(person, id, shared));
            return page.Then($"/cases/{document.Case}#documents", shared ? "Document.NowShared" : "Document.NowHidden", document.Name);
        });
    }
}
