using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace SopEngine.Web.Http;

/// <summary>The reason that a request was not carried out, for its sender: problem+json in the API, a message on a page.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Names the kind of problem for programs; the last part of the problem's type.</param>
/// <param name="Title">What happened, in the reader's language.</param>
/// <param name="Detail">More about it, such as what to do; null for nothing.</param>
/// <param name="Errors">Messages by the field they are about.</param>
/// <param name="More">Further members for programs.</param>
public sealed record Problem(
    int Status, string Code, string Title, string? Detail = null, IReadOnlyDictionary<string, string[]>? Errors = null,
    IReadOnlyDictionary<string, object?>? More = null)
{
    /// <summary>After how long to try again; null for no such promise.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Writes the wait into the answer's header, in whole seconds.</summary>
    public Problem Told(HttpResponse response)
    {
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return this;
    }

    public ProblemDetails ToDetails()
    {
        var details = new ProblemDetails { Type = $"/problems/{Code}", Status = Status, Title = Title, Detail = Detail };
        if (Errors is not null) details.Extensions["errors"] = Errors;
        foreach (var (name, value) in More ?? new Dictionary<string, object?>()) details.Extensions[name] = value;
        return details;
    }
}

/// <summary>Thrown where a request cannot be carried out for a reason that its sender should read.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem => problem;
}
