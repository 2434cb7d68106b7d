using FluentValidation;
using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Samples;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Samples;

/// <summary>The samples of the office: by code where one is looked for, else those of the newest cases first.</summary>
public static class ListSamples
{
    /// <summary>The most rows of a table to take along.</summary>
    public const int MostRows = 10_000;

    [Requires(Right.HoldLanes, Right.SeeStaff)]
    public sealed record Query(Person Person, SampleFilter Filter, string? After, int Size) : IRequestOf<Result>;

    /// <param name="Places">The places in which samples are stored.</param>
    /// <param name="Exact">The code of the sample that was looked for; null when the search is no whole code, or none has it.</param>
    public sealed record Result(Page<Item> Samples, IReadOnlyList<string> Places, string? Exact);

    public sealed record Item(long Case, string CaseTitle, CaseSample Sample);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, MostRows);
    }

    private sealed record Key(string Code, long Case, int Line);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Result>
    {
        /// <summary>Steps from place to place by the index, and never reads the samples of each.</summary>
        internal const string Places =
            """
            with recursive found (place) as (
              (select place from samples where unit_id = @unit and place is not null order by place limit 1)
              union all
              select (select s.place from samples s where s.unit_id = @unit and s.place > f.place order by s.place limit 1)
              from found f where f.place is not null)
            select place from found where place is not null limit 200
            """;

        /// <param name="bySearch">True for codes that begin with <c>@start</c>, in their order.</param>
        internal static string Sql(bool bySearch, bool byState, bool byPlace) =>
            $"""
            select {CaseSample.Columns}, c.title as case_title
            from {CaseSample.Source} join cases c on c.unit_id = s.unit_id and c.id = s.case_id
            where s.unit_id = @unit {(byState ? "and s.state = @state" : "")} {(byPlace ? "and s.place = @place" : "")}
              and {(bySearch
                ? "s.code >= @start and s.code < @start || '~' and s.code > @Code" : "(s.case_id, s.line) < (@Case, @Line)")}
            order by {(bySearch ? "s.code" : "s.case_id desc, s.line desc")} limit @limit
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var (filter, unit) = (query.Filter, query.Person.UnitId);
            var start = SampleCode.Start(filter.Search);
            var isSearch = filter.Search.Length > 0;
            var after = Cursor.Read<Key>(query.After) ?? new Key("", long.MaxValue, int.MaxValue);
            var sql = Sql(isSearch, filter.State is not null, filter.Place.Length > 0);
            var (rows, places) = await database.QueryMany(unit, $"{sql};{Places}", new
            {
                // No code holds a line's end: a text that is no beginning of a code finds nothing.
                start = start ?? "\n",
                state = filter.State is { } state ? SampleFilter.NameOf(state) : "",
                place = filter.Place,
                Code = after.Code ?? "",
                after.Case,
                after.Line,
                limit = query.Size + 1,
            }, async results => (
                (await results.ReadAsync<Row>()).ToList(), (await results.ReadAsync<string>()).ToList()), cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Key(row.Code, row.CaseId, row.Line));
            var exact = SampleCode.Read(filter.Search);
            return new(
                new([.. page.Items.Select(row => new Item(row.CaseId, row.CaseTitle, row.Sample))], page.Next), places,
                rows.Find(row => row.Code == exact)?.Code);
        }

        private sealed class Row : CaseSample.Stored
        {
            public string CaseTitle { get; init; } = "";
        }
    }
}
