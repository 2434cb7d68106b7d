using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>The SOPs that come with the program, for an office to begin with.</summary>
public static class ListShelf
{
    [Requires(Right.WriteSops)]
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<Item>>;

    /// <param name="Office">The office whose SOP it is, from its letterhead.</param>
    /// <param name="IsTaken">True when the office has it already, in any version.</param>
    public sealed record Item(
        string Id, string Name, string Number, string Description, string Office, int Steps, IReadOnlyList<string> Lanes, bool IsTaken);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyList<Item>>
    {
        public async Task<IReadOnlyList<Item>> Handle(Query query, CancellationToken cancellationToken)
        {
            var taken = (await database.Query<string>(
                query.Person.UnitId, "select distinct definition_id from definitions where unit_id = @unit", null, cancellationToken))
                .ToHashSet();
            return [.. Shelf.All.Values.Select(sop => Of(sop, taken)).OrderBy(sop => sop.Name, StringComparer.CurrentCultureIgnoreCase)];
        }

        private static Item Of(Shelf.Shipped sop, HashSet<string> taken)
        {
            var (definition, header) = (sop.Definition, sop.Definition.Sop);
            return new(
                sop.Id, definition.Name, header?.Number ?? "", definition.Description ?? "",
                header?.Letterhead is [.., var office] ? office : "", sop.Steps, [.. header?.Lanes.Select(lane => lane.Name) ?? []],
                taken.Contains(sop.Id));
        }
    }
}

/// <summary>The definitions in the program's own folder, read once.</summary>
internal static class Shelf
{
    private static readonly Lazy<IReadOnlyDictionary<string, Shipped>> Read = new(() => Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "workflows"), "*.json").Order(StringComparer.Ordinal)
        .Select(Open).ToDictionary(sop => sop.Id));

    public static IReadOnlyDictionary<string, Shipped> All => Read.Value;

    internal sealed record Shipped(string Id, string Json, WorkflowDefinition Definition, int Steps);

    private static Shipped Open(string file)
    {
        var json = File.ReadAllText(file);
        var definition = WorkflowDefinition.Parse(json);
        return new(
            Path.GetFileNameWithoutExtension(file), json, definition, FlowCompiler.Compile(definition).Drawing.Steps.Count);
    }
}
