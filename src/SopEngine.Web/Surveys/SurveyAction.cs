using NodaTime;
using SopEngine.Core.Survey;

namespace SopEngine.Web.Surveys;

/// <summary>One thing that the office does about a weak element.</summary>
/// <param name="Period">The period whose index asked for it.</param>
/// <param name="State">"planned", "done" or "dropped".</param>
public sealed record SurveyAction(
    long Id, string Period, SurveyElement Element, string Action, string Owner, LocalDate DueOn, string State, string Note)
{
    public const string Planned = "planned", Done = "done", Dropped = "dropped";

    /// <summary>The columns of an action <c>a</c> and its owner <c>p</c>.</summary>
    internal const string Columns = "a.id, a.period, a.element, a.action, p.name as owner, a.due_on, a.state, a.note";

    public static IReadOnlyList<string> States { get; } = [Planned, Done, Dropped];

    /// <summary>True when it is still to be done, and its day is over.</summary>
    public bool IsLate(LocalDate today) => State == Planned && DueOn < today;

    internal sealed record Row
    {
        public long Id { get; init; }
        public string Period { get; init; } = "";
        public string Element { get; init; } = "";
        public string Action { get; init; } = "";
        public string Owner { get; init; } = "";
        public DateOnly DueOn { get; init; }
        public string State { get; init; } = "";
        public string Note { get; init; } = "";

        public SurveyAction ToAction() =>
            new(Id, Period, SurveyElements.Find(Element)!.Value, Action, Owner, LocalDate.FromDateOnly(DueOn), State, Note);
    }
}
