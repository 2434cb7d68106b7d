using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Core.Sheets;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Rollups;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Dashboards;

/// <summary>The steps of one SOP against their standard, over a period.</summary>
public static class ReadHeat
{
    [Requires(Right.SeeDashboards, Right.SeeFiguresOfOwnSops)]
    public sealed record Query(Person Person, DashboardFilter Filter) : IRequestOf<Heat?>;

    /// <param name="Sop">The definition's id: of the filter, or else the SOP with the most late steps.</param>
    /// <param name="Steps">In the order of their numbers; earlier versions count for the step of the same activity.</param>
    /// <param name="Sheet">Null when the workflow has no sheet.</param>
    public sealed record Heat(string Sop, int Version, Flow Flow, IReadOnlyList<HotStep> Steps, SopSheet? Sheet)
    {
        /// <summary>The pages of the sheet with a flowchart.</summary>
        public IEnumerable<int> Charts =>
            Sheet is null ? [] : Sheet.Pages.Index().Where(page => page.Item.Symbols.Count > 0).Select(page => page.Index);
    }

    /// <param name="IsCustomers">True for a customer's step: its time says nothing about the office.</param>
    public sealed record HotStep(Step Step, Tally Tally, bool IsCustomers)
    {
        public HeatBand Band => HeatBands.Of(Tally);
    }

    internal sealed class Handler(SopDatabase database, FlowCache flows, SopSheets sheets) : IRequestHandler<Query, Heat?>
    {
        /// <summary>Of several SOPs, the one with the most late steps.</summary>
        private static readonly string Choose =
            $"""
            with lateness as (
              select definition_id, sum(late) as late
              from ({RollupRows.Sql(
                  "step", "definition_id, late", $"{ChosenSops.Are} and {RollupRows.IsOf()}")}) s
              group by 1
            )
            select definition_id, max(version) filter (where is_published) as in_force, max(version) as latest,
              coalesce(max(l.late), 0)::bigint as late
            from definitions d left join lateness l using (definition_id)
            where unit_id = @unit and state in ('in_force', 'superseded', 'revoked') and {ChosenSops.Are}
            group by definition_id order by late desc, in_force nulls last, definition_id limit 1
            """;

        private static readonly string OfSteps =
            RollupRows.Sql("step", $"version, activity, {TallyRow.Columns}, worked",
                "definition_id = @sop and (@lane::text is null or lane = @lane)");

        public async Task<Heat?> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, filter) = query;
            var stretches = Stretch.Cover(filter.From, filter.To).ToList();
            var parameters = RollupRows.Of(stretches, new { sops = filter.Sops, lane = filter.OnlyLane, office = filter.IsOfOffice });
            if (await database.QuerySingle<Chosen>(person.UnitId, Choose, parameters, cancellationToken) is not { } chosen) return null;

            var (sop, version) = (chosen.DefinitionId, chosen.InForce ?? chosen.Latest);
            var rows = await database.Query<StepRow>(
                person.UnitId, OfSteps, RollupRows.Of(stretches, new { sop, lane = filter.OnlyLane }), cancellationToken);
            var definition = new DefinitionVersion(person.UnitId, sop, version);
            var flow = await flows.Get(definition, cancellationToken);
            var tallies = flow.Steps.ToDictionary(step => step.ActivityId, _ => new Tally());
            foreach (var row in rows)
            {
                var its = row.Version == version ? flow : await flows.Get(definition with { Version = row.Version }, cancellationToken);
                if (its.StepAt(row.Activity) is { } step && tallies.TryGetValue(step.ActivityId, out var tally)) row.AddTo(tally);
            }

            var sheet = await sheets.Of(definition, isInForce: true, cancellationToken);
            return new Heat(sop, version, flow,
                [
                    .. flow.Steps.Select(step =>
                        new HotStep(step, tallies[step.ActivityId], flow.Lane(step.Lane) is { External: true })),
                ], sheet);
        }
    }

    private sealed record Chosen(string DefinitionId, int? InForce, int Latest, long Late);

    private sealed record StepRow : TallyRow
    {
        public int Version { get; init; }
        public int Activity { get; init; }
    }
}

/// <summary>How hot a step is: nine of ten were done within this share of the standard time.</summary>
public enum HeatBand
{
    None,
    Calm,
    Near,
    Over,
    Far,
}

public static class HeatBands
{
    /// <summary>The share of the limit within which nine of ten were done, in percent; null without a limit or anything done.</summary>
    public static double? Percent(Tally tally) => tally.Share.Quantile(0.9) / 10;

    public static HeatBand Of(Tally tally) => Percent(tally) switch
    {
        null => HeatBand.None,
        <= 75 => HeatBand.Calm,
        <= 100 => HeatBand.Near,
        <= 150 => HeatBand.Over,
        _ => HeatBand.Far,
    };

    /// <summary>Light enough for black letters on it.</summary>
    public static string Colour(HeatBand band) => band switch
    {
        HeatBand.Calm => "#cdeed6",
        HeatBand.Near => "#fbeeb0",
        HeatBand.Over => "#fac48a",
        HeatBand.Far => "#f4a3a0",
        _ => "#fff",
    };
}
