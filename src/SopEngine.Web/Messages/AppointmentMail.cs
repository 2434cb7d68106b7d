using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using SopEngine.Core.Appointments;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Messages;
using SopEngine.Web.Cases;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>
/// Puts the entry for the reader's calendar into the e-mail about an appointment: as it is when the e-mail goes, so that a late one does
/// not bring back an earlier time.
/// </summary>
internal sealed class AppointmentMail(Appointments appointments, IOptions<SmtpSettings> settings)
{
    public async Task<IReadOnlyList<MailFile>> FilesOf(Addressee to, OutgoingMessage message, CancellationToken cancellation)
    {
        if (message.Kind != MessageKind.AppointmentMade.Name && message.Kind != MessageKind.AppointmentOff.Name) return [];
        if (message.Case is not { } caseId || message.Details.GetValueOrDefault("appointment") is not { } step) return [];
        OutgoingLanguage.Use(to.Language, to.Zone);
        if (await appointments.Find(to.Unit, caseId, step, to.Person, isMailed: true, cancellation) is not { } entry) return [];
        var from = MailboxAddress.TryParse(settings.Value.From, out var address) ? address.Address : "";
        var invitation = entry with { Organiser = new Mailbox(to.Office, from), Invited = new Mailbox(to.Name, to.Email ?? "") };
        return
        [
            new MailFile(
                Appointments.FileName(caseId), $"{Appointments.MediaType}; method={Method(invitation)}; charset=utf-8",
                Encoding.UTF8.GetBytes(InvitationText.Write(invitation))),
        ];
    }

    private static string Method(Invitation invitation) => invitation.Method.ToString().ToUpperInvariant();
}
