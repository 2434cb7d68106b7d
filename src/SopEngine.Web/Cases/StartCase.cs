using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>Opens a case of a SOP in force.</summary>
public static class StartCase
{
    /// <param name="Sop">The definition id.</param>
    /// <param name="Title">The subject of the case; null for the SOP's own name.</param>
    /// <param name="Customer">User name of the case's customer; a customer who opens a case needs none.</param>
    public sealed record Command(
        Person Person, string Sop, string? Title, string? Customer, IReadOnlyDictionary<string, JsonElement> Inputs, string? Key)
            : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Sop).NotEmpty().WithName(_ => texts["Start.Sop"]);
            RuleFor(command => command.Title).MaximumLength(200).WithName(_ => texts["Start.CaseTitle"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(
        CaseCommands commands, DefinitionStore definitions, SopDatabase database, FlowCache flows, Problems problems,
        IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, CaseResult.Done>
    {
        private const string FindCustomer =
            "select id from people where unit_id = @unit and kind = 'customer' and deactivated_at is null and user_name = lower(@Customer)";

        public async Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var definition = await definitions.InForce(person.UnitId, command.Sop, cancellationToken)
                ?? throw new ProblemException(problems.Invalid("sop", texts["Start.NoSop", command.Sop]));
            var flow = await flows.Get(definition, cancellationToken);

            var customer = await Customer(command, cancellationToken);
            if (customer is null && flow.BeginsWithCustomer)
                throw new ProblemException(problems.Invalid("customer", texts["Start.CustomerNeeded"]));

            var title = string.IsNullOrWhiteSpace(command.Title) ? null : command.Title.Trim();
            var start = new Engine.Cases.StartCase(definition, new CaseStarted(command.Inputs), person.Id, command.Key, title, customer);
            return await commands.Start(start, person, cancellationToken);
        }

        private async Task<long?> Customer(Command command, CancellationToken cancellation)
        {
            if (command.Person.IsCustomer) return command.Person.Id;
            if (string.IsNullOrWhiteSpace(command.Customer)) return null;
            return await database.QuerySingle<long?>(
                command.Person.UnitId, FindCustomer, new { Customer = command.Customer.Trim() }, cancellation)
                ?? throw new ProblemException(problems.Invalid("customer", texts["Start.NoCustomer", command.Customer]));
        }
    }
}
