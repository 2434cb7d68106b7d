using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Microsoft.Extensions.Localization;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>Makes the problems that failed requests are answered with.</summary>
public sealed partial class Problems(IStringLocalizer<Texts> texts)
{
    public Problem NotFound() => Make(404, "not-found", "Problem.NotFound");

    public Problem Forbidden() => Make(403, "forbidden", "Problem.Forbidden");

    public Problem TooLarge() => Make(413, "too-large", "Problem.TooLarge");

    public Problem FormTooLarge() => Make(400, "form-too-large", "Problem.FormTooLarge");

    public Problem BadRequest(int status) => Make(status, "bad-request", "Problem.BadRequest");

    public Problem DocumentHarmful(string found) => Make(403, "document-harmful", "Problem.DocumentHarmful", found);

    /// <summary>A document is the customer's only after a step that was not done yet.</summary>
    public Problem HandedOverLater(Step step) =>
        Make(409, "handed-over-later", "Problem.HandedOverLater", step.Number, step.ShortCaption);

    /// <param name="errors">Messages by file.</param>
    public Problem ScannerAway(IReadOnlyDictionary<string, string[]> errors) =>
        Make(503, "scanner-away", "Problem.ScannerAway") with { Errors = errors };

    public Problem TaskNotOpen() => Make(409, "task-not-open", "Problem.TaskNotOpen");

    public Problem SignInNeeded() => Make(401, "sign-in-needed", "Problem.SignInNeeded");

    public Problem CodeNeeded() => Make(401, "code-needed", "Problem.CodeNeeded");

    public Problem FormExpired() => Make(400, "form-expired", "Problem.FormExpired");

    /// <summary>Too many tries or requests; says after how long the next is taken.</summary>
    public Problem TooMany(TimeSpan wait) => Make(429, "too-many", "Problem.TooMany", WaitText(wait)) with { RetryAfter = wait };

    public Problem SecondFactorNeeded() => Make(403, "second-factor-needed", "Problem.SecondFactorNeeded");

    public Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        Make(422, "invalid", "Problem.Invalid") with { Errors = errors };

