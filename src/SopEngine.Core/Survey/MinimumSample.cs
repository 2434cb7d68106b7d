namespace SopEngine.Core.Survey;

/// <summary>How many respondents a survey needs at least, by the formula of Krejcie and Morgan.</summary>
public static class MinimumSample
{
    /// <summary>So few people are all asked.</summary>
    private const int AllBelow = 10;

    // Chi square for one degree of freedom, times P(1 - P) at P = 0.5; and the squared margin of 5 %.
    private const decimal Spread = 3.841m * 0.25m, Margin = 0.05m * 0.05m;

    /// <param name="served">The number of people served in the period.</param>
    public static int Of(int served) => served < AllBelow
        ? Math.Max(served, 0)
        : (int)Math.Round(Spread * served / (Margin * (served - 1) + Spread), MidpointRounding.AwayFromZero);
}
