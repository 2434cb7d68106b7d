using NodaTime;

namespace SopEngine.Core.Sla;

/// <summary>The stretches of time by which figures are kept and shown.</summary>
public enum Grain
{
    Day,
    Week,
    Month,
}

/// <summary>A day, a week from Monday on, or a month.</summary>
public readonly record struct Stretch(Grain Grain, LocalDate First)
{
    /// <summary>The first day behind it.</summary>
    public LocalDate End => Grain switch
    {
        Grain.Week => First.PlusWeeks(1),
        Grain.Month => First.PlusMonths(1),
        _ => First.PlusDays(1),
    };

    public Stretch Next => this with { First = End };

    /// <summary>The stretch that a day belongs to.</summary>
    public static Stretch Of(Grain grain, LocalDate day) => new(grain, grain switch
    {
        Grain.Week => day.DayOfWeek == IsoDayOfWeek.Monday ? day : day.Previous(IsoDayOfWeek.Monday),
        Grain.Month => day.With(DateAdjusters.StartOfMonth),
        _ => day,
    });

    /// <summary>
    /// The fewest stretches that make up exactly the days of a period: whole months, around them whole weeks, and the days left over.
    /// </summary>
    public static IEnumerable<Stretch> Cover(LocalDate from, LocalDate to)
    {
        for (var at = from; at <= to;)
        {
            var month = Of(Grain.Month, at).Next;
            // A week must not take days from a month that is covered as a whole.
            var free = month.End.PlusDays(-1) <= to ? month.First : to.PlusDays(1);
            Stretch[] choice = [Of(Grain.Month, at), Of(Grain.Week, at), Of(Grain.Day, at)];
            var piece = choice.First(
                stretch => stretch.First == at && stretch.End <= (stretch.Grain == Grain.Month ? to.PlusDays(1) : free));
            yield return piece;
            at = piece.End;
        }
    }
}
