using NodaTime;

namespace SopEngine.Core.Appointments;

public enum InvitationMethod
{
    /// <summary>Asks the invited person to put it in their calendar, or to change it there.</summary>
    Request,

    /// <summary>Takes it out of their calendar.</summary>
    Cancel,

    /// <summary>An entry for whoever downloads it; it asks nobody for an answer.</summary>
    Publish,
}

/// <summary>An appointment as a calendar takes it in (RFC 5545, RFC 5546).</summary>
/// <param name="Uid">The same for all versions of one appointment, and of no other in the world.</param>
/// <param name="Sequence">Higher in each version.</param>
/// <param name="Stamp">The moment of this version.</param>
/// <param name="Place">Empty for none.</param>
/// <param name="Link">A page of the service about it; empty for none.</param>
public sealed record Invitation(
    InvitationMethod Method, string Uid, int Sequence, Instant Stamp, Instant From, Instant To, string Subject, string Text, string Place,
    string Link)
{
    /// <summary>The inviting office; null where nobody may be named.</summary>
    public Mailbox? Organiser { get; init; }

    /// <summary>The invited person; null for an entry to download.</summary>
    public Mailbox? Invited { get; init; }
}

/// <param name="Address">An e-mail address.</param>
public sealed record Mailbox(string Name, string Address);