    public Problem Invalid(string field, string message) => Invalid(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>The problems of a definition that cannot be put in force, each with the activity that it is about.</summary>
    public Problem Definition(IReadOnlyList<DefinitionProblem> found)
    {
        var culture = CultureInfo.CurrentUICulture;
        return Make(422, "definition-invalid", "Problem.Definition") with
        {
            Errors = found.Where(problem => problem.IsError).GroupBy(problem => problem.ActivityId ?? "")
                .ToDictionary(group => group.Key, group => group.Select(problem => problem.Text(culture)).ToArray()),
            More = new Dictionary<string, object?>
            {
                ["problems"] = found.Select(problem => new
                {
                    code = problem.Code.ToString(),
                    problem.ActivityId,
                    problem.ActivityName,
                    isError = problem.IsError,
                    text = problem.Text(culture),
                }),
            },
        };
    }

    /// <summary>The gaps with which a SOP was not put in force.</summary>
    public Problem Incomplete(IReadOnlyList<SopGapFound> gaps) => Make(422, "definition-incomplete", "Problem.Incomplete") with
    {
        Errors = new Dictionary<string, string[]> { ["acceptGaps"] = [.. Say(gaps)] },
        More = new Dictionary<string, object?>
        {
            ["gaps"] = gaps.Select(gap => new { gap = gap.Gap.ToString(), gap.Subject, text = gap.Text(CultureInfo.CurrentUICulture) }),
        },
    };

    public static IEnumerable<string> Say(IReadOnlyList<SopGapFound> gaps) => gaps.Select(gap => gap.Text(CultureInfo.CurrentUICulture));

    public Problem TemplateChanged() => Make(409, "template-changed", "Problem.TemplateChanged");

    public Problem DocumentNotByHand() => Make(403, "document-not-by-hand", "Problem.DocumentNotByHand");

    public Problem DocumentNotValid() => Make(409, "document-not-valid", "Problem.DocumentNotValid");

    public Problem RootNotDrawn(string type) => Make(400, "root-not-drawn", "Problem.RootNotDrawn", type);

    /// <summary>The problem of a refused deed on a definition.</summary>
    public Problem Of(DefinitionResult result) => result switch
    {
        DefinitionResult.NotFound => NotFound(),
        DefinitionResult.Conflict conflict =>
            Make(409, "definition-changed", "Problem.DefinitionChanged",
                conflict.By ?? texts["Problem.Somebody"].Value, When.Moment(conflict.At)),
        DefinitionResult.Refused { Reason: DefinitionRefusal.HeadNeeded } => Make(403, "head-needed", "Problem.HeadNeeded"),
        DefinitionResult.Refused { Reason: DefinitionRefusal.NameMissing or DefinitionRefusal.NameTooLong } refused =>
            Invalid("name", texts[$"Problem.{refused.Reason}"]),
        DefinitionResult.Refused { Reason: DefinitionRefusal.NumberTooLong } => Invalid("number", texts["Problem.NumberTooLong"]),
        DefinitionResult.Refused { Reason: DefinitionRefusal.IdBad } => Invalid("definitionId", texts["Problem.IdBad"]),
        DefinitionResult.Refused refused => Make(409, "definition-refused", $"Problem.{refused.Reason}"),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a failure."),
    };

    /// <summary>The problem of a command that was not carried out.</summary>
    /// <param name="name">Gives the name of a person of the unit.</param>
    public async Task<Problem> Of(CaseResult result, Func<long, Task<string?>> name) => result switch
    {
        CaseResult.NotFound => NotFound(),
        CaseResult.Forbidden { Lane: { } lane } =>
            Make(403, "wrong-lane", "Problem.WrongLane", lane) with { More = Members(("lane", lane)) },
        CaseResult.Forbidden => Forbidden(),
        CaseResult.KeyReused => Make(422, "key-reused", "Problem.KeyReused"),
        CaseResult.Refused refused => await Refused(refused, name),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a failure."),
    };

    /// <summary>The problem of an exception; null for a fault of our own, of which nothing more can be said.</summary>
    public Problem? Of(Exception exception) => exception switch
    {
        ProblemException known => known.Problem,
        ValidationException invalid => Invalid(invalid.Errors.GroupBy(error => CamelCase(error.PropertyName))
            .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).ToArray())),
        BadHttpRequestException { StatusCode: 413 } => TooLarge(),
        BadHttpRequestException { InnerException: JsonException json } => BadJson(json),
        BadHttpRequestException bad => BadRequest(bad),
        JsonException json => BadJson(json),
        // Kestrel cannot read the length of a piece.
        IOException { InnerException: OverflowException } => BadRequest(400),
        Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException => FormExpired(),
        EngineBusyException => Make(503, "busy", "Problem.Busy"),
        ScriptTimeoutException => Make(503, "script-timeout", "Problem.ScriptTimeout"),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Make(503, "database-full", "Problem.DatabaseFull"),
        _ when DatabaseWatch.IsFault(exception) => DatabaseUnavailable(),
        _ => null,
    };

    public Problem DatabaseUnavailable() => Make(503, "database-unavailable", "Problem.DatabaseUnavailable");

    public Problem Unexpected() => Make(500, "unexpected", "Problem.Unexpected");

    private Problem BadRequest(BadHttpRequestException bad) =>
        Parameter().Match(bad.Message) is { Success: true, Groups: [_, { Value: var parameter }, ..] }
            ? BadRequest(bad.StatusCode) with
            {
                Errors = new Dictionary<string, string[]> { [parameter] = [texts["Problem.BadValue", parameter]] },
            }
            : BadRequest(bad.StatusCode);

    /// <summary>How ASP.NET names a parameter that it cannot bind; the exception says it nowhere else.</summary>
    [GeneratedRegex("""parameter "[^"]* (\w+)" (?:from|was not)""")]
    private static partial Regex Parameter();

    private Problem BadJson(JsonException json)
    {
        var where = json.Path is { Length: > 0 } path ? path.TrimStart('$').TrimStart('.') : "";
        var line = (json.LineNumber ?? 0) + 1;
        return Make(400, "bad-json", "Problem.BadJson") with
        {
            Detail = texts["Problem.BadJson.Detail", line, where].Value,
            Errors = where.Length == 0 ? null : new Dictionary<string, string[]> { [where] = [texts["Problem.BadJson.Field"]] },
        };
    }

    private async Task<Problem> Refused(CaseResult.Refused refused, Func<long, Task<string?>> name)
    {
        var refusal = refused.Refusal;
        var by = refused.By is { } person ? await name(person) ?? texts["Problem.Somebody"] : null;
        return refusal.Reason switch
        {
            RefusalReason.TaskNotOpen or RefusalReason.CaseNotRunning when by is not null && refused.At is { } at =>
                Make(409, "task-done", "Problem.TaskDone", by, When.Moment(at)) with
                {
                    More = Members(("by", by), ("at", at.ToDateTimeOffset())),
                },
            RefusalReason.TaskNotOpen => TaskNotOpen(),
            RefusalReason.CaseNotRunning => Make(409, "case-not-running", "Problem.CaseNotRunning"),
            RefusalReason.CaseAlreadyBegun => Make(409, "case-already-begun", "Problem.CaseNotRunning"),
            RefusalReason.TaskHeldByOther => Make(409, "task-held", "Problem.TaskHeld", by ?? "") with { More = Members(("by", by)) },
            RefusalReason.PersonMayNot => Invalid("to", texts["Problem.PersonMayNot", by ?? ""]),
            RefusalReason.NotDisposed => Make(409, "not-disposed", "Problem.NotDisposed"),
            RefusalReason.DeadlineBad => Invalid("deadline", texts["Disposition.DeadlineBad"]),
            RefusalReason.SecondPersonNeeded =>
                Make(403, "second-person-needed", "Problem.SecondPersonNeeded", refusal.Subject),
            RefusalReason.RemindedAlready => Make(
                409, "reminded-already", "Problem.RemindedAlready",
                When.Moment(NodaTime.Text.InstantPattern.General.Parse(refusal.Subject).Value)),
            RefusalReason.TaskNotHeld => Make(409, "task-not-held", "Problem.TaskNotHeld"),
            RefusalReason.OutcomeUnknown => Invalid("outcome", texts["Problem.OutcomeUnknown", refusal.Subject]),
            RefusalReason.OutcomeMissing => Invalid("outcome", texts["Problem.OutcomeMissing", refusal.Subject]),
            RefusalReason.DataInvalid => Invalid(refusal.Fields!.GroupBy(Place)
                .ToDictionary(
                    group => group.Key, group => group.Select(Message).ToArray())),
            RefusalReason.CannotMove => Make(409, "cannot-move", "Problem.CannotMove", refusal.Subject),
            RefusalReason.VersionIsAnother => Make(409, "version-is-another", "Problem.VersionIsAnother", refusal.Subject),
            RefusalReason.CannotGoBack => Invalid("to", texts["Problem.CannotGoBack"]),
            RefusalReason.StepNotNeeded => Invalid("to", texts["Problem.StepNotNeeded", refusal.Subject]),
            RefusalReason.SubCaseRuns => Make(409, "sub-case-runs", "Problem.SubCaseRuns", refusal.Subject),
            RefusalReason.QuestionNotOpen => Make(409, "question-not-open", "Problem.QuestionNotOpen"),
            RefusalReason.UndoTooLate => Make(409, "undo-too-late", "Problem.UndoTooLate"),
            RefusalReason.CannotUndo => Make(409, "cannot-undo", "Problem.CannotUndo"),
            RefusalReason.CaseIsPaused => Make(409, "case-paused", "Problem.CaseIsPaused"),
            RefusalReason.CaseNotPaused => Make(409, "case-not-paused", "Problem.CaseNotPaused"),
            RefusalReason.LimitIsFixed => Make(409, "limit-fixed", "Problem.LimitIsFixed"),
            RefusalReason.LimitTooFar => Invalid("limit", texts["Problem.LimitTooFar"]),
            RefusalReason.LimitMissing => Make(409, "limit-missing", "Problem.LimitMissing"),
            RefusalReason.BreachIsKnown or RefusalReason.WaitNotOpen or RefusalReason.LevelNotNext or RefusalReason.NothingLapses =>
                Make(409, "wait-not-open", "Problem.TaskNotOpen"),
            _ => throw new ArgumentOutOfRangeException(nameof(refused)),
        };
    }

    private static string Place(FieldProblem field) =>
        (field.Fault is FieldFault.NotChecked or FieldFault.ReasonMissing or FieldFault.NotARequirement ? "checked" : "data")
            + $".{field.Name}";

    private string Message(FieldProblem field)
    {
        var label = field.Row is { } row ? texts["Form.Cell", field.Label, row].Value : field.Label;
        return field.Fault == FieldFault.Own ? field.Detail! : texts[$"Field.{field.Fault}", label, field.Detail ?? ""];
    }

    private string WaitText(TimeSpan wait) =>
        wait.TotalSeconds < 90
            ? texts["Wait.Seconds", Math.Ceiling(wait.TotalSeconds)]
            : texts["Wait.Minutes", Math.Ceiling(wait.TotalMinutes)];

    private Problem Make(int status, string code, string key, params object[] arguments)
    {
        var detail = texts[$"{key}.Detail"];
        return new Problem(status, code, texts[key, arguments], detail.ResourceNotFound ? null : detail.Value);
    }

    private static Dictionary<string, object?> Members(params (string Name, object? Value)[] members) =>
        members.ToDictionary(member => member.Name, member => member.Value);

    private static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
