using Microsoft.AspNetCore.Localization;

namespace SopEngine.Web.Language;

/// <summary>Programs choose the language of messages by <c>Accept-Language</c>; people by the switch on the page.</summary>
internal sealed class ApiLanguage : RequestCultureProvider
{
    private static readonly AcceptLanguageHeaderRequestCultureProvider ByHeader = new();

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
        httpContext.Request.Path.StartsWithSegments("/api")
            ? ByHeader.DetermineProviderCultureResult(httpContext)
            : Task.FromResult<ProviderCultureResult?>(null);
}
