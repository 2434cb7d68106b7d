using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SopEngine.Web.Http;

/// <summary>A task in addresses: the case and the task's number in it, <c>1234-5</c>.</summary>
public readonly record struct TaskId(long Case, int No) : IParsable<TaskId>
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Case}-{No}");

    public static TaskId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException();

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TaskId result)
    {
        result = default;
        var parts = s?.Split('-');
        if (parts is not [var first, var second]
            || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var caseId)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var no)) return false;
        result = new TaskId(caseId, no);
        return true;
    }
}
