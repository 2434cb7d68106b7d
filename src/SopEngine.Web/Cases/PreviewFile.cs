using SopEngine.Engine.Documents;

namespace SopEngine.Web.Cases;

/// <summary>A document as it would be, as a PDF that the browser shows.</summary>
internal static class PreviewFile
{
    /// <summary>The browser's viewer needs styles of its own.</summary>
    public static IResult Of(HttpContext context, DocumentPreview preview)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(PdfWriter.Write(preview.Letter), FileType.Pdf.MediaType);
    }
}
