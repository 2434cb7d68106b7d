using System.Text.Json.Nodes;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>Begins a SOP: a draft that holds its name, its number and a start.</summary>
public static class BeginSop
{
    /// <summary>The revision of a SOP that is not stored yet: a form sent again overwrites no later drawing.</summary>
    internal static readonly DefinitionRevision Nothing = new(0, 0);

    /// <param name="Form">Different for each form: the same form sent twice begins one SOP.</param>
    /// <param name="Number">Empty while it has none.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, Guid Form, string Name, string Number) : IRequestOf<StoredDefinition>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Name).NotEmpty().MaximumLength(300).WithName(_ => texts["Header.Title"]);
            RuleFor(command => command.Number).MaximumLength(100).WithName(_ => texts["Header.Number"]);
        }
    }

    internal sealed class Handler(
        DefinitionStore definitions, OfficeDefaults defaults, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, StoredDefinition>
    {
        public async Task<StoredDefinition> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, number) = (command.Person, command.Number);
            var form = command.Form.ToString("N");
            var id = DefinitionStore.NewId(command.Name, form[..8]);
            if (number.Length > 0 && await definitions.OtherWithNumber(person.UnitId, id, number, cancellationToken) is { } other)
                throw new ProblemException(problems.Invalid("number", texts["Header.NumberTaken", number, other]));

            var office = await defaults.Read(person.UnitId, cancellationToken);
            var header = office.Of(new HeaderFields { Name = command.Name, Title = command.Name, Number = number });
            var draft = office.WithLadder(header.WriteInto(Drawing(id, form)));
            var begun = await definitions.Save(person.UnitId, person.Id, draft, Nothing, cancellation: cancellationToken);
            return begun is DefinitionResult.Done done ? done.Definition : throw new ProblemException(problems.Of(begun));
        }

        private string Drawing(string id, string root) => new JsonObject
        {
            ["definitionId"] = id,
            ["root"] = new JsonObject
            {
                ["id"] = root,
                ["type"] = "Elsa.Flowchart",
                ["version"] = 1,
                ["name"] = "Flowchart1",
                ["activities"] = new JsonArray(new JsonObject
                {
                    ["id"] = "start",
                    ["name"] = "Start1",
                    ["type"] = "Elsa.Start",
                    ["version"] = 1,
                    ["metadata"] = new JsonObject
                    {
                        ["displayText"] = texts["Sops.New.Start"].Value,
                        ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = 100, ["y"] = 40 } },
                    },
                }),
                ["connections"] = new JsonArray(),
            },
        }.ToJsonString();
    }
}
