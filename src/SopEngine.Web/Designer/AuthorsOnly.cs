using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>What stands before the designer's pages.</summary>
internal static class AuthorsOnly
{
    /// <summary>Lets authors and admins in, and nobody else.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        return context.Features.Get<Person>()?.May(Right.WriteSops) == true
            ? next(invocation)
            : throw new ProblemException(context.RequestServices.GetRequiredService<Problems>().Forbidden());
    }
}
