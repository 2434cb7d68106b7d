using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>Puts forms that were kept back into their pages; see <see cref="KeptForms"/>.</summary>
internal static class KeptFormPages
{
    /// <summary>
    /// Fills in the requested page. Comes before the pages of failed requests: when the page is gone, its error page shows the typed text.
    /// </summary>
    public static void UseKeptFormPages(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var kept = context.RequestServices.GetRequiredService<KeptForms>();
        if (!HttpMethods.IsGet(context.Request.Method) || context.Request.Headers.ContainsKey("X-Refresh") || !kept.Has(context.Request))
        {
            await next(context);
            return;
        }

        var answer = context.Response.Body;
        using var page = new MemoryStream();
        context.Response.Body = page;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = answer;
        }

        var isPage = context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true;
        if (isPage && await kept.Find(context) is { } form)
        {
            var texts = context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();
            var filled = Encoding.UTF8.GetBytes(new FilledPage(Encoding.UTF8.GetString(page.ToArray()), form, texts).ToString());
            context.Response.ContentLength = null;
            await answer.WriteAsync(filled, context.RequestAborted);
            return;
        }

        page.Position = 0;
        await page.CopyToAsync(answer, context.RequestAborted);
    });

    /// <summary>Keeps the form of a request without a signed-in person. Comes after routing and after the person is known.</summary>
    public static void UseKeptForms(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !IsForm(context))
        {
            await next(context);
            return;
        }

        var kept = context.RequestServices.GetRequiredService<KeptForms>();
        if (context.Features.Get<Person>() is not null) kept.ForgetWhenDone(context);
        // A script that sends a part of a page reports the ended session itself, and keeps the typed text.
        else if (!context.Request.Query.ContainsKey("part"))
        {
            if (!await kept.Keep(context))
                await Pages.Then($"/sign-in?next={Uri.EscapeDataString(From(context.Request))}").ExecuteAsync(context);
            return;
        }

        await next(context);
    });

    private static bool IsForm(HttpContext context) => context.GetEndpoint()?.Metadata is { } metadata
        && metadata.GetMetadata<RequireAntiforgeryTokenAttribute>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null;

    /// <summary>The page of this site that the request came from; a deed's own address is no page.</summary>
    private static string From(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value
            ? Pages.LocalOr(page.PathAndQuery, "/inbox")
            : "/inbox";
}
