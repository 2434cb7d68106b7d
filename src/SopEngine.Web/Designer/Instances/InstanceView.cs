using System.Globalization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Designer.Instances;

/// <summary>
/// A case in the shapes that the Studio reads, without the values of its forms: the viewer prints everything it gets.
/// </summary>
internal static class InstanceView
{
    private static readonly Dictionary<string, object> Nothing = [];

    public static object Summary(CaseHead head) => new
    {
        id = Id(head),
        head.DefinitionId,
        definitionVersionId = head.VersionId,
        head.Version,
        status = head.Elsa.Status,
        subStatus = head.Elsa.SubStatus,
        head.CorrelationId,
        name = head.Title,
        incidentCount = head.Status == "faulted" ? 1 : 0,
        createdAt = head.StartedAt.ToInstant(),
        updatedAt = head.UpdatedAt.ToInstant(),
        finishedAt = head.EndedAt?.ToInstant(),
    };

    public static object Whole(ReplayedCase seen)
    {
        var head = seen.Head;
        var (status, subStatus) = head.Elsa;
        var incidents = seen.Trace.Runs.Where(run => run.Ended is { How: ActivityMomentKind.Faulted }).Select(run => new
        {
            activityId = run.Activity.Id,
            activityNodeId = run.Activity.NodeId,
            activityType = run.Activity.Type,
            message = run.Fault,
            exception = Exception(run),
            timestamp = run.Ended!.Value.At,
        }).ToList();
        return new
        {
            id = Id(head),
            head.DefinitionId,
            definitionVersionId = head.VersionId,
            head.Version,
            status,
            subStatus,
            head.CorrelationId,
            name = head.Title,
            incidentCount = incidents.Count,
            createdAt = head.StartedAt.ToInstant(),
            updatedAt = head.UpdatedAt.ToInstant(),
            finishedAt = head.EndedAt?.ToInstant(),
            workflowState = new
            {
                id = Id(head),
                head.DefinitionId,
                definitionVersion = head.Version,
                head.CorrelationId,
                status,
                subStatus,
                bookmarks = Array.Empty<object>(),
                incidents,
                completionCallbacks = Array.Empty<object>(),
                activityExecutionContexts = Array.Empty<object>(),
                input = Nothing,
                output = Nothing,
                properties = Nothing,
                createdAt = head.StartedAt.ToInstant(),
                updatedAt = head.UpdatedAt.ToInstant(),
                finishedAt = head.EndedAt?.ToInstant(),
            },
        };
    }

    public static object Moment(ReplayedCase seen, ActivityMoment moment) => new
    {
        id = string.Create(CultureInfo.InvariantCulture, $"{seen.Head.Id}-m{moment.Sequence}"),
        activityInstanceId = RunId(seen.Head, moment.Run),
        parentActivityInstanceId = moment.Run.Around is { } around ? RunId(seen.Head, around) : null,
        activityId = moment.Run.Activity.Id,
        activityType = moment.Run.Activity.Type,
        activityTypeVersion = 1,
        activityName = moment.Run.Activity.Name,
        nodeId = moment.Run.Activity.NodeId,
        timestamp = moment.At,
        sequence = moment.Sequence,
        eventName = EventName(moment.Kind),
        message = moment.Kind == ActivityMomentKind.Faulted ? moment.Run.Fault : null,
        source = (string?)null,
        activityState = (object?)null,
        payload = Payload(moment.Kind == ActivityMomentKind.Completed ? moment.Run.Outcomes : []),
    };

    /// <summary>Elsa's names, of which <c>Canceled</c> has one l.</summary>
    public static string EventName(ActivityMomentKind kind) => kind == ActivityMomentKind.Cancelled ? "Canceled" : kind.ToString();

    public static object Execution(ReplayedCase seen, ActivityRun run) => new
    {
        id = RunId(seen.Head, run),
        workflowInstanceId = Id(seen.Head),
        activityId = run.Activity.Id,
        activityNodeId = run.Activity.NodeId,
        activityType = run.Activity.Type,
        activityTypeVersion = 1,
        activityName = run.Activity.Name,
        activityState = State(seen, run),
        payload = Payload(run.Outcomes),
        outputs = Nothing,
        properties = Nothing,
        metadata = Nothing,
        exception = Exception(run),
        startedAt = run.StartedAt,
        hasBookmarks = run is { Ended: null, IsWaiting: true },
        status = run.Ended is { How: var how } ? EventName(how) : "Running",
        aggregateFaultCount = run.Ended is { How: ActivityMomentKind.Faulted } ? 1 : 0,
        completedAt = run.Ended?.At,
        schedulingActivityExecutionId = (string?)null,
        schedulingActivityId = (string?)null,
        schedulingWorkflowInstanceId = (string?)null,
        callStackDepth = 0,
    };

    /// <summary>Counts the runs of each activity, by which the viewer marks the canvas. Activities that never began are left out.</summary>
    /// <param name="nodes">The node ids asked for; null for all.</param>
    public static object Report(ReplayedCase seen, IReadOnlyCollection<string>? nodes) => new
    {
        stats = seen.Trace.Runs.Where(run => nodes is null || nodes.Contains(run.Activity.NodeId))
            .GroupBy(run => run.Activity.NodeId).Select(runs => new
            {
                activityId = runs.First().Activity.Id,
                activityNodeId = runs.Key,
                startedCount = runs.Count(),
                completedCount = runs.Count(run => run.Ended is { How: ActivityMomentKind.Completed }),
                uncompletedCount = runs.Count(run => run.Ended is null),
                isBlocked = runs.Any(run => run is { Ended: null, IsWaiting: true }),
                isFaulted = runs.Any(run => run.Ended is { How: ActivityMomentKind.Faulted }),
                metadata = Nothing,
            }),
    };

    private static object? Exception(ActivityRun run) => run.Fault is null
        ? null
        : new { type = "Fault", message = run.Fault, stackTrace = (string?)null, innerException = (object?)null };

    private static Dictionary<string, object?> State(ReplayedCase seen, ActivityRun run)
    {
        if (seen.Flow.StepAt(run.Activity.Index) is not { } step) return [];
        return new Dictionary<string, object?>
        {
            ["nomor"] = step.Number,
            ["kegiatan"] = step.Instruction,
            ["pelaksana"] = seen.Flow.Lane(step.Lane)?.Name ?? step.Lane,
            ["waktu"] = step.Limit?.ToString(),
            ["output"] = step.Output,
        };
    }

    private static Dictionary<string, object> Payload(IReadOnlyList<string> outcomes) =>
        outcomes.Count == 0 ? [] : new() { ["Outcomes"] = outcomes };

    public static string Id(CaseHead head) => head.Id.ToString(CultureInfo.InvariantCulture);

    public static string RunId(CaseHead head, ActivityRun run) => string.Create(CultureInfo.InvariantCulture, $"{head.Id}-{run.Number}");
}
