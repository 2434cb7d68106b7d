using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Tests.WorkingTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>A case with a history, whose events can be taken back.</summary>
internal sealed class Replayed
{
    private readonly Flow _flow;
    private readonly HistoryReplay _case;

    public Replayed(Flow flow)
    {
        (_flow, _case) = (flow, new HistoryReplay(flow));
        Happens(new CaseStarted(new Dictionary<string, System.Text.Json.JsonElement>()));
    }

    public CaseState State => _case.State;

    /// <summary>The task completed last.</summary>
    public int Last { get; private set; }

    private static Instant Now { get; } = Instant.FromUtc(2026, 11, 23, 1, 0);

    public Replayed Complete(string step)
    {
        Happens(new TaskCompleted(Last = Number(step), 7));
        return this;
    }

    public Replayed Finish(string step, string data)
    {
        var asked = new TaskCompleted(Last = Number(step), 7, Data: System.Text.Json.JsonDocument.Parse(data).RootElement);
        Happens(FormFilling.Fill(_flow, State, asked, Now, Calendars.Office).Completed);
        return this;
    }

    public Decision Try(CaseEvent happened) => _case.Try(happened, Now);

    public Decision Happens(CaseEvent happened)
    {
        var decision = _case.Next(happened, Now);
        Assert.That(decision.Refusal, Is.Null);
        return decision;
    }

    private int Number(string step) => State.Waits(_flow).Single(wait => _flow.Activities[wait.Activity].Id == step).Number;
}
