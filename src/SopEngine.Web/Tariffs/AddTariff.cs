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

    internal sealed class Validator(IStringLocalizer<Texts> texts)
        : TariffFields.OfCommand<Command>(texts, command => command.Fields);

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken) =>
            (await TariffLines.Add(database, command.Person, [(command.Fields, null)], clock.Now(), cancellationToken)).Single();
    }
}
