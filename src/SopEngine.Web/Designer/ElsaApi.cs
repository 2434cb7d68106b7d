using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using SopEngine.Web.Designer.Instances;

namespace SopEngine.Web.Designer;

/// <summary>
/// The part of Elsa's API that its Studio calls, for the authors and admins of a unit: the browser with the session's cookie and a form
/// token in the header <c>RequestVerificationToken</c>, programs with a bearer token.
/// </summary>
internal static class ElsaApi
{
    public const long LargestBody = 5 * 1024 * 1024;

    public static void MapElsaApi(this IEndpointRouteBuilder app)
    {
        var elsa = app.MapGroup("/elsa/api").ExcludeFromDescription()
            .AddEndpointFilter(AuthorsOnly.Filter)
            .AddEndpointFilter(FromOwnPage)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LargestBody));
        elsa.MapDescriptors();
        elsa.MapDefinitionReading();
        elsa.MapSaving();
        elsa.MapPublishing();
        elsa.MapVersions();
        elsa.MapExport();
        elsa.MapImport();
        elsa.MapInstanceApi();
    }

    /// <summary>A cookie is no proof that our own page sent the request.</summary>
    private static async ValueTask<object?> FromOwnPage(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!HttpMethods.IsGet(context.Request.Method)
            && context.User.Identity?.AuthenticationType == CookieAuthenticationDefaults.AuthenticationScheme)
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        return await next(invocation);
    }
}
