using System.Text.Json;
using NUnit.Framework;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Activities;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Plays a case with random choices in random order.</summary>
internal sealed class RandomPlayer(Flow flow, Random random, ITrace? trace = null)
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 1, 0);

    public CaseState State { get; private set; } = CaseState.New;

    public void PlayToTheEnd(int mostEvents = 500)
    {
        Happens(new CaseStarted(new Dictionary<string, JsonElement>()));
        for (var events = 0; State.Status == CaseStatus.Running; events++)
        {
            var waits = State.Waits(flow).ToList();
            Assert.That(waits, Is.Not.Empty, "a running case waits for something");
            Assert.That(events, Is.LessThan(mostEvents), "the case comes to an end");
            Happens(Ends(waits[random.Next(waits.Count)]));
        }
    }

    private CaseEvent Ends(OpenWait wait) => wait.Kind switch
    {
        WaitKind.Task => Completion(wait),
        WaitKind.SubCase => new SubCaseEnded(wait.Number, null, null, new Dictionary<string, JsonElement>()),
        WaitKind.Alarm => new AlarmRang(wait.Number),
        _ => new EventReceived(wait.Number),
    };

    private TaskCompleted Completion(OpenWait wait)
    {
        var step = flow.Steps.Single(step => step.Activity == wait.Activity);
        var outcome = step.Outcomes.Count == 0 ? null : step.Outcomes[random.Next(step.Outcomes.Count)];
        return new TaskCompleted(wait.Number, wait.Holder ?? 7, outcome, null, AnyForm.Filled(step), Checks: AnyForm.Checked(step));
    }

    private void Happens(CaseEvent happened)
    {
        var decision = Interpreter.Advance(flow, State, happened, Now, trace);
        Assert.That(decision.Refusal, Is.Null);
        State = decision.State;
    }
}

/// <summary>Remembers which activities started, by id.</summary>
internal sealed class Recording : ITrace
{
    public List<string> Started { get; } = [];

    public void Record(TraceKind kind, int frame, FlowActivity activity, IReadOnlyList<string> outcomes)
    {
        if (kind == TraceKind.Started) Started.Add(activity.Id);
    }
}

/// <summary>Fills in forms with values that their fields accept.</summary>
internal static class AnyForm
{
    public static JsonElement Filled(Step step) => step.Fields.Count == 0
        ? default
        : JsonSerializer.SerializeToElement(step.Fields.Where(field => field.Type is not (FieldType.Computed or FieldType.File))
            .ToDictionary(field => field.Name, Value));

    public static IReadOnlyList<RequirementCheck> Checked(Step step) =>
        [.. step.Requirements.Select(requirement => new RequirementCheck(requirement))];

    private static object Value(FormField field) => field.Type switch
    {
        FieldType.Text when field.Format is { } format => format.Example,
        FieldType.Number or FieldType.Money or FieldType.Person => field.Min ?? 3,
        FieldType.Choices => field.Options.Take(1),
        FieldType.People => new[] { 3, 4 },
        FieldType.Table => Enumerable.Repeat(field.Columns.Where(column => column.Type != FieldType.Computed)
            .ToDictionary(column => column.Name, Value), Math.Max(1, field.MinRows)),
        FieldType.Boolean => true,
        FieldType.Date => "2026-11-23",
        FieldType.DateTime => "2026-11-23T09:00",
        FieldType.Time => "09:00",
        FieldType.Choice => field.Options[0],
        FieldType.Discount => new { id = 2, text = "Usaha mikro", percent = 50, decree = "Keputusan 12/2026" },
        FieldType.Tariff => new { id = 1, text = "Kadar air", unit = "per contoh", amount = 3 },
        _ => field.Pattern is null ? "isian"
            : new string('1', 15) is var digits && field.Pattern.Matches(digits, null) ? digits : "A1B2C3D4E5F6G7H8",
    };
}
