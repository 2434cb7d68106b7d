using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>Takes a template of the shelf into the office, as a draft.</summary>
public static class AdoptTemplate
{
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, string Kind) : IRequestOf<MediatR.Unit>;

    internal sealed class Handler(AdoptedTemplates adopted, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (!TemplateShelf.All.TryGetValue(command.Kind, out var shipped))
                throw new ProblemException(problems.Invalid("template", texts["Shelf.Unknown"]));
            // A draft of it that somebody changed stays.
            await adopted.Take(command.Person.UnitId, command.Person.Id, shipped, cancellationToken);
            return MediatR.Unit.Value;
        }
    }
}
