using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;

namespace SopEngine.Web.Http;

/// <summary>Keeps a page in the browser to what it was made for.</summary>
internal static class Security
{
    private static readonly object NonceKey = new();
    private static readonly object ExpiredKey = new();

    /// <summary>The request's nonce for styles that Turbo adds by script.</summary>
    public static string Nonce(HttpContext context) => (string)context.Items[NonceKey]!;

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        // Answers with data are kept in no cache. A static file says otherwise itself.
        context.Response.OnStarting(static response =>
        {
            var answer = ((HttpContext)response).Response.Headers;
            if (answer.CacheControl.Count == 0) answer.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    /// <summary>
    /// Lets an endpoint be opened by a page of this site or by a program, and by no page of another site. Browsers open sockets and streams
    /// elsewhere without asking, and send the cookies of a sibling host along.
    /// </summary>
    public static TBuilder FromOwnPages<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(OwnPages.Only);

    /// <summary>Comes after routing.</summary>
    public static void UseOwnPages(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OwnPages>() is null || IsOwn(context.Request)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool IsOwn(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [var site] && site is not ("same-origin" or "none")) return false;
        if (request.Headers.Origin is not [var origin]) return true;
        var address = PublicAddress.Configured(request.HttpContext.RequestServices.GetRequiredService<IConfiguration>());
        return origin == $"{request.Scheme}://{request.Host}" || origin == address?.GetLeftPart(UriPartial.Authority);
    }

    private sealed class OwnPages
    {
        public static readonly OwnPages Only = new();
    }

    /// <summary>Refuses a form without this site's token, also where the endpoint reads nothing of the form.</summary>
    public static void UseFormTokens(this IApplicationBuilder app)
    {
        app.UseAntiforgery();
        app.Use(async (context, next) =>
        {
            if (context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false, Error: { } error })
            {
                // Otherwise the framework lets nobody read the form; here it is read to be shown again, and by the error page.
                context.Features.Set<IAntiforgeryValidationFeature>(null);
                if (error.InnerException is BadHttpRequestException bad) throw bad;
                // A form that ends too early is no form: the connection or the program that sent it broke off.
                if (error.InnerException is IOException or InvalidDataException)
                    throw new BadHttpRequestException("The form ends too early.", error.InnerException);
                context.Items[ExpiredKey] = true;
                if (context.GetEndpoint()?.Metadata.GetMetadata<OwnCheck>() is null)
                {
                    if (!await context.RequestServices.GetRequiredService<KeptForms>().Keep(context)) throw error;
                    return;
                }
            }

            await next(context);
        });
    }

    /// <summary>True when a form came without the token of this site and of the person who is signed in.</summary>
    public static bool FormIsExpired(HttpContext context) => context.Items.ContainsKey(ExpiredKey);

    /// <summary>Marks an endpoint that itself does nothing for such a form.</summary>
    public static object ChecksForm { get; } = new OwnCheck();

    private sealed class OwnCheck;
}
