using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>Takes tariffs in from a table: first a preview of its rows, then, confirmed, the rows without a problem.</summary>
public static class ImportTariffs
{
    [Requires(Right.ManageOffice)]
    public sealed record Query(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table) : IRequestOf<IReadOnlyList<TariffRow>>;

    /// <summary>Answers with the number of lines that were added.</summary>
    /// <param name="Expected">The number of good rows in the preview; another number by now is refused.</param>
    [Requires(Right.ManageOffice)]
    public sealed record Command(Person Person, IReadOnlyList<IReadOnlyList<string>>? Table, int Expected) : IRequestOf<int>;

    internal sealed class Handler(SopDatabase database, IMediator mediator, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Query, IReadOnlyList<TariffRow>>, IRequestHandler<Command, int>
    {
        /// <summary>The last price of each line: only that one can be followed.</summary>
        private const string Last =
            $"""
            select {TariffLines.Columns} from tariffs t
            where t.unit_id = @unit and not exists (select from tariffs n where n.unit_id = t.unit_id and n.follows = t.id)
            """;

        public async Task<IReadOnlyList<TariffRow>> Handle(Query query, CancellationToken cancellationToken)
        {
            if (query.Table is null) throw new ProblemException(problems.Invalid("file", texts["Import.BadFile"]));
            var last = await database.Query<TariffLines.Row>(query.Person.UnitId, Last, null, cancellationToken);
            var today = clock.GetCurrentInstant().InZone(When.Zone).Date;
            return new TariffSheet(texts, today).Read(query.Table, [.. last.Select(row => row.Line)])
                ?? throw new ProblemException(problems.Invalid("file", texts["Tariffs.NoColumns"]));
        }

        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var rows = (await mediator.Send(new Query(command.Person, command.Table), cancellationToken)).Where(row => row.IsGood).ToList();
            TableImport.Check(rows.Count, command.Expected, problems, texts);
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
