using NodaTime;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Elsa.Delay</c>, <c>Elsa.Timer</c> and <c>Elsa.StartAt</c>: wait until an instant. They count all hours of the day, as Elsa does; a
/// step's limit counts working time.
/// </summary>
internal sealed class Alarm : FlowActivity
{
    private readonly Func<Run, Frame, Instant> _at;

    private Alarm(ActivityElement element, Compilation compilation, Func<Alarm, Func<Run, Frame, Instant>> at) : base(element, compilation)
    {
        _at = at(this);
    }

    public static Alarm Delay(ActivityElement element, Compilation compilation) => After(element, compilation, "timeSpan");

    public static Alarm Timer(ActivityElement element, Compilation compilation) => After(element, compilation, "interval");

    public static Alarm StartAt(ActivityElement element, Compilation compilation) => new(element, compilation, _ =>
    {
        var moment = compilation.Input(element, "dateTime", Json.ToInstant, Instant.MinValue);
        return moment.Get;
    });

    internal override WaitKind WaitsFor(Frame frame) => WaitKind.Alarm;

    internal override void Execute(Run run, Frame frame)
    {
        var at = _at(run, frame);
        if (at <= run.Now) run.Complete(frame);
        else run.Effects.Add(new AlarmSet(run.NextWait(frame), at));
    }

    internal override void Resume(Run run, Frame frame, CaseEvent happened) => run.Complete(frame);

    /// <summary>Elsa's default is one minute for both.</summary>
    private static Alarm After(ActivityElement element, Compilation compilation, string input) => new(element, compilation, _ =>
    {
        var span = compilation.Input(element, input, Json.ToDuration, Duration.FromMinutes(1));
        return (run, frame) => run.Now + span.Get(run, frame);
    });
}
