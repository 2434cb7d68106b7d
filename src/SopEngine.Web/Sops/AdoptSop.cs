using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>Takes a SOP of the shelf into the office: a draft with the office's own letterhead, approver and ladder.</summary>
public static class AdoptSop
{
    /// <summary>Answers with the definition's id.</summary>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, string Id) : IRequestOf<string>;

    internal sealed class Handler(
        DefinitionStore definitions, OfficeDefaults defaults, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, string>
    {
        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, id) = (command.Person, command.Id);
            if (!Shelf.All.TryGetValue(id, out var shipped)) throw new ProblemException(problems.Invalid("sop", texts["Shelf.Unknown"]));
            // A draft of it that somebody changed stays.
            if (await definitions.Exists(person.UnitId, id, cancellationToken)) return id;
            if (shipped.Definition.SopNumber is { } number
                && await definitions.OtherWithNumber(person.UnitId, id, number, cancellationToken) is { } other)
                throw new ProblemException(problems.Invalid("sop", texts["Header.NumberTaken", number, other]));

            var office = await defaults.Read(person.UnitId, cancellationToken);
            var json = office.WithLadder(office.Of(HeaderFields.Of(shipped.Definition)).WriteInto(shipped.Json));
            var saved = await definitions.Save(person.UnitId, person.Id, json, BeginSop.Nothing, cancellation: cancellationToken);
            return saved is DefinitionResult.Done ? id : throw new ProblemException(problems.Of(saved));
        }
    }
}
