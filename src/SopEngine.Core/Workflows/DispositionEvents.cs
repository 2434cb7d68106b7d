using SopEngine.Core.Substitutes;

namespace SopEngine.Core.Workflows;

/// <summary>
/// A task that somebody got by a disposition was disposed on to others, one or many; see <see cref="Dispositions.Chosen"/>.
/// </summary>
/// <param name="Note">Null for none.</param>
/// <param name="Deadline">A date or a moment by the office's clock, as forms write it; it can only shorten the time. Null for none.</param>
/// <param name="From">The holder until then; null when nobody had taken it.</param>
public sealed record TaskDisposed(
    int Task, long Person, IReadOnlyList<long> To, string Instruction, string? Note = null, string? Deadline = null,
    OnBehalfOf? For = null, long? From = null) : CaseEvent, IOpenTaskEvent
{
    public override CaseEvent AsAsked() => this with { For = null, From = null };

    public override CaseEvent Noted(OnBehalfOf? by, long? holder) =>
        by is null && holder is null ? this : this with { For = by, From = holder };
}
