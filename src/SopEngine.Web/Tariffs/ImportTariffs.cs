using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>Takes tariffs in from a table: first what would come of it, and then, confirmed, the rows without a problem.</summary>
public static class ImportTariffs
{
    [Requires(Right.ManageOffice)]
    public sealed record Query(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table) : IRequestOf<IReadOnlyList<TariffRow>>;

    /// <summary>Answers with the number of lines that were added.</summary>
    /// <param name="Expected">The number that the sender was shown: a table that means another number by now is looked at again.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table, int Expected) : IRequestOf<int>;

    internal sealed class Handler(SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<TariffRow>>, IRequestHandler<Command, int>
    {
        public async Task<IReadOnlyList<TariffRow>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Table is null) throw new ProblemException(problems.Invalid("file", texts["Import.BadFile"]));
            var known = await mediator.Send(new ListTariffs.Query(query.Person, "", Past: true), cancellationToken);
            return new TariffSheet(texts, known.Today).Read(query.Table, known.Lines)
                ?? throw new ProblemException(problems.Invalid("file", texts["Tariffs.NoColumns"]));
        }

        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var rows = (await mediator.Send(new Query(command.Person, command.Table), cancellationToken)).Where(row => row.IsGood).ToList();
            if (rows.Count == 0) throw new ProblemException(problems.Invalid("file", texts["Import.NoneGood"]));
            if (rows.Count != command.Expected) throw new ProblemException(problems.Invalid("file", texts["Import.Changed"]));
            try
            {
                var added = await TariffLines.Add(
                    database, command.Person, rows.Select(row => (row.Fields, row.Follows)), clock.Now(), cancellationToken);
                return added.Count;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                throw new ProblemException(problems.Invalid("file", texts["Import.Changed"]));
            }
        }
    }
}
