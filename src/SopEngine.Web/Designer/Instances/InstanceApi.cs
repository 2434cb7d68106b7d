using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Designer.Instances;

/// <summary>The part of Elsa's API that the Studio's list and viewer of running workflows call; a workflow instance is a case.</summary>
internal static class InstanceApi
{
    private const int MostAtOnce = 200;

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record JournalRequest(JournalFilter? Filter);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record JournalFilter(
        IReadOnlyList<string>? ActivityIds, IReadOnlyList<string>? ActivityNodeIds,
        IReadOnlyList<string>? ExcludedActivityTypes, IReadOnlyList<string>? EventNames)
    {
        public bool Passes(ActivityMoment moment) =>
            ActivityIds?.Contains(moment.Run.Activity.Id) != false
            && ActivityNodeIds?.Contains(moment.Run.Activity.NodeId) != false
            && ExcludedActivityTypes?.Contains(moment.Run.Activity.Type) != true
            && EventNames?.Contains(InstanceView.EventName(moment.Kind)) != false;
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record ReportRequest(string? WorkflowInstanceId, IReadOnlyList<string>? ActivityNodeIds);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record BulkRequest(IReadOnlyList<string>? Ids);

    public static void MapInstanceApi(this RouteGroupBuilder elsa)
    {
        elsa.MapPost("/workflow-instances", async (
            Person person, ListInstances.Filter filter, SopDatabase database, CancellationToken cancellation) =>
            Results.Ok(await ListInstances.Read(database, person.UnitId, filter, cancellation)));
        elsa.MapGet("/workflow-instances/{id}", async (Person person, string id, CaseReplay cases, CancellationToken cancellation) =>
            Results.Ok(InstanceView.Whole(await cases.Read(person.UnitId, id, cancellation)))).NotesView(CaseViews.Kind.Case);
        elsa.MapGet("/workflow-instances/{id}/execution-state", async (
            Person person, string id, CaseReplay cases, CancellationToken cancellation) =>
        {
            var head = await cases.Head(person.UnitId, id, cancellation);
            return Results.Ok(new { status = head.Elsa.Status, subStatus = head.Elsa.SubStatus, updatedAt = head.UpdatedAt.ToInstant() });
        });

        // A case's variables are the values of its forms; only the case's own page shows them, to people with the right.
        elsa.MapGet("/workflow-instances/{id}/variables", async (
            Person person, string id, CaseReplay cases, CancellationToken cancellation) =>
        {
            await cases.Head(person.UnitId, id, cancellation);
            return Results.Ok(Items([]));
        });

        elsa.MapPost("/workflow-instances/{id}/journal", async (
            Person person, string id, int? skip, int? take, JournalRequest body, CaseReplay cases, CancellationToken cancellation) =>
        {
            var seen = await cases.Read(person.UnitId, id, cancellation);
            var passing = seen.Trace.Moments.Where(moment => body.Filter?.Passes(moment) != false).ToList();
            return Results.Ok(new
            {
                items = passing.Skip(Math.Max(0, skip ?? 0)).Take(Math.Clamp(take ?? MostAtOnce, 0, 1_000))
                    .Select(moment => InstanceView.Moment(seen, moment)),
                totalCount = passing.Count,
            });
        });

        MapExecutions(elsa);
        MapChanges(elsa);
    }

    private static void MapExecutions(RouteGroupBuilder elsa)
    {
        elsa.MapPost("/activity-executions/report", async (
            Person person, ReportRequest body, CaseReplay cases, CancellationToken cancellation) =>
            Results.Ok(InstanceView.Report(
                await cases.Read(person.UnitId, body.WorkflowInstanceId ?? "", cancellation),
                body.ActivityNodeIds?.ToHashSet())));

        foreach (var list in new[] { "/activity-executions/list", "/activity-execution-summaries/list" })
        {
            elsa.MapGet(list, async (
                Person person, string? workflowInstanceId, string? activityNodeId, CaseReplay cases, CancellationToken cancellation) =>
            {
                var seen = await cases.Read(person.UnitId, workflowInstanceId ?? "", cancellation);
                return Results.Ok(Items([
                    .. seen.Trace.Runs.Where(run => activityNodeId is null || run.Activity.NodeId == activityNodeId).TakeLast(MostAtOnce)
                        .Select(run => InstanceView.Execution(seen, run)),
                ]));
            });
        }

        elsa.MapGet("/activity-executions/by-id", async (
            Person person, string? id, CaseReplay cases, Problems problems, CancellationToken cancellation) =>
        {
            var (seen, run) = await Find(person, id, cases, problems, cancellation);
            return Results.Ok(InstanceView.Execution(seen, run));
        });
        elsa.MapGet("/activity-executions/{id}/call-stack", async (
            Person person, string id, CaseReplay cases, Problems problems, CancellationToken cancellation) =>
        {
            await Find(person, id, cases, problems, cancellation);
            return Results.Ok(new { activityExecutionId = id, items = Array.Empty<object>(), totalCount = 0 });
        });
    }

    /// <summary>
    /// Hides closed cases from the designer's list; they and their history are kept. Returns their number.
    /// </summary>
    private static async Task<int> PutAway(
        Person person, IReadOnlyList<long> ids, SopDatabase database, IClock clock, CancellationToken cancellation) =>
        (await database.Query<long>(person.UnitId,
            "update cases set put_away_at = @now where unit_id = @unit and id = any (@ids) and status <> 'running' returning id",
            new { ids, now = clock.Now() }, cancellation)).Count;

    private static void MapChanges(RouteGroupBuilder elsa)
    {
        elsa.MapPost("/cancel/workflow-instances/{id}", async (
            Person person, string id, CaseReplay cases, CaseCommands commands, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
        {
            var head = await cases.Head(person.UnitId, id, cancellation);
            await Cancel(person, head, commands, texts, cancellation);
            return Results.NoContent();
        });

        elsa.MapPost("/bulk-actions/cancel/workflow-instances", async (
            Person person, BulkRequest body, CaseReplay cases, CaseCommands commands, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
        {
            // "All that match" is refused: people look at each case before they call it off.
            if (body.Ids is not { Count: > 0 and <= MostAtOnce } ids) return Refused(texts["Studio.CancelSelected", MostAtOnce]);

            var cancelled = 0;
            foreach (var id in ids.Distinct())
            {
                var head = await cases.Head(person.UnitId, id, cancellation);
                if (head.Status != "running") continue;
                await Cancel(person, head, commands, texts, cancellation);
                cancelled++;
            }

            return Results.Ok(new { cancelledCount = cancelled });
        });

        elsa.MapDelete("/workflow-instances/{id}", async (
            Person person, string id, CaseReplay cases, SopDatabase database, IClock clock,
            IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        {
            var head = await cases.Head(person.UnitId, id, cancellation);
            return await PutAway(person, [head.Id], database, clock, cancellation) == 0
                ? Refused(texts["Studio.CannotDelete"])
                : Results.NoContent();
        });

        elsa.MapPost("/bulk-actions/delete/workflow-instances/by-id", async (
            Person person, BulkRequest body, SopDatabase database, IClock clock, IStringLocalizer<Texts> texts,
            CancellationToken cancellation) =>
        {
            if (body.Ids is not { Count: > 0 and <= MostAtOnce } ids) return Refused(texts["Studio.CancelSelected", MostAtOnce]);
            var known = ids
                .Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
            var deleted = await PutAway(person, known, database, clock, cancellation);
            return deleted == 0 ? Refused(texts["Studio.CannotDelete"]) : Results.Ok(new { deleted });
        });

        elsa.MapPost("/workflow-definitions/{definitionId}/execute", async (
            Person person, string definitionId, DefinitionStore definitions, FlowCache flows, CaseCommands commands, HttpContext context) =>
        {
            var version = await definitions.InForce(person.UnitId, definitionId, context.RequestAborted);
            if (version is not { } inForce || (await flows.Get(inForce, context.RequestAborted)).BeginsWithCustomer)
            {
                context.Response.Headers["x-elsa-workflow-cannot-start"] = "true";
                return Results.Ok();
            }

            var started = await commands.Start(new Engine.Cases.StartCase(
                inForce, new CaseStarted(new Dictionary<string, JsonElement>()), person.Id), person, context.RequestAborted);
            context.Response.Headers["x-elsa-workflow-instance-id"] = started.Case.ToString(CultureInfo.InvariantCulture);
            return Results.Ok();
        });
    }

    private static Task<CaseResult.Done> Cancel(
        Person person, CaseHead head, CaseCommands commands, IStringLocalizer<Texts> texts, CancellationToken cancellation) =>
        commands.Advance(person, head.Id, new CaseCancelled(person.Id, texts["Studio.CancelReason"]), null, cancellation);

    private static async Task<(ReplayedCase Seen, ActivityRun Run)> Find(
        Person person, string? id, CaseReplay cases, Problems problems, CancellationToken cancellation)
    {
        var parts = (id ?? "").Split('-');
        var seen = await cases.Read(person.UnitId, parts[0], cancellation);
        return seen.Trace.Runs.FirstOrDefault(run => InstanceView.RunId(seen.Head, run) == id) is { } run
            ? (seen, run)
            : throw new ProblemException(problems.NotFound());
    }

    private static object Items(IReadOnlyList<object> items) => new { items, count = items.Count };

    /// <summary>A 400, whose message the Studio shows.</summary>
    private static IResult Refused(string why) => ProblemAnswers.ForStudio(new Problem(400, "refused", why));
}
