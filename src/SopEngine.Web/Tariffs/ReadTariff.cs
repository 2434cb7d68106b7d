using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Tariffs;

/// <summary>A line of the tariff list with the prices that it had before and gets later.</summary>
public static class ReadTariff
{
    [Requires(Right.ServeCustomers, Right.SeeStaff)]
    public sealed record Query(Person Person, long Id) : IRequestOf<Result>;

    /// <param name="Prices">The line among those that follow each other, the latest first.</param>
    public sealed record Result(Line Line, IReadOnlyList<Line> Prices)
    {
        /// <summary>True for the last of its prices, which alone can be changed or ended.</summary>
        public bool IsLast => Prices[0].Id == Line.Id;
    }

    internal sealed class Handler(SopDatabase database, Problems problems) : IRequestHandler<Query, Result>
    {
        private static readonly string Sql =
            $"""
            with recursive chain as (
              select t.id, t.follows from tariffs t where t.unit_id = @unit and t.id = @Id
              union
              select t.id, t.follows from tariffs t join chain c on t.id = c.follows or t.follows = c.id where t.unit_id = @unit
            )
            select {TariffLines.Columns} from tariffs t where t.unit_id = @unit and t.id in (select id from chain) order by t.id desc
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await database.Query<TariffLines.Row>(query.Person.UnitId, Sql, new { query.Id }, cancellationToken);
            var lines = rows.Select(row => row.Line).ToList();
            return lines.Find(line => line.Id == query.Id) is { } line ? new(line, lines)
                : throw new ProblemException(problems.NotFound());
        }
    }
}
