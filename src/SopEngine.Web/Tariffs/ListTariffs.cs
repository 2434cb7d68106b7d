using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Tariffs;

/// <summary>The office's tariff lines, by group and item, each item's latest first.</summary>
public static class ListTariffs
{
    /// <param name="Search">Words that the line has; empty for all lines.</param>
    /// <param name="Past">True for lines of the past, too.</param>
    [Requires(Right.ServeCustomers, Right.SeeStaff)]
    public sealed record Query(Person Person, string Search, bool Past) : IRequestOf<Result>;

    /// <param name="IsCut">True when the office has more lines than a list shows.</param>
    public sealed record Result(IReadOnlyList<Line> Lines, IReadOnlyList<Discount> Discounts, bool IsCut);

    public sealed record Discount(long Id, string Who, int Percent, string Decree, string Proof, LocalDate From, LocalDate? Until);

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Query, Result>
    {
        private const int Most = 2_000;

        private static readonly string Lines =
            $"""
            select {TariffLines.Columns} from tariffs t
            where t.unit_id = @unit and (@past or t.valid_to is null or t.valid_to >= @today::date)
              and not exists (select from unnest(@words::text[]) as word
                where position(word in lower(concat_ws(' ', t.item, t.condition, t.tariff_group, t.basis, t.per))) = 0)
            order by lower(t.tariff_group), lower(t.item), lower(t.condition), t.valid_from desc, t.id desc limit {Most + 1}
            """;

        private const string Discounts =
            """
            select id, who, percent, decree, proof, valid_from::text as valid_from, valid_to::text as valid_to from tariff_discounts
            where unit_id = @unit and (@past or valid_to is null or valid_to >= @today::date) order by lower(who), valid_from desc limit 500
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var today = clock.GetCurrentInstant().InZone(When.Zone).Date;
            var parameters = new
            {
                past = query.Past,
                today = TariffFields.Iso(today),
                words = query.Search.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries),
            };
            var (lines, discounts) = await database.QueryMany(query.Person.UnitId, $"{Lines};{Discounts}", parameters, async results => (
                (await results.ReadAsync<TariffLines.Row>()).ToList(), (await results.ReadAsync<DiscountRow>()).ToList()),
                cancellationToken);
            return new([.. lines.Take(Most).Select(row => row.Line)], [.. discounts.Select(row => row.Discount)], lines.Count > Most);
        }

        private sealed class DiscountRow
        {
            public long Id { get; init; }
            public string Who { get; init; } = "";
            public int Percent { get; init; }
            public string Decree { get; init; } = "";
            public string Proof { get; init; } = "";
            public string ValidFrom { get; init; } = "";
            public string? ValidTo { get; init; }

            public Discount Discount => new(Id, Who, Percent, Decree, Proof, IsoDate.Read(ValidFrom)!.Value, IsoDate.Read(ValidTo));
        }
    }
}
