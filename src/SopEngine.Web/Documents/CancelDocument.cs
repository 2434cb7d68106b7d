using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>Cancels an issued document, with a reason that stays on its record. It keeps its number. For leaders of the unit.</summary>
public static class CancelDocument
{
    [Requires(Right.LeadCases)]
    public sealed record Command(Person Person, long Id, string? Reason) : IRequestOf<StoredDocument>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) =>
            RuleFor(command => command.Reason).NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);
    }

    internal sealed class Handler(CaseDocuments documents, DocumentIssuing issuing, DocumentProblems refusals)
        : IRequestHandler<Command, StoredDocument>
    {
        public async Task<StoredDocument> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var document = await documents.Find(person, command.Id, cancellationToken);
            var result = await issuing.Cancel(
                person.UnitId, document.Case, document.Id, person.Id, command.Reason!.Trim(), cancellationToken);
            await refusals.Done(person, result, cancellationToken);
            return document;
        }
    }
}
