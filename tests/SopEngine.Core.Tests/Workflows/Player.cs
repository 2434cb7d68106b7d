using System.Text.Json;
using NUnit.Framework;
using NodaTime;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Plays a case by the ids of its activities, and keeps its history.</summary>
internal sealed class Player
{
    private readonly List<(CaseEvent Happened, Instant At)> _history = [];

    public Player(Flow flow, IReadOnlyDictionary<string, JsonElement>? inputs = null)
    {
        Flow = flow;
        Happens(new CaseStarted(inputs ?? new Dictionary<string, JsonElement>()));
    }

    public Flow Flow { get; }
    public CaseState State { get; private set; } = CaseState.New;
    public List<Effect> Effects { get; } = [];
    public Instant Now { get; set; } = Instant.FromUtc(2026, 11, 23, 1, 0);
    public IReadOnlyList<(CaseEvent Happened, Instant At)> History => _history;

    public IReadOnlyList<string> Open => [.. Waits(WaitKind.Task)];

    public IEnumerable<string> Lines => Effects.OfType<LineWritten>().Select(line => line.Text);

    /// <summary>Ids of the activities that wait for something of a kind.</summary>
    public IEnumerable<string> Waits(WaitKind kind) =>
        State.Waits(Flow).Where(wait => wait.Kind == kind).Select(wait => Flow.Activities[wait.Activity].Id);

    public int Number(string activity) => State.Waits(Flow).Single(wait => Flow.Activities[wait.Activity].Id == activity).Number;

    public Player Complete(params string[] activities)
    {
        foreach (var activity in activities)
        {
            var parts = activity.Split(':');
            Happens(new TaskCompleted(Number(parts[0]), 7, parts.Length > 1 ? parts[1] : null, Checks: Checks(parts[0])));
        }

        return this;
    }

    /// <summary>Completes a step with its form.</summary>
    public Player Finish(string activity, string? data = null, string? outcome = null)
    {
        var asked = new TaskCompleted(Number(activity), 7, outcome, null,
            data is null ? default : JsonDocument.Parse(data).RootElement, Checks: Checks(activity));
        Happens(FormFilling.IsNeeded(Flow.Steps.FirstOrDefault(step => step.ActivityId == activity))
            ? FormFilling.Fill(Flow, State, asked, Now, Calendars.Office).Completed
            : asked);
        return this;
    }

    private IReadOnlyList<RequirementCheck>? Checks(string activity) =>
        Flow.Steps.FirstOrDefault(step => step.ActivityId == activity) is { } step ? AnyForm.Checked(step) : null;

    public Decision Happens(CaseEvent happened)
    {
        var decision = Try(happened);
        Assert.That(decision.Refusal, Is.Null);
        _history.Add((happened, Now));
        State = decision.State;
        Effects.AddRange(decision.Effects);
        return decision;
    }

    /// <summary>The decision on an event, without applying it.</summary>
    public Decision Try(CaseEvent happened) => Interpreter.Advance(Flow, State, happened, Now);
}
