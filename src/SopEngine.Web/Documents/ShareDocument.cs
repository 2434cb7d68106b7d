using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>Shows a document to the case's customer, or hides it again. Customers always see the documents that they sent.</summary>
public static class ShareDocument
{
    public sealed record Command(Person Person, long Id, bool Shared) : IRequestOf<StoredDocument>;

    internal sealed class Handler(CaseDocuments documents, DocumentStore store, HandingOver handing, Problems problems)
        : IRequestHandler<Command, StoredDocument>
    {
        public async Task<StoredDocument> Handle(Command command, CancellationToken cancellationToken)
        {
            var document = await documents.Find(command.Person, command.Id, cancellationToken);
            if (command.Person.IsCustomer || !command.Person.May(Right.AddToCases)) throw new ProblemException(problems.Forbidden());
            if (command.Shared && await handing.Awaited(command.Person.UnitId, command.Id, cancellationToken) is { } step)
                throw new ProblemException(problems.HandedOverLater(step));
            await store.Show(command.Person.UnitId, command.Id, command.Shared, cancellationToken);
            return document;
        }
    }
}
