using System.Globalization;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using NodaTime;
using Calendar = Ical.Net.Calendar;

namespace SopEngine.Core.Appointments;

/// <summary>
/// Writes invitations as calendar files. Names and texts come from people: the library escapes and folds them, and what no line of the
/// format may hold is taken out before.
/// </summary>
public static class InvitationText
{
    private const string Product = "-//SopEngine//Janji temu//ID", Utc = "UTC";

    /// <summary>Longer texts are cut: an entry is a note, and its page says the rest.</summary>
    public const int Longest = 2_000;

    public static string Write(Invitation invitation)
    {
        var entry = new CalendarEvent
        {
            Uid = Line(invitation.Uid),
            Sequence = invitation.Sequence,
            DtStamp = Moment(invitation.Stamp),
            Start = Moment(invitation.From),
            End = Moment(invitation.To),
            Summary = Line(invitation.Subject),
            Description = Text(invitation.Text),
            Location = Line(invitation.Place),
            Status = invitation.Method == InvitationMethod.Cancel ? EventStatus.Cancelled : EventStatus.Confirmed,
            Transparency = TransparencyType.Opaque,
        };
        if (Uri.TryCreate(invitation.Link, UriKind.Absolute, out var link) && link.Scheme is "http" or "https") entry.Url = link;
        if (Address(invitation.Organiser) is { } organiser)
            entry.Organizer = new Organizer { Value = organiser, CommonName = Name(invitation.Organiser!) };
        if (Address(invitation.Invited) is { } invited)
            entry.Attendees.Add(new Attendee
            {
                Value = invited,
                CommonName = Name(invitation.Invited!),
                Role = ParticipationRole.RequiredParticipant,
                ParticipationStatus = EventParticipationStatus.NeedsAction,
                Rsvp = invitation.Method == InvitationMethod.Request,
            });

        var calendar = new Calendar { Method = invitation.Method.ToString().ToUpperInvariant(), ProductId = Product };
        calendar.Events.Add(entry);
        return new CalendarSerializer().SerializeToString(calendar) ?? "";
    }

    private static CalDateTime Moment(Instant at) => new(at.ToDateTimeUtc(), Utc);

    /// <summary>Null for none, and for what is no address.</summary>
    private static Uri? Address(Mailbox? mailbox) =>
        mailbox is { Address: { Length: > 0 } address } && address.Contains('@') && !address.Any(char.IsWhiteSpace)
            && Uri.TryCreate($"mailto:{address}", UriKind.Absolute, out var uri) ? uri : null;

    /// <summary>A parameter has no escapes: quotes and line ends cannot stand in it (RFC 5545, 3.2).</summary>
    private static string Name(Mailbox mailbox) => Line(mailbox.Name).Replace('"', '\'');

    private static string Line(string text) => Cut(string.Concat(text.Select(letter => IsControl(letter) ? ' ' : letter))).Trim();

    private static string Text(string text) =>
        Cut(string.Concat(text.ReplaceLineEndings("\n").Where(letter => letter == '\n' || !IsControl(letter)))).Trim();

    private static bool IsControl(char letter) =>
        char.IsControl(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;

    /// <summary>Never within a letter of two halves; a half alone, which is no letter, becomes a mark.</summary>
    private static string Cut(string text)
    {
        var letters = new StringBuilder(Math.Min(text.Length, Longest));
        foreach (var letter in text.EnumerateRunes())
        {
            if (letters.Length + letter.Utf16SequenceLength > Longest) break;
            letters.Append(letter.ToString());
        }

        return letters.ToString();
    }
}
