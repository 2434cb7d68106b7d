using Microsoft.AspNetCore.Diagnostics;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome;

/// <summary>
/// Answers failed requests: problem+json in the API, a page for people. An unforeseen failure is logged, and said to be our fault.
/// </summary>
internal sealed class ProblemAnswers(Problems problems, DatabaseWatch watch, ILogger<ProblemAnswers> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = 499;
            return true;
        }

        if (DatabaseWatch.IsFault(exception)) watch.Report(exception);
        var problem = problems.Of(exception);
        if (problem is null) log.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, Shown(httpContext));
        else if (problem.Status >= 500)
            log.LogWarning("{Method} {Path}: {Message}", httpContext.Request.Method, Shown(httpContext), exception.Message);

        await Answer(httpContext, problem ?? problems.Unexpected());
        return true;
    }

    /// <summary>The path as the log may show it: without the token of a link, which stands for its person.</summary>
    private static string Shown(HttpContext context)
    {
        var path = context.Request.Path.ToString();
        return context.Features.Get<IExceptionHandlerFeature>()?.RouteValues?["token"] is string { Length: > 0 } token
            ? path.Replace(token, "...", StringComparison.Ordinal) : path;
    }

    /// <summary>
    /// Answers as Elsa's server does. A message for the author must be a 400: of any other status its Studio says nothing, except that
    /// the author is not signed in, is not allowed, or asked for something that is not there.
    /// </summary>
    public static IResult ForStudio(Problem problem)
    {
        var status = problem.Status is >= 500 or 401 or 403 or 404 ? problem.Status : 400;
        IEnumerable<string> messages = problem.Errors is { Count: > 0 } errors
            ? errors.SelectMany(error => error.Value)
            : [$"{problem.Title}. {problem.Detail}".TrimEnd()];
        return Results.Json(
            new { statusCode = status, message = problem.Title, errors = new { generalErrors = messages.Distinct() } },
            statusCode: status);
    }

    public static async Task Answer(HttpContext context, Problem problem)
    {
        if (problem.Status == 503) context.Response.Headers.RetryAfter = "2";
        problem.Told(context.Response);
        if (context.Request.Path.StartsWithSegments("/elsa")) await ForStudio(problem).ExecuteAsync(context);
        else if (context.Request.Path.StartsWithSegments("/api")) await Results.Problem(problem.ToDetails()).ExecuteAsync(context);
        else await ShowPage(context, problem);
    }

    /// <summary>The page of a problem has the menu and the bell, so it too can find the database away.</summary>
    private static async Task ShowPage(HttpContext context, Problem problem)
    {
        // A page that failed while it was made has set this header, which the next one may not set again.
        context.Response.Headers.Remove("blazor-enhanced-nav");
        try
        {
            await Pages.Show<ErrorPage>(new { Problem = problem }, problem.Status).ExecuteAsync(context);
        }
        catch (Exception e) when (problem.Status != 503 && DatabaseWatch.IsFault(e) && !context.Response.HasStarted)
        {
            context.RequestServices.GetRequiredService<DatabaseWatch>().Report(e);
            await Answer(context, context.RequestServices.GetRequiredService<Problems>().DatabaseUnavailable());
        }
    }
}

/// <summary>Gives a body to answers that are only a status: an unknown address, a missing sign-in.</summary>
internal static class StatusPages
{
    public static Task Show(StatusCodeContext context)
    {
        var problems = context.HttpContext.RequestServices.GetRequiredService<Problems>();
        var problem = context.HttpContext.Response.StatusCode switch
        {
            401 => problems.SignInNeeded(),
            403 => problems.Forbidden(),
            404 => problems.NotFound(),
            413 => problems.TooLarge(),
            var status and >= 400 and < 500 => problems.BadRequest(status),
            _ => null,
        };
        return problem is null ? Task.CompletedTask : ProblemAnswers.Answer(context.HttpContext, problem);
    }
}
