using System.Globalization;
using NodaTime;

namespace SopEngine.Core.Survey;

/// <summary>How often an office counts its index; the rule wants it once a year at least.</summary>
public enum SurveyGrain
{
    Month,
    Quarter,
    Semester,
    Year,
}

/// <summary>A month, quarter, half or whole year of the calendar.</summary>
/// <param name="From">Its first day.</param>
public readonly record struct SurveyPeriod(SurveyGrain Grain, LocalDate From)
{
    /// <summary>Its last day.</summary>
    public LocalDate To => From.PlusMonths(Months).PlusDays(-1);

    public SurveyPeriod Next => this with { From = From.PlusMonths(Months) };

    public SurveyPeriod Previous => this with { From = From.PlusMonths(-Months) };

    /// <summary>Its number within the year, from 1.</summary>
    public int Number => ((From.Month - 1) / Months) + 1;

    private int Months => Length(Grain);

    public static SurveyPeriod Of(SurveyGrain grain, LocalDate day) =>
        new(grain, new LocalDate(day.Year, ((day.Month - 1) / Length(grain) * Length(grain)) + 1, 1));

    /// <summary>The periods of a shorter grain within this one, in order; itself for its own grain.</summary>
    public IEnumerable<SurveyPeriod> Parts(SurveyGrain grain)
    {
        for (var part = Of(grain, From); part.From <= To; part = part.Next) yield return part;
    }

    /// <summary>"2026-10", "2026-Q3", "2026-S1" or "2026".</summary>
    public override string ToString() => Grain switch
    {
        SurveyGrain.Month => From.ToString("uuuu-MM", CultureInfo.InvariantCulture),
        SurveyGrain.Year => From.ToString("uuuu", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}-{(Grain == SurveyGrain.Quarter ? 'Q' : 'S')}{Number}"),
    };

    public static bool TryParse(string? text, out SurveyPeriod period)
    {
        period = default;
        if (text is not { Length: 4 or 7 } || !Digits(text.AsSpan(0, 4), out var year)) return false;
        // Reckoning with the ends of the calendar overflows.
        if (year is < 1900 or > 2199) return false;
        if (text.Length == 4)
        {
            period = new(SurveyGrain.Year, new LocalDate(year, 1, 1));
            return true;
        }

        if (text[4] != '-') return false;
        SurveyGrain? lettered = text[5] switch { 'Q' => SurveyGrain.Quarter, 'S' => SurveyGrain.Semester, _ => null };
        var grain = lettered ?? SurveyGrain.Month;
        if (!Digits(text.AsSpan(lettered is null ? 5 : 6), out var number) || number < 1 || number > 12 / Length(grain)) return false;
        period = new(grain, new LocalDate(year, ((number - 1) * Length(grain)) + 1, 1));
        return true;
    }

    private static bool Digits(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static int Length(SurveyGrain grain) => grain switch
    {
        SurveyGrain.Month => 1,
        SurveyGrain.Quarter => 3,
        SurveyGrain.Semester => 6,
        _ => 12,
    };
}
