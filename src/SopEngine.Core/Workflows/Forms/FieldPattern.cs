using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// A regular expression that a whole text must match. It is matched without backtracking, in a time that grows with the text alone, so it
/// needs no clock and gives the same answer on every machine.
/// </summary>
public sealed class FieldPattern
{
    /// <summary>The longest pattern, in characters, that may be published.</summary>
    public const int Longest = 500;

    /// <summary>Characters and repetitions, <c>[0-9]{15}</c> counting 15: the size of the matcher.</summary>
    private const int Largest = 2_000;

    private const RegexOptions Options = RegexOptions.CultureInvariant;

    private readonly Regex _regex;

    private FieldPattern(Regex regex) => _regex = regex;

    /// <summary>
    /// True when it is matched without backtracking. A pattern that looks around, refers back or is too large is not. It can no longer be
    /// published; where it was published, it runs on as before: with a deadline that gives the event up, which is never a mismatch.
    /// </summary>
    public bool IsSteady => _regex.Options.HasFlag(RegexOptions.NonBacktracking);

    /// <param name="deadline">Of a live run, in units of <see cref="Stopwatch"/>; null for a replay, which may take any time.</param>
    /// <exception cref="ScriptTimeoutException">The deadline has passed.</exception>
    public bool Matches(string text, long? deadline)
    {
        if (IsSteady || deadline is not { } end) return _regex.IsMatch(text);
        var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
        try
        {
            return Regex.IsMatch(text, _regex.ToString(), Options,
                left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1));
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ScriptTimeoutException(e);
        }
    }

    /// <returns>False when the text is not a regular expression. The pattern is null for an empty text.</returns>
    public static bool TryRead(string? text, out FieldPattern? pattern)
    {
        pattern = null;
        if (string.IsNullOrEmpty(text)) return true;
        try
        {
            var whole = $"^(?:{text})$";
            var regex = new Regex(whole, Options);
            pattern = new FieldPattern(text.Length <= Longest && Size(text) <= Largest ? Steady(whole) ?? regex : regex);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public override string ToString() => _regex.ToString();

    private static Regex? Steady(string text)
    {
        try
        {
            return new Regex(text, Options | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Its size with the repetitions written out.</summary>
    private static long Size(string text)
    {
        var (groups, size, last) = (new Stack<long>(), 0L, 0L);
        for (var i = 0; i < text.Length && size + last <= Largest; i++)
        {
            switch (text[i])
            {
                case '(':
                    groups.Push(size + last);
                    (size, last) = (0, 0);
                    break;
                case ')' when groups.TryPop(out var before):
                    (size, last) = (before, size + last + 1);
                    break;
                case '{' when text.IndexOf('}', i) is var end and > 0 && Times(text.AsSpan(i + 1, end - i - 1)) is { } times:
                    last *= Math.Max(1, times);
                    i = end;
                    break;
                default:
                    (size, last) = (size + last, 1);
                    if (text[i] == '\\') i++;
                    else if (text[i] == '[') i = EndOfClass(text, i);
                    break;
            }
        }

        return size + last + groups.Sum();
    }

    /// <summary>
    /// The most repetitions of <c>3</c>, <c>3,</c> or <c>3,5</c>; null for other text between braces, which stands for itself.
    /// </summary>
    private static int? Times(ReadOnlySpan<char> text)
    {
        var comma = text.IndexOf(',');
        var most = comma < 0 || comma == text.Length - 1 ? text.TrimEnd(',') : text[(comma + 1)..];
        if (most.Length == 0 || most.ContainsAnyExceptInRange('0', '9')) return null;
        return int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var times)
            ? Math.Min(times, Largest + 1)
            : Largest + 1;
    }

    /// <summary>The end of a set of characters; a bracket right at its beginning is one of them.</summary>
    private static int EndOfClass(string text, int start)
    {
        var first = start + (text.AsSpan(start + 1).StartsWith("^") ? 2 : 1);
        for (var i = first + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ']') return i;
        }

        return start;
    }
}
