using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome;

/// <summary>Answers that the pages for the public share.</summary>
internal static class PublicPages
{
    /// <summary>404: no such office, one that is not public, or nothing of it at this address.</summary>
    public static IResult Missing() => Pages.Show<PublicMissing>(status: 404);

    /// <summary>
    /// Lets browsers and caches on the way keep a page that is the same for everybody. The language is chosen by a cookie.
    /// </summary>
    public static void MayBeKept(HttpContext context, int seconds)
    {
        context.Response.Headers.CacheControl = $"public, max-age={seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        context.Response.Headers.Append("Vary", "Cookie");
    }
}
