using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Sends every request to the designer through the pipeline of all commands, which traces it and checks its right.</summary>
internal static class AuthorsOnly
{
    [Requires(Right.WriteSops)]
    public sealed record Call(Person Person, Func<ValueTask<object?>> Next) : IRequestOf<object?>;

    public static async ValueTask<object?> Filter(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var person = context.Features.Get<Person>()
            ?? throw new ProblemException(context.RequestServices.GetRequiredService<Problems>().SignInNeeded());
        return await context.RequestServices.GetRequiredService<IMediator>().Send(
            new Call(person, () => next(invocation)), context.RequestAborted);
    }

    internal sealed class Handler : IRequestHandler<Call, object?>
    {
        public async Task<object?> Handle(Call call, CancellationToken cancellationToken) => await call.Next();
    }
}
