using System.IO.Compression;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace SopEngine.Web.Designer.Studio;

/// <summary>Serves the Studio's files under <c>/studio/</c>, compressed as they were shipped.</summary>
internal static class StudioAssets
{
    private static readonly JsonSerializerOptions Plain = new();

    public static void MapStudioAssets(this IEndpointRouteBuilder app)
    {
        var assets = app.MapGroup("/studio").AllowAnonymous().ExcludeFromDescription();
        string[] methods = ["GET", "HEAD"];
        assets.MapMethods("/_framework/{**path}", methods,
            (string path, StudioPackage package, HttpContext context) => Serve($"_framework/{path}", package, context));
        assets.MapMethods("/_content/{**path}", methods,
            (string path, StudioPackage package, HttpContext context) => Serve($"_content/{path}", package, context));
        assets.MapMethods("/Elsa.Studio.Host.CustomElements.styles.css", methods,
            (StudioPackage package, HttpContext context) => Serve("Elsa.Studio.Host.CustomElements.styles.css", package, context));

        // Ours instead of the package's, with which the Studio tells the browser's console of every call.
        var settings = new { Logging = new { LogLevel = new { Default = "Warning" } }, Backend = new { Url = "/elsa/api" } };
        assets.MapGet("/appsettings.json", () => Results.Json(settings, Plain));
    }

    private static IResult Serve(string file, StudioPackage package, HttpContext context)
    {
        if (!package.TryGet(file, out var found)) return Results.NotFound();

        var headers = context.Response.Headers;
        headers.CacheControl = found.NeverChanges ? "public, max-age=31536000, immutable" : "no-cache";
        if (found.Brotli is null && found.Gzip is null) return Send(found.Plain!, found);

        headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = context.Request.GetTypedHeaders().AcceptEncoding;
        if (found.Brotli is { } brotli && Accepts(accepted, "br"))
        {
            headers.ContentEncoding = "br";
            return Send(brotli, found);
        }

        if (found.Gzip is not { } gzip) return Send(found.Plain!, found);
        if (!Accepts(accepted, "gzip"))
            return Results.Stream(
                new GZipStream(File.OpenRead(gzip.File), CompressionMode.Decompress),
                found.ContentType, entityTag: Tag("plain-" + gzip.Hash));
        headers.ContentEncoding = "gzip";
        return Send(gzip, found);
    }

    private static IResult Send(StoredForm form, StudioFile file) => Results.File(form.File, file.ContentType, entityTag: Tag(form.Hash));

    private static EntityTagHeaderValue Tag(string hash) => new($"\"{hash}\"");

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(item => item.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && item.Quality is not 0);
}
