using System.Text.Json;
using SopEngine.Core.Survey;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Sends a person's commands to the engine; throws a refused one as a problem in words.</summary>
public sealed class CaseCommands(CaseEngine engine, SopDatabase database, Problems problems)
{
    /// <param name="key">The sender's idempotency key; null for none.</param>
    public Task<CaseResult.Done> Advance(
        Person person, long caseId, CaseEvent happened, string? key, CancellationToken cancellation) =>
        Advance(person, caseId, happened, key, null, cancellation);

    /// <inheritdoc cref="Advance(Person, long, CaseEvent, string?, CancellationToken)"/>
    /// <param name="survey">The answer that a completed survey step gives; null for none.</param>
    public async Task<CaseResult.Done> Advance(
        Person person, long caseId, CaseEvent happened, string? key, SurveyAnswer? survey, CancellationToken cancellation)
    {
        var command = new AdvanceCase(person.UnitId, caseId, happened, person.Id, key) { Survey = survey };
        return await Done(person, await engine.Execute(command, cancellation), cancellation);
    }

    public async Task<CaseResult.Done> Start(Engine.Cases.StartCase start, Person person, CancellationToken cancellation) =>
        await Done(person, await engine.Execute(start, cancellation), cancellation);

    /// <summary>The problem of a command that was refused.</summary>
    public Task<Problem> Problem(int unit, CaseResult result, CancellationToken cancellation) =>
        problems.Of(result, id => database.QuerySingle<string>(
            unit, "select name from people where unit_id = @unit and id = @id", new { id }, cancellation));

    /// <summary>Data of a form as an event keeps it: undefined when there is none.</summary>
    public static JsonElement Data(JsonElement? data) =>
        data is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? given : default;

    private async Task<CaseResult.Done> Done(Person person, CaseResult result, CancellationToken cancellation)
    {
        if (result is CaseResult.Done done) return done;
        throw new ProblemException(await Problem(person.UnitId, result, cancellation));
    }
}
