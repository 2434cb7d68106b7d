using SopEngine.Core.Documents;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;

namespace SopEngine.Engine.Documents;

/// <summary>The places that the templates of an office can have.</summary>
/// <param name="Sops">The fields of the forms of each SOP in force, by its name.</param>
/// <param name="Kinds">The kinds of documents that the office or one of its SOPs knows.</param>
public sealed record OfficePlaces(IReadOnlyList<(string Sop, IReadOnlyList<KnownPlace> Places)> Sops, IReadOnlyList<string> Kinds)
{
    /// <summary>All places by name, those that every document fills among them. Tables of one name have the columns of all.</summary>
    public IReadOnlyDictionary<string, KnownPlace> All { get; } = DocumentText.Given.Select(OfEvery)
        // A field called as a given place fills nothing, so the given place comes first.
        .Concat(Sops.SelectMany(sop => sop.Places)).Concat(DocumentText.Facts.Select(OfEvery))
        .Append(DocumentText.Dispositions)
        .Concat(Kinds.Select(kind => OfEvery(TemplateKey.NumberPlace(kind))))
        .GroupBy(place => place.Name)
        .ToDictionary(same => same.Key, same => same.First() with
        {
            Columns = [.. same.SelectMany(place => place.Columns).DistinctBy(column => column.Name)],
        });

    private static KnownPlace OfEvery(string name) => new(name, name, PlaceKind.Text, []);
}

/// <summary>Reads the places of an office from its SOPs in force.</summary>
public sealed class TemplatePlaces(SopDatabase database, FlowCache flows)
{
    public async Task<OfficePlaces> Read(int unit, CancellationToken cancellation)
    {
        var sops = await database.Query<(string Id, int Version)>(
            unit, "select definition_id, version from definitions where unit_id = @unit and is_published order by lower(name)", null,
            cancellation);
        var kinds = (await database.Query<string>(
            unit, "select distinct kind from document_templates where unit_id = @unit", null, cancellation)).ToHashSet();
        var places = new List<(string, IReadOnlyList<KnownPlace>)>();
        foreach (var (id, version) in sops)
        {
            var flow = await flows.Get(new DefinitionVersion(unit, id, version), cancellation);
            kinds.UnionWith(flow.OfficeTemplates);
            IReadOnlyList<KnownPlace> fields = [.. flow.Fields.Values.Select(PrintedValue.PlaceOf)];
            if (fields.Count > 0) places.Add((flow.Definition.Name, fields));
        }

        return new OfficePlaces(places, [.. kinds.Order(StringComparer.Ordinal)]);
    }
}
