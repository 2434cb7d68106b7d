using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;

namespace SopEngine.Web.Cases;

/// <summary>A document as it would be, as a PDF that the browser shows.</summary>
internal static class PreviewFile
{
    /// <summary>Documents are in Indonesian, whatever language their reader reads.</summary>
    private const string Mark = "KONSEP, BELUM BERLAKU";

    /// <summary>The browser's viewer needs styles of its own.</summary>
    public static IResult Of(HttpContext context, DocumentPreview preview)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        // Nobody may take a draft for the document: it says so first and on each page, and no code leads from it.
        var draft = preview.Letter with
        {
            Number = null,
            Foot = Mark,
            Blocks =
            [
                new Block(BlockKind.Title, "", [new Span(Mark, true)]),
                .. preview.Letter.Blocks.Where(block => block is not QrBlock),
            ],
        };
        return Results.File(PdfWriter.Write(draft), FileType.Pdf.MediaType);
    }
}
