using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>
/// Puts the draft of a template in force. A text that cannot be read is refused; a place that no SOP in force fills is not, because the
/// SOP may come later.
/// </summary>
public static class PutTemplateInForce
{
    [Requires(Right.WriteSops, Right.DecideOnSops)]
    public sealed record Command(Person Person, string Kind, int Version, int Revision) : IRequestOf<MediatR.Unit>;

    internal sealed class Handler(SopDatabase database, TemplateStore templates, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, kind) = (command.Person, command.Kind);
            var needsApproval = await database.QuerySingle<bool>(
                person.UnitId, "select sop_approval from units where id = @unit", null, cancellationToken);
            if (!ReadTemplate.MayPutInForce(person, needsApproval)) throw new ProblemException(problems.Forbidden());
            if (await templates.Versions(person.UnitId, kind, cancellationToken) is not [var latest, ..])
                throw new ProblemException(problems.NotFound());

            string[] faults = [.. DocumentCheck.Of(latest.Fields.Text, null).Select(found => TextProblems.Say(found, texts))];
            if (faults.Length > 0) throw new ProblemException(problems.Invalid(new Dictionary<string, string[]> { ["text"] = faults }));

            var result = await templates.PutInForce(
                person.UnitId, person.Id, kind, (command.Version, command.Revision), cancellationToken);
            return result == TemplateResult.Done ? MediatR.Unit.Value : throw new ProblemException(problems.TemplateChanged());
        }
    }
}

/// <summary>Puts the faults of a text into words.</summary>
internal static class TextProblems
{
    public static string Say(TextProblem problem, IStringLocalizer<Texts> texts) =>
        texts["DocTemplate.AtLine", problem.Line, texts[$"DocTemplate.Fault.{problem.Fault}", problem.Subject].Value];
}
