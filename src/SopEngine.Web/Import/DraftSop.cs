using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Import;
using SopEngine.Core.Rights;
using SopEngine.Core.Tables;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Import;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Import;

/// <summary>Makes a draft of one of a document's SOPs. Nothing comes into force by it.</summary>
internal static class DraftSop
{
    /// <param name="Sop">Which of the document's SOPs, from 0.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, long Id, int Sop) : IRequestOf<string>;

    internal sealed class Handler(
        DocumentImports imports, DefinitionStore definitions, SopDatabase database, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, string>
    {
        private static readonly DefinitionRevision Nothing = new(0, 0);

        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var document = await imports.Find(person.UnitId, command.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            var read = document.Reading is null ? null : ReadDocument.FromJson(document.Reading);
            if (read is null || command.Sop < 0 || command.Sop >= read.Sops.Count)
                throw new ProblemException(problems.Invalid("sop", texts["Reading.Fault.Gone"]));
            if ((await imports.Drafts(person.UnitId, command.Id, cancellationToken))
                .FirstOrDefault(draft => draft.Sop == command.Sop) is { } before
                && await definitions.Exists(person.UnitId, before.DefinitionId, cancellationToken)) return before.DefinitionId;

            var table = DraftTable.Of(read.Sops[command.Sop]);
            if (table.Header.Name.Length == 0) table =
                table with { Header = table.Header with { Name = document.Name, Title = document.Name } };
            table = table.WithLaneIds(await UnitLanes.Read(database, person.UnitId, cancellationToken))
                .Completed(texts["Sops.New.Start"], texts["Table.End"]).Numbered();

            // The same document and SOP have the same id, whoever makes the draft, so two at once make one.
            var id = DefinitionStore.NewId(table.Header.Name, Convert.ToHexStringLower(document.Sha256)[..6] + $"{command.Sop + 1:00}");
            if (await definitions.Exists(person.UnitId, id, cancellationToken)) return await imports.Note(person.UnitId, person.Id,
                command.Id, command.Sop, id, cancellationToken);
            if (table.Header.Number.Length > 0
                && await definitions.OtherWithNumber(person.UnitId, id, table.Header.Number, cancellationToken) is not null)
                table = table with { Header = table.Header with { Number = "" } };
            var json = System.Text.Json.Nodes.JsonNode.Parse(SopTable.Write(table))!;
            json["definitionId"] = id;
            var saved = await definitions.Save(person.UnitId, person.Id, json.ToJsonString(), Nothing, DefinitionAct.Imported,
                cancellationToken);
            if (saved is not DefinitionResult.Done) throw new ProblemException(problems.Of(saved));
            return await imports.Note(person.UnitId, person.Id, command.Id, command.Sop, id, cancellationToken);
        }
    }
}
