using FluentValidation;
using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>How the promise for a whole case (SPM) came out.</summary>
public enum PromiseOutcome
{
    Kept,
    Broken,

    /// <summary>A compensation was opened for it.</summary>
    Compensated,
}

/// <summary>The cases behind a number of promises, the last first.</summary>
public static class ListPromises
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter, PromiseOutcome Outcome, string? After, int Size)
        : IRequestOf<Page<Item>>;

    /// <param name="EndedAt">Null while the case runs.</param>
    /// <param name="Compensation">The case that makes up for it; null for none.</param>
    public sealed record Item(
        long Id, string Title, string DefinitionId, DateOnly Day, DateTime DueAt, DateTime? EndedAt, string Status, long? Compensation,
        string? CompensationStatus);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, 1_000);
    }

    private sealed record Key(DateOnly Day, long Id);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Page<Item>>
    {
        public async Task<Page<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var filter = query.Filter;
            var key = Cursor.Read<Key>(query.After) ?? new Key(DateOnly.MaxValue, long.MaxValue);
            var rows = await database.Query<Item>(query.Person.UnitId, Promises.List(query.Outcome switch
            {
                PromiseOutcome.Kept => "not is_broken",
                PromiseOutcome.Broken => "is_broken",
                _ => "is_compensated",
            }), new
            {
                first = filter.From.ToDateOnly(),
                last = filter.To.ToDateOnly(),
                sops = filter.Sops,
                key.Day,
                key.Id,
                limit = query.Size + 1,
            }, cancellationToken);
            return Cursor.Page(rows, query.Size, row => new Key(row.Day, row.Id));
        }
    }
}
