using Microsoft.AspNetCore.Http.Features;

namespace SopEngine.Web.Http;

/// <summary>Refuses a body that says of itself that it is larger than its endpoint allows.</summary>
internal static class BodyLimit
{
    /// <summary>
    /// Comes after routing, which sets an endpoint's own limit, and before whatever reads the body. Without it Kestrel refuses too, but
    /// closes the connection while the sender is still sending, and who is sending then often sees a broken connection and not why.
    /// </summary>
    /// <exception cref="BadHttpRequestException">413: the body is too large.</exception>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is null or { IsReadOnly: true } || !(context.Request.ContentLength > limit.MaxRequestBodySize)) return next(context);

        // What nobody has read Kestrel reads and throws away behind the answer, for five seconds at most, unless it is over the limit.
        limit.MaxRequestBodySize = null;
        throw new BadHttpRequestException("The body is larger than allowed.", StatusCodes.Status413PayloadTooLarge);
    });
}
