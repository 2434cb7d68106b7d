using NodaTime;

namespace SopEngine.Core.Workflows.Bills;

/// <summary>A bill of a case (e-billing): the customer pays it outside of the program, by its code.</summary>
/// <param name="No">Counts from 1 within the case; never reused.</param>
/// <param name="Amount">Whole rupiah.</param>
/// <param name="Until">The last moment at which it can be paid.</param>
/// <param name="Ntpn">The transaction number of its payment; null until it is paid.</param>
/// <param name="Replaces">Number of the bill in whose place it was issued; null for the first.</param>
public sealed record CaseBill(
    int No, string Code, long Amount, Instant IssuedAt, Instant Until, BillStatus Status = BillStatus.Issued, string? Ntpn = null,
    Instant? PaidAt = null, int? Replaces = null)
{
    /// <summary>True while it can still be paid, or called back.</summary>
    public bool IsOpen => Status == BillStatus.Issued;
}

public enum BillStatus
{
    Issued,
    Paid,

    /// <summary>Not paid to its end; the case went on without it.</summary>
    Expired,

    Cancelled,

    /// <summary>Another was issued in its place before it was paid.</summary>
    Replaced,
}
