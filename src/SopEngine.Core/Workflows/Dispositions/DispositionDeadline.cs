using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Dispositions;

/// <summary>The deadline that a disposition gives.</summary>
public static class DispositionDeadline
{
    /// <summary>
    /// The moment by the office's clock at which a deadline ends, as forms write it: the end of a date, or a moment of it. Null for a text
    /// that is neither.
    /// </summary>
    public static LocalDateTime? End(string? deadline) =>
        deadline is null ? null
        : LocalDatePattern.Iso.Parse(deadline) is { Success: true, Value: var date } && date < LocalDate.MaxIsoValue
            ? date.PlusDays(1).AtMidnight()
        : FormMoments.DateTime.Parse(deadline) is { Success: true, Value: var moment } ? moment
        : null;

    /// <summary>The earlier of two deadlines; null for none.</summary>
    public static LocalDateTime? Earlier(LocalDateTime? one, LocalDateTime? other) =>
        one is null || other < one ? other ?? one : one;
}
