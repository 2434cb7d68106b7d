using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Engine.Cases.Tables;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Bills;

/// <summary>The bills of the unit's cases, the newest first, with their sums by state.</summary>
public static class ListBills
{
    /// <summary>The most rows that a file has.</summary>
    public const int MostRows = 10_000;

    /// <param name="IsSummed">True for a page that shows the sums: a file and later pages do not read them again.</param>
    [Requires(Right.SeeBills)]
    public sealed record Query(Person Person, BillFilter Filter, string? After, int Size, bool IsSummed = false) : IRequestOf<Result>;

    /// <param name="Sums">By state; empty unless they were asked for.</param>
    public sealed record Result(Page<Item> Page, IReadOnlyList<StateSum> Sums);

    public sealed record Item(CaseBill Bill, long Case, string Title, string? Register, string? Customer);

    public sealed record StateSum(string Status, long Count, long Amount);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, MostRows);
    }

    private sealed record Key(DateTime At, long Case, int No);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Result>
    {
        /// <summary>Walks the index of all bills, or that of one state.</summary>
        internal static string Sql(BillFilter filter, bool isSummed) =>
            $"""
            select {StoredBill.Columns}, c.title, c.register_number, coalesce(nullif(p.title, ''), p.name) as customer
            from bills b join cases c on c.unit_id = b.unit_id and c.id = b.case_id
              left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
            where {Narrowed(filter)} and (b.issued_at, b.case_id, b.no) < (@At, @Case, @No)
            order by b.issued_at desc, b.case_id desc, b.no desc limit @limit;
            {(isSummed ? Sums(filter) : "")}
            """;

        private static string Sums(BillFilter filter) =>
            $"""
            select b.status, count(*) as count, sum(b.amount)::bigint as amount from bills b where {Narrowed(filter)} group by b.status
            """;

        private static string Narrowed(BillFilter filter)
        {
            List<string> conditions = ["b.unit_id = @unit"];
            if (filter.State is not null) conditions.Add("b.status = @state");
            if (filter.From is not null) conditions.Add("b.issued_at >= @from");
            if (filter.Until is not null) conditions.Add("b.issued_at < @until");
            if (filter.Search is not null)
            {
                conditions.Add(
                    """
                    ((b.code >= @code and b.code < @codeEnd) or (b.ntpn >= @code and b.ntpn < @codeEnd)
                      or b.case_id = any (@cases))
                    """);
            }

            return string.Join(" and ", conditions);
        }

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = (query.Person, query.Filter);
            var zone = DateTimeZoneProviders.Tzdb[person.Zone];
            var code = CodeIn(filter.Search);
            var after = Cursor.Read<Key>(query.After)
                ?? new Key(new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc), long.MaxValue, int.MaxValue);
            var (rows, sums) = await database.QueryMany(person.UnitId, Sql(filter, query.IsSummed), new
            {
                state = filter.State?.Name(),
                from = filter.From?.AtStartOfDayInZone(zone).ToInstant(),
                until = filter.Until?.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(),
                code,
                codeEnd = code is null ? null : code + "~",
                cases = await InRegister(person.UnitId, filter.Search, cancellationToken),
                At = DateTime.SpecifyKind(after.At, DateTimeKind.Utc),
                after.Case,
                after.No,
                limit = query.Size + 1,
            }, async results => (
                (await results.ReadAsync<Row>()).ToList(),
                query.IsSummed ? (await results.ReadAsync<StateSum>()).ToList() : []), cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.IssuedAt, row.CaseId, row.No));
            return new Result(
                new Page<Item>(
                    [.. page.Items.Select(row => new Item(row.Bill, row.CaseId, row.Title, row.RegisterNumber, row.Customer))], page.Next),
                [.. sums.OrderBy(sum => BillStatuses.Read(sum.Status))]);
        }

        /// <summary>
        /// The beginning of a code in a search; null for a text that is none, and compares with nothing. Codes hold digits and capital
        /// letters alone.
        /// </summary>
        private static string? CodeIn(string? search) =>
            GroupedNumber.Plain(search ?? "").ToUpperInvariant() is { Length: > 0 } code && code.All(char.IsAsciiLetterOrDigit)
                ? code : null;

        /// <summary>The cases with this number in the office's register; few, or none for a text that very many cases hold.</summary>
        private async Task<long[]> InRegister(int unit, string? search, CancellationToken cancellation)
        {
            if (search is null) return [];
            var words = await database.Query<(string Word, int Cases)>(unit, CaseListSql.Words, new { search }, cancellation);
            var (rare, count) = words.OrderBy(word => word.Cases).FirstOrDefault();
            if (count is 0 or > CaseListSql.Rare) return [];
            return [.. await database.Query<long>(
                unit,
                """
                select c.id from cases c
                where c.unit_id = @unit and lower(c.register_number) = lower(@search) and c.id = any (array(
                  select w.case_id from case_words w where w.unit_id = @unit and w.word = @rare))
                """,
                new { search, rare }, cancellation)];
        }

        private sealed record Row : StoredBill
        {
            public string Title { get; init; } = "";
            public string? RegisterNumber { get; init; }
            public string? Customer { get; init; }
        }
    }
}
