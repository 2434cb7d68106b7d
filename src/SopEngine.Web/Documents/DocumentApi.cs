using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

internal static class DocumentApi
{
    /// <param name="Task">The task at which it was sent; null for one that belongs to no step.</param>
    /// <param name="Sha256">SHA-256 of its content, in hexadecimal.</param>
    /// <param name="Number">The number of a document that the system made.</param>
    /// <param name="IsUnscanned">True when it was taken while the virus scanner was away.</param>
    /// <param name="IsAttached">True when it is the case's for good: a document sent at a task is so once the task is completed.</param>
    public sealed record Document(
        long Id, long Case, TaskId? Task, string Name, string MediaType, long Size, string Sha256, string? Number,
        bool ForCustomer, Instant AddedAt, string? AddedBy,
        bool IsAttached, bool IsUnscanned);

    public sealed record Sharing(bool Shared);

    public static void MapDocumentApi(this RouteGroupBuilder api)
    {
        api.MapGet("/cases/{id:long}/documents", async Task<Ok<List<Document>>> (
            Person person, long id, CaseTimeline timeline, CancellationToken cancellation) =>
                TypedResults.Ok((await timeline.Read(person, id, cancellation)).Documents.Select(View).ToList()))
            .NotesView(CaseViews.Kind.Case).WithTags("Documents").WithName("ListDocuments").WithSummary("The documents of a case");

        api.MapGet("/documents/{id:long}", async Task<Ok<Document>> (
            Person person, long id, CaseDocuments documents, CancellationToken cancellation) =>
                TypedResults.Ok(View(await documents.Find(person, id, cancellation))))
            .WithTags("Documents").WithName("ReadDocument").WithSummary("What there is to know of a document");

        api.MapGet("/documents/{id:long}/content", async (
                Person person, long id, HttpContext context, CaseDocuments documents, CancellationToken cancellation) =>
            {
                var document = await documents.Find(person, id, cancellation);
                return SentFile.Of(context, document, await documents.Open(person, document, cancellation), shown: false);
            })
            .NotesView(CaseViews.Kind.Document).WithTags("Documents").WithName("DownloadDocument")
            .Produces<Stream>(200, "application/octet-stream").WithSummary("A document's content");

        api.MapPut("/documents/{id:long}/sharing", async Task<NoContent> (
                Person person, long id, Sharing body, IMediator mediator, CancellationToken cancellation) =>
            {
                await mediator.Send(new ShareDocument.Command(person, id, body.Shared), cancellation);
                return TypedResults.NoContent();
            })
            .WithTags("Documents").WithName("ShareDocument").WithSummary("Show a document to the case's customer, or hide it");
    }

    private static Document View(StoredDocument document) => new(
        document.Id, document.Case, document.Task is { } no ? new TaskId(document.Case, no) : null,
        document.Name, document.MediaType, document.Size, document.Sha256,
        document.Number, document.ForCustomer, document.AddedAt, document.AddedByName, document.IsAttached, document.IsUnscanned);
}
