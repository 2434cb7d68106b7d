using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using SopEngine.Core.Workflows;

namespace SopEngine.Web.Http;

/// <summary>
/// Answers of the page endpoints. After a form: 303 to the next page when it succeeded, 422 with the form when not, as Turbo wants.
/// </summary>
internal static class Pages
{
    private const string FlashCookie = "sop-flash";
    private const string UndoCookie = "sop-undo";
    private const int LongestMessage = 500;

    /// <summary>Longer than any address of ours, and shorter than what a server takes as one.</summary>
    private const int LongestAddress = 6_000;

    /// <summary>Renders a page.</summary>
    /// <param name="parameters">An object whose properties are the page's parameters.</param>
    public static IResult Show<TPage>(object? parameters = null, int status = 200) where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters ?? new { }) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>Renders a page, which says itself what the problem is.</summary>
    public static IResult Show<TPage>(object parameters, Problem? problem) where TPage : IComponent =>
        Show<TPage>(parameters, problem switch { null => 200, { Status: 404 or 429 or 503 } => problem.Status, _ => 422 });

    /// <summary>Goes on to another page, with a message for it.</summary>
    /// <param name="undo">The task whose completion can be taken back beside the message; null for none.</param>
    public static IResult Then(string path, HttpContext? context = null, string? message = null, TaskId? undo = null)
    {
        if (context is not null && undo is { } task)
        {
            context.Response.Cookies.Append(UndoCookie, task.ToString(),
                new CookieOptions { HttpOnly = true, MaxAge = TimeSpan.FromSeconds(30), SameSite = SameSiteMode.Lax });
        }

        if (context is not null && message is not null)
        {
            context.Response.Cookies.Append(FlashCookie, Uri.EscapeDataString(StorableText.Start(message, LongestMessage)),
                new CookieOptions { HttpOnly = true, MaxAge = TimeSpan.FromMinutes(1), SameSite = SameSiteMode.Lax });
        }

        return new SeeOther(Encoded(path));
    }

    /// <summary>The message that an earlier request left for this page; it is shown once.</summary>
    public static string? TakeMessage(HttpContext context)
    {
        if (!IsForReader(context.Request) || context.Request.Cookies[FlashCookie] is not { Length: > 0 } message) return null;
        if (!context.Response.HasStarted) context.Response.Cookies.Delete(FlashCookie);
        return Uri.UnescapeDataString(message);
    }

    /// <summary>The task whose completion can be taken back beside that message; null for none.</summary>
    public static TaskId? TakeUndo(HttpContext context)
    {
        if (!IsForReader(context.Request) || !TaskId.TryParse(context.Request.Cookies[UndoCookie], null, out var task)) return null;
        if (!context.Response.HasStarted) context.Response.Cookies.Delete(UndoCookie);
        return task;
    }

    /// <summary>
    /// True for the answer to a form and for a page that the browser itself opens. False for a page that a script fetches: a tab that
    /// refreshes itself, or a link below the pointer, would take the message away from its reader. Turbo asks for its streams with forms
    /// only, also where they redirect.
    /// </summary>
    private static bool IsForReader(HttpRequest request) =>
        request.Headers["Sec-Fetch-Mode"] is [] or ["navigate"]
            || request.Headers.Accept.Any(accept => accept?.Contains("turbo-stream", StringComparison.Ordinal) == true);

    /// <summary>A path of this site, never one of another.</summary>
    public static string LocalOr(string? path, string otherwise) =>
        path is ['/', not ('/' or '\\'), ..] or "/" && path.Length <= LongestAddress && !path.Any(char.IsControl) ? path : otherwise;

    /// <summary>An address as a header can hold it.</summary>
    private static string Encoded(string path)
    {
        var encoded = string.Concat(path.EnumerateRunes().Select(rune =>
            rune.Value is > ' ' and < '\x7F' ? rune.ToString() : Uri.EscapeDataString(rune.ToString())));
        return encoded.Length <= LongestAddress
            ? encoded
            : throw new BadHttpRequestException("The address would be too long.", StatusCodes.Status414UriTooLong);
    }

    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
