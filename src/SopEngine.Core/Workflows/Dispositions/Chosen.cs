using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Dispositions;

/// <summary>
/// The people for whom an earlier form chose a task, as a disposition does.
/// <para>
/// One person holds it from its opening, as if the person who chose had claimed it for them: deputies, taking over, handing on, escalation
/// and leaving the office are those of any held task, and a task that they release is its lane's again. Of many people each may take it,
/// and nobody else of the lane: a row of the SOP has one completion, one limit and one form, so the first who takes it answers for it, and
/// the others help, or take it once it is released. Each doing a part of their own would be a step of its own in the SOP.
/// </para>
/// An escalation by share or reassign opens the task to others as it opens a held one.
/// </summary>
internal static class Chosen
{
    /// <summary>A task as it opens: held, or for those chosen, and with its deadline.</summary>
    public static TaskOpened Open(Run run, Frame frame, Step step, TaskOpened opened)
    {
        if (step.Holders is null && step.Deadline is null) return opened;
        var scope = new Scope(run, frame);
        if (step.Deadline is { } deadline) frame.Until = Ends(scope.Variable(deadline));
        return step.Holders is { } field && FormPeople.Of(scope.Variable(field)) is { Count: > 0 } people
            ? For(frame, people, opened) : opened;
    }

    /// <summary>
    /// Gives an open task to one person, or to some of its lane. They stand in the field of the form from then on: later steps of the same
    /// field are theirs, too.
    /// </summary>
    /// <param name="field">The field that chose its holders.</param>
    public static void Give(Run run, Frame frame, string field, IReadOnlyList<long> people)
    {
        var (holder, chosen) = Split(people);
        var (scope, value) = (new Scope(run, frame), JsonSerializer.SerializeToElement(people));
        // A variable of the author's own type may not take a list.
        if (scope.Declaration(field)?.Type.Fitting(value) is not null) scope.SetVariable(field, value);
        frame.Holder = holder;
        run.Effects.Add(new TaskHeld(frame.Wait, holder));
        Narrow(run, frame, chosen);
    }

    /// <summary>Takes a person who cannot do the task any more from those chosen; without any left it is its whole lane's.</summary>
    public static void Drop(Run run, Frame frame, long person) =>
        Narrow(run, frame, frame.Chosen!.Where(one => one != person).ToArray() is { Length: > 0 } left ? left : null);

    private static TaskOpened For(Frame frame, IReadOnlyList<long> people, TaskOpened opened)
    {
        (frame.Holder, frame.Chosen) = Split(people);
        return opened with { Holder = frame.Holder, Chosen = frame.Chosen };
    }

    private static void Narrow(Run run, Frame frame, long[]? chosen)
    {
        if (frame.Chosen is null && chosen is null) return;
        frame.Chosen = chosen;
        run.Effects.Add(new TaskNarrowed(frame.Wait, chosen));
    }

    private static (long? Holder, long[]? Chosen) Split(IReadOnlyList<long> people) =>
        people.Count == 1 ? (people[0], null) : (null, [.. people]);

    private static LocalDateTime? Ends(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? DispositionDeadline.End(value.GetString()) : null;
}
