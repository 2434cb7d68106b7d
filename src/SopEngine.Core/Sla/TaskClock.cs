using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Sla;

/// <summary>
/// The times of one open task, from everything that bears on them: the calendar, the limit, extensions, and the pauses of its case.
/// Computed from the start each time, so that a change of any of them gives the same times as if it had always held.
/// </summary>
public sealed class TaskClock
{
    private readonly WorkingCalendar _calendar;
    private readonly bool _isCustomers;
    private readonly Instant _from;
    private readonly Instant _planned;
    private readonly List<Interval> _pauses = [];

    /// <param name="isCustomers">A customer's step counts every hour of every day; see <see cref="StepClock"/>.</param>
    /// <param name="limit">The step's limit, or that of the case.</param>
    /// <param name="extensions">
    /// In their order. An extension runs on from the due instant at that time, or from the moment it was given if that had passed, and the
    /// shares of the time are counted anew from that moment: the holder is warned and late by the longer time.
    /// </param>
    /// <param name="planned">The due instant of a limit that does not count from the opening; null for one that does.</param>
    /// <param name="pauses">Of the case, in their order; one without an end stops nothing yet.</param>
    public TaskClock(
        WorkingCalendar calendar, bool isCustomers, Instant opened, TimeLimit limit,
        IEnumerable<Extension> extensions, IEnumerable<Interval> pauses, Instant? planned = null)
    {
        (_calendar, _isCustomers, _from) = (calendar, isCustomers, opened);
        _planned = Due = planned ?? StepClock.Due(calendar, limit, isCustomers, opened)!.Value;

        var ended = pauses.Where(pause => pause.HasEnd && pause.End > opened)
            .Select(pause => (pause.Start, Pause: (Interval?)pause, Extension: (Extension?)null));
        var given = extensions.Select(extension => (extension.At, Pause: (Interval?)null, Extension: (Extension?)extension));
        foreach (var (at, pause, extension) in ended.Concat(given).OrderBy(mark => mark.Item1))
        {
            if (extension is not null)
            {
                _from = at;
                _planned = Due = StepClock.Due(calendar, extension.By, isCustomers, Instant.Max(Due, at))!.Value;
                _pauses.Clear();
            }
            else
            {
                // A task opened during a pause begins when the pause ends.
                var lasting = new Interval(Instant.Max(at, _from), pause!.Value.End);
                _pauses.Add(lasting);
                Due = Resume(Due, lasting);
            }
        }
    }

    /// <summary>The breach: the instant at which all of the time has passed.</summary>
    public Instant Due { get; }

    /// <summary>The instant at which a share of the time has passed; 100 gives <see cref="Due"/>, more a later instant.</summary>
    public Instant At(int percent) =>
        percent == 100 ? Due : _pauses.Aggregate(StepClock.At(_calendar, _isCustomers, _from, _planned, percent), Resume);

    private Instant Resume(Instant at, Interval pause) =>
        !_isCustomers ? _calendar.Resume(at, pause) : at <= pause.Start ? at : pause.End + (at - pause.Start);
}
