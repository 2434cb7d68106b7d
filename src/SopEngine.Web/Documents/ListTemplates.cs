using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>The templates of an office, and those that it can take from the shelf.</summary>
public static class ListTemplates
{
    [Requires(Right.WriteSops, Right.DecideOnSops)]
    public sealed record Query(Person Person) : IRequestOf<Result>;

    /// <param name="Draft">Null for one without a draft.</param>
    public sealed record Item(string Kind, StoredTemplate? InForce, StoredTemplate? Draft)
    {
        public StoredTemplate Newest => Draft ?? InForce!;
    }

    public sealed record Offer(string Kind, string Name, string About);

    public sealed record Result(IReadOnlyList<Item> Templates, IReadOnlyList<Offer> Shelf);

    internal sealed class Handler(TemplateStore templates) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var items = (await templates.List(query.Person.UnitId, cancellationToken)).GroupBy(template => template.Kind)
                .Select(kind => new Item(
                    kind.Key, kind.FirstOrDefault(one => one.State == TemplateState.InForce),
                    kind.FirstOrDefault(one => one.State == TemplateState.Draft)))
                .ToList();
            var taken = items.Select(item => item.Kind).ToHashSet();
            return new Result(items, query.Person.May(Right.WriteSops)
                ? [.. TemplateShelf.All.Values.Where(shipped => !taken.Contains(shipped.Kind))
                    .Select(shipped => new Offer(shipped.Kind, shipped.Name, shipped.About))]
                : []);
        }
    }
}
