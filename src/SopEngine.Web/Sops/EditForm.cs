using System.Globalization;
using System.Text.Json.Nodes;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>Changes the form of a step, in the same definition that the designer draws in: in its draft, or in a new one.</summary>
public static class EditForm
{
    /// <param name="Version">The version that the author has before them.</param>
    /// <param name="Step">The step's id in the definition.</param>
    /// <param name="Fields">The value of the step's <c>fields</c>, as JSON.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, string Id, int Version, int Revision, string Step, string Fields)
        : IRequestOf<StoredDefinition>;

    internal sealed class Handler(DefinitionStore definitions, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, StoredDefinition>
    {
        public async Task<StoredDefinition> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var latest = await definitions.Latest(person.UnitId, command.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            if (With(latest, command.Step, command.Fields) is not { } draft)
                throw new ProblemException(problems.Invalid("step", texts["Fields.StepGone"]));
            Check((await definitions.Compile(draft, cancellationToken)).Problems, command.Step);

            var saved = await definitions.Save(
                person.UnitId, person.Id, draft.Json, new DefinitionRevision(command.Version, command.Revision),
                cancellation: cancellationToken);
            return saved is DefinitionResult.Done done ? done.Definition : throw new ProblemException(problems.Of(saved));
        }

        /// <summary>A form with a fault is not saved: its author has it before them, and can put it right now.</summary>
        private void Check(IReadOnlyList<DefinitionProblem> found, string step)
        {
            var errors = found.Where(problem => problem.ActivityId == step && problem.IsError && IsOfForm(problem))
                .Select(problem => (problem with { ActivityName = null }).Text(CultureInfo.CurrentUICulture)).ToArray();
            if (errors.Length > 0) throw new ProblemException(problems.Invalid(new Dictionary<string, string[]> { ["fields"] = errors }));
        }

        private static bool IsOfForm(DefinitionProblem problem) =>
            problem.Code is ProblemCode.FieldBad or ProblemCode.FormUnreadable or ProblemCode.FieldRuleBad or ProblemCode.PatternUnsteady
            || (problem.Code == ProblemCode.ScriptNameUnknown && problem.Arguments[0].StartsWith("fields:", StringComparison.Ordinal))
            || (problem.Code is ProblemCode.InputBad or ProblemCode.ExpressionBad && problem.Arguments[0] == "fields");
    }

    /// <summary>The definition with another form of a step; null when it has no such step.</summary>
    internal static StoredDefinition? With(StoredDefinition stored, string step, string fields)
    {
        var json = JsonNode.Parse(stored.Json)!.AsObject();
        if (Find(json["root"], step) is not { } element) return null;
        element["fields"] = new JsonObject
        {
            ["typeName"] = "Object",
            ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = fields },
        };
        return stored with { Json = json.ToJsonString() };
    }

    /// <summary>The present form of a step, as its definition holds it; null for none.</summary>
    internal static string? FieldsOf(StoredDefinition stored, string step) =>
        Find(JsonNode.Parse(stored.Json)!["root"], step)?["fields"]?["expression"]?["value"] switch
        {
            JsonValue value when value.TryGetValue(out string? text) => text,
            { } list => list.ToJsonString(),
            null => null,
        };

    private static JsonObject? Find(JsonNode? at, string id) => at switch
    {
        JsonObject found when found["id"] is JsonValue own && own.TryGetValue(out string? known) && known == id
            && found["type"] is not null => found,
        JsonObject inner => inner.Select(member => Find(member.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => Find(item, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
