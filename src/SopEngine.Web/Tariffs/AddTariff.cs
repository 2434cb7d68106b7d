using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>Adds a line to the tariff list.</summary>
public static class AddTariff
{
    /// <summary>Answers with the number of the line.</summary>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, TariffFields Fields) : IRequestOf<long>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            var rules = new TariffFields.Validator(texts);
            RuleFor(command => command.Fields).Custom((fields, context) =>
            {
                foreach (var failure in rules.Validate(fields).Errors) context.AddFailure(failure);
            });
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken) =>
            (await TariffLines.Add(database, command.Person, [(command.Fields, null)], clock.Now(), cancellationToken)).Single();
    }
}
