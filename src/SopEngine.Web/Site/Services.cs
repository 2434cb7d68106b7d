using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Language;

namespace SopEngine.Web.Site;

/// <summary>
/// A service with the components of its standard that are published: what its page says, and otherwise what the SOP in force tells.
/// </summary>
/// <param name="Standard">The promise for the whole case; null for a SOP without one.</param>
/// <param name="Tariffs">The lines of the fee that are valid today.</param>
/// <param name="FromSop">What the SOP says of a component that its page leaves out, by the name of the component's field.</param>
public sealed record Service(
    string Id, string Name, string? Number, SiteContent Content, TimeLimit? Standard, bool CountsWholeDays, bool IsForCustomers,
    IReadOnlyList<ServiceTariff> Tariffs, IReadOnlyDictionary<string, IReadOnlyList<string>> FromSop)
{
    public bool IsListed => Content.Has("isListed");

    public bool ShowsSheet => Content.Has("showsSheet");

    public SiteWords Title => Content.Words("name") ?? SiteWords.Indonesian(Name);

    /// <summary>A promise as citizens read it: days of an office are working days.</summary>
    public static string InWords(IStringLocalizer<Texts> texts, TimeLimit standard) => standard.Unit == TimeUnit.WorkingDays
        ? texts[standard.Value == 1 ? "Site.WorkingDay" : "Site.WorkingDays", standard.Value] : LimitText.Of(texts, standard);

    /// <summary>The components that neither the page nor the SOP nor the tariffs tell.</summary>
    public IEnumerable<string> Missing => Components.Where(name => !Content.Has(name) && !FromSop.ContainsKey(name)
        && !(name == "leadTime" && Standard is not null) && !(name == "fee" && Tariffs.Count > 0) && name != "complaints");

    /// <summary>The six components, in the order of the regulation (PermenPANRB 15/2014).</summary>
    public static readonly IReadOnlyList<string> Components = ["requirements", "procedure", "leadTime", "fee", "product", "complaints"];
}

/// <summary>A line of a service's fee.</summary>
public sealed record ServiceTariff(string Group, string Item, string Condition, string Per, long Amount, string Basis);

/// <summary>The SOPs in force as services of an office.</summary>
public sealed class Services(SopDatabase database, FlowCache flows)
{
    private const string InForce =
        "select definition_id, version from definitions where unit_id = @unit and is_published order by name, definition_id";

    private const string One =
        "select definition_id, version from definitions where unit_id = @unit and is_published and definition_id = @sop";

    private const string Fee =
        """
        select tariff_group as "group", item, condition, per, amount, basis from tariffs
        where unit_id = @unit and valid_from <= @today and (valid_to is null or valid_to >= @today)
          and (@tariffs = '' or tariff_group = @tariffs)
        order by tariff_group, item, condition, id limit 200
        """;

    /// <summary>Every SOP in force, with what is written for it.</summary>
    /// <param name="draft">True for what is being written instead of what is shown.</param>
    public async Task<IReadOnlyList<Service>> All(
        int unit, IReadOnlyDictionary<string, SitePage> pages, bool draft, CancellationToken cancellation)
    {
        var services = new List<Service>();
        foreach (var (id, version) in await database.Query<(string, int)>(unit, InForce, null, cancellation))
        {
            var page = pages.GetValueOrDefault(id);
            services.Add(Of(
                await flows.Get(new DefinitionVersion(unit, id, version), cancellation),
                (draft ? page?.Latest : page?.Shown) ?? SiteContent.Empty, []));
        }

        return services;
    }

    /// <summary>A SOP in force with its fee; null for none.</summary>
    public async Task<Service?> Find(int unit, string sop, SiteContent content, LocalDate today, CancellationToken cancellation)
    {
        if (await database.Query<(string Id, int Version)>(unit, One, new { sop }, cancellation) is not [var found]) return null;
        var flow = await flows.Get(new DefinitionVersion(unit, found.Id, found.Version), cancellation);
        var tariffs = content.Has("tariffs") || flow.Steps.Any(step => step.AsksForTariffs)
            ? await database.Query<ServiceTariff>(
                unit, Fee, new { today = today.ToDateOnly(), tariffs = content["tariffs"] }, cancellation)
            : [];
        return Of(flow, content, tariffs);
    }

    /// <summary>The version in force; null for none.</summary>
    public async Task<int?> Version(int unit, string sop, CancellationToken cancellation) =>
        (await database.Query<(string Id, int Version)>(unit, One, new { sop }, cancellation)) is [var found] ? found.Version : null;

    internal static Service Of(Flow flow, SiteContent content, IReadOnlyList<ServiceTariff> tariffs)
    {
        var asked = flow.Steps.FirstOrDefault(step => flow.Lane(step.Lane) is { External: true });
        string[] papers =
        [
            .. asked?.Requirements ?? [],
            .. asked?.Fields.Where(field => field is { Type: FieldType.File, Required: true }).Select(field => field.Label) ?? [],
        ];
        var known = new Dictionary<string, IReadOnlyList<string>>
        {
            ["requirements"] = [.. papers.Where(paper => paper.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            ["procedure"] = [.. flow.Steps.Select(step => $"{step.ShortCaption} ({flow.Lane(step.Lane)?.Name ?? step.Lane})")],
            ["product"] = flow.Steps.LastOrDefault(step => step.Output.Length > 0) is { } last ? [last.Output] : [],
        };
        return new Service(
            flow.Definition.DefinitionId, flow.Definition.Name, flow.Definition.SopNumber, content, flow.Definition.Sop?.ServiceStandard,
            flow.Definition.Sop?.CountsWholeDays == true, flow.BeginsWithCustomer, tariffs,
            known.Where(part => part.Value.Count > 0).ToDictionary());
    }
}
