using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>Adds documents to a case outside any step.</summary>
public static class AddDocuments
{
    public sealed record Command(Person Person, long Case, IReadOnlyList<IFormFile> Files) : IRequestOf<CaseDocuments.Received>;

    internal sealed class Handler(CaseTimeline timeline, CaseDocuments documents, CaseCommands commands, Problems problems)
        : IRequestHandler<Command, CaseDocuments.Received>
    {
        public async Task<CaseDocuments.Received> Handle(Command command, CancellationToken cancellationToken)
        {
            var seen = await timeline.Read(command.Person, command.Case, cancellationToken);
            // Refuses before anything is stored; the engine decides again, with the case.
            if (!command.Person.May(Right.AddToCases)) throw new ProblemException(problems.Forbidden());
            var received = await documents.Receive(command.Person, seen.Id, null, command.Files, cancellationToken);
            if (received.Documents.Count > 0)
                await commands.Advance(
                    command.Person, seen.Id, new DocumentAdded(command.Person.Id, received.Documents), null, cancellationToken);
            return received;
        }
    }
}
