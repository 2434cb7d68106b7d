using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>
/// A request to a page as its handler uses it: commands are sent with it, and it makes the answers. Handlers take it as a parameter.
/// </summary>
internal sealed class PageRequest(HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts)
{
    private Func<Problem, Task<IResult>>? _showAgain;
    private int[] _alsoShown = [];

    public HttpContext Context => context;

    public CancellationToken Cancellation => context.RequestAborted;

    public static ValueTask<PageRequest?> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        return ValueTask.FromResult<PageRequest?>(new(
            context, services.GetRequiredService<IMediator>(), services.GetRequiredService<IStringLocalizer<Texts>>()));
    }

    public Task<IFormCollection> Form() => context.Request.ReadFormAsync(Cancellation);

    public Task<TResponse> Send<TResponse>(IRequest<TResponse> request) => mediator.Send(request, Cancellation);

    /// <summary>Sends a command, then goes on to another page with a message for it.</summary>
    public async Task<IResult> Send<TResponse>(IRequest<TResponse> command, string next, string text, params object[] arguments)
    {
        await Send(command);
        return Then(next, text, arguments);
    }

    /// <summary>Goes on to another page.</summary>
    /// <param name="text">Key of a message for it.</param>
    public IResult Then(string next, string text, params object[] arguments) => Pages.Then(next, context, texts[text, arguments]);

    /// <summary>
    /// Shows the page again, with the form as it was filled in, when the handler meets a problem that its sender can solve: something
    /// typed, a change by somebody else meanwhile, too many tries, or a service that is away for a moment. Other problems are answered by
    /// the error page.
    /// </summary>
    /// <param name="also">Further statuses for which the page is shown again.</param>
    public void OnProblem(Func<Problem, Task<IResult>> show, params int[] also) => (_showAgain, _alsoShown) = (show, also);

    /// <inheritdoc cref="OnProblem(Func{Problem, Task{IResult}}, int[])"/>
    public void OnProblem(Func<Problem, IResult> show, params int[] also) => OnProblem(problem => Task.FromResult(show(problem)), also);

    /// <summary>The filter of all page endpoints that carries out <see cref="OnProblem(Func{Problem, Task{IResult}}, int[])"/>.</summary>
    public static async ValueTask<object?> ShowProblems(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception e) when (invocation.Arguments.OfType<PageRequest>().FirstOrDefault() is { _showAgain: not null } page
            && page.Solvable(e) is { } problem)
        {
            return await page._showAgain(problem.Told(page.Context.Response));
        }
    }

    private Problem? Solvable(Exception e) =>
        context.RequestServices.GetRequiredService<Problems>().Of(e) is { } problem
            && (problem.Status is 409 or 422 or 429 or 503 || _alsoShown.Contains(problem.Status))
            ? problem : null;
}
