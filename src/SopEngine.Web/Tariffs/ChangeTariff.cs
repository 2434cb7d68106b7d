using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>Gives a line another price, or other words, from a day on. The earlier price stays in the list.</summary>
public static class ChangeTariff
{
    /// <summary>Answers with the number of the new line.</summary>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, long Id, TariffFields Fields) : IRequestOf<long>;

    internal sealed class Validator(IStringLocalizer<Texts> texts)
        : TariffFields.OfCommand<Command>(texts, command => command.Fields);

    internal sealed class Handler(
        SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var seen = await mediator.Send(new ReadTariff.Query(command.Person, command.Id), cancellationToken);
            if (!seen.IsLast) throw new ProblemException(problems.Invalid("from", texts["Tariffs.HasFollower"]));
            if (command.Fields.From < seen.Line.From)
                throw new ProblemException(problems.Invalid("from", texts["Tariffs.FromBefore", When.Day(seen.Line.From)]));
            try
            {
                return (await TariffLines.Add(
                    database, command.Person, [(command.Fields, seen.Line)], clock.Now(), cancellationToken)).Single();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(problems.Invalid("from", texts["Tariffs.HasFollower"]));
            }
        }
    }
}
