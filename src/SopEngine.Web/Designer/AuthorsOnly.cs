using Microsoft.AspNetCore.Antiforgery;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Designer;

/// <summary>What stands before the designer's pages and the API that it calls.</summary>
internal static class AuthorsOnly
{
    public static bool MayDesign(Person person) => person.Is("author") || person.Is("admin");

    /// <summary>Lets authors and admins in, and nobody else.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.Features.Get<Person>() is { } person && MayDesign(person)
            ? next(invocation)
            : throw new ProblemException(context.RequestServices.GetRequiredService<Problems>().Forbidden());
    }

    /// <summary>The session's cookie is no proof that our own page sent a request; its token is.</summary>
    public static async ValueTask<object?> RequireToken(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
        return await next(invocation);
    }
}
