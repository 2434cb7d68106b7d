using System.Text.Json;
using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>Puts a definition in force in the author's unit. One that does not compile is refused with all reasons.</summary>
public static class PublishSop
{
    /// <param name="AcceptGaps">True to put the SOP in force despite its gaps and the office's; the SOP's log then names them.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, JsonElement Definition, bool AcceptGaps) : IRequestOf<Published>;

    /// <param name="Warnings">Problems that the author should know of, but that do not prevent publication.</param>
    /// <param name="Gaps">The accepted gaps of the SOP and of the office.</param>
    public sealed record Published(string Id, int Version, IReadOnlyList<string> Warnings, IReadOnlyList<string> Gaps);

    internal sealed class Handler(DefinitionStore definitions, Problems problems) : IRequestHandler<Command, Published>
    {
        public async Task<Published> Handle(Command command, CancellationToken cancellationToken)
        {
            var publication = await definitions.SaveAndPublish(
                command.Person.UnitId, command.Person.Id, command.Definition.GetRawText(), cancellationToken, command.AcceptGaps);
            if (publication is { Version: null, Gaps.Count: > 0 }) throw new ProblemException(problems.Incomplete(publication.Gaps));
            if (publication.Refusal is { } refusal) throw new ProblemException(problems.Of(refusal));
            return publication.Version is { } version
                ? new Published(version.DefinitionId, version.Version,
                    [.. publication.Problems.Select(problem => problem.Text(System.Globalization.CultureInfo.CurrentUICulture))],
                    [.. Problems.Say(publication.Gaps)])
                : throw new ProblemException(problems.Definition(publication.Problems));
        }
    }
}
