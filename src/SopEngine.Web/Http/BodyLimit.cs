using Microsoft.AspNetCore.Http.Features;

namespace SopEngine.Web.Http;

/// <summary>Refuses a body whose declared length is larger than its endpoint allows.</summary>
internal static class BodyLimit
{
    /// <summary>
    /// Comes after routing, which sets an endpoint's own limit, and before anything reads the body. Without it Kestrel refuses too, but
    /// closes the connection during the upload, so senders often see a broken connection and not the reason.
    /// </summary>
    /// <exception cref="BadHttpRequestException">413: the body is too large.</exception>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (limit is null or { IsReadOnly: true } || !(context.Request.ContentLength > limit.MaxRequestBodySize)) return next(context);

        // Kestrel drains an unread body for up to five seconds after the answer, unless it is over the limit.
        limit.MaxRequestBodySize = null;
        throw new BadHttpRequestException("The body is larger than allowed.", StatusCodes.Status413PayloadTooLarge);
    });
}
