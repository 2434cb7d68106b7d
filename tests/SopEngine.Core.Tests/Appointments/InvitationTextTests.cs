using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ical.Net;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Appointments;

namespace SopEngine.Core.Tests.Appointments;

/// <summary>Calendar files, read back line by line as RFC 5545 has them, and by a reader of such files.</summary>
internal sealed class InvitationTextTests
{
    private static readonly Invitation Consultation = new(
        InvitationMethod.Request, "0f7c1f7e-6c5a-4b0e-8c39-0d1d2e3f4a5b@sopengine", 2, Instant.FromUtc(2026, 12, 1, 3, 4, 5),
        Instant.FromUtc(2026, 12, 3, 2, 0), Instant.FromUtc(2026, 12, 3, 3, 30), "Konsultasi kopi arabika",
        "Janji temu dengan BISIP.\nBawalah contoh biji.", "Video, https://rapat.kantor.test/abc?d=1,2;3", "https://kantor.test/cases/7")
    {
        Organiser = new Mailbox("BISIP", "sop@kantor.test"),
        Invited = new Mailbox("Budi, S.P.", "budi@contoh.test"),
    };

    [Test]
    public void An_invitation_says_when_where_and_which_one_it_is()
    {
        var lines = Unfolded(InvitationText.Write(Consultation));

        Assert.That(lines, Is.SupersetOf(new[]
        {
            "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "DTSTAMP:20261201T030405Z", "DTSTART:20261203T020000Z",
            "DTEND:20261203T033000Z", "SEQUENCE:2", "STATUS:CONFIRMED", "SUMMARY:Konsultasi kopi arabika",
            "UID:0f7c1f7e-6c5a-4b0e-8c39-0d1d2e3f4a5b@sopengine", @"DESCRIPTION:Janji temu dengan BISIP.\nBawalah contoh biji.",
            @"LOCATION:Video\, https://rapat.kantor.test/abc?d=1\,2\;3", "URL:https://kantor.test/cases/7",
            "ORGANIZER;CN=BISIP:mailto:sop@kantor.test", "END:VEVENT", "END:VCALENDAR",
        }));
        var attendee = lines.Single(line => line.StartsWith("ATTENDEE", StringComparison.Ordinal));
        Assert.That(attendee, Does.Contain("CN=\"Budi, S.P.\"").And.Contain("RSVP=TRUE").And.EndWith(":mailto:budi@contoh.test"));
        Assert.That(lines.Count(line => line.StartsWith("PRODID", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public void A_cancelled_one_takes_the_same_entry_out()
    {
        var lines = Unfolded(InvitationText.Write(Consultation with { Method = InvitationMethod.Cancel, Sequence = 3 }));

        Assert.That(lines, Is.SupersetOf(new[]
        {
            "METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3", "UID:0f7c1f7e-6c5a-4b0e-8c39-0d1d2e3f4a5b@sopengine",
        }));
    }

    [Test]
    public void An_entry_to_download_names_nobody_and_asks_for_no_answer()
    {
        var text = InvitationText.Write(Consultation with { Method = InvitationMethod.Publish, Organiser = null, Invited = null });

        Assert.That(text, Does.Contain("METHOD:PUBLISH").And.Not.Contain("ATTENDEE").And.Not.Contain("ORGANIZER"));
    }

    [TestCase("bukan alamat")]
    [TestCase("budi@contoh.test\r\nATTENDEE:mailto:lain@contoh.test")]
    [TestCase("")]
    public void What_is_no_address_names_nobody(string address) => Assert.That(
        InvitationText.Write(Consultation with { Invited = new Mailbox("Budi", address) }), Does.Not.Contain("ATTENDEE"));

    [Test]
    public void A_link_that_is_none_of_a_web_site_is_left_out() => Assert.That(
        InvitationText.Write(Consultation with { Link = "javascript:alert(1)" }), Does.Not.Contain("URL").And.Not.Contain("javascript"));

    [Test]
    public void No_text_of_people_breaks_out_of_its_line_or_makes_one_longer_than_75_octets() => Prop.ForAll(
        Hostile.ToArbitrary(), Hostile.ToArbitrary(), Hostile.ToArbitrary(), (subject, text, name) =>
        {
            var written = InvitationText.Write(Consultation with
            {
                Subject = subject,
                Text = text,
                Place = subject + text,
                Invited = new Mailbox(name, "budi@contoh.test"),
                Organiser = new Mailbox(subject, "sop@kantor.test"),
            });

            var folded = written.Split("\r\n");
            Assert.That(folded.Select(line => Encoding.UTF8.GetByteCount(line)), Has.All.LessThanOrEqualTo(75));
            Assert.That(written.Replace("\r\n", "", StringComparison.Ordinal), Does.Not.Contain("\r").And.Not.Contain("\n"));
            var names = Unfolded(written).Select(line => line.Split(':', ';')[0]).ToList();
            Assert.That(names.Count(one => one == "BEGIN"), Is.EqualTo(2), written);
            string[] known =
            [
                "BEGIN", "END", "PRODID", "VERSION", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION",
                "LOCATION", "STATUS", "TRANSP", "URL", "ORGANIZER", "ATTENDEE",
            ];
            Assert.That(names.Except(known), Is.Empty);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void A_reader_of_calendars_gets_the_texts_back() => Prop.ForAll(Friendly.ToArbitrary(), text =>
    {
        var read = Calendar.Load(InvitationText.Write(Consultation with { Subject = text, Place = text }))!.Events.Single();
        Assert.That(read.Summary ?? "", Is.EqualTo(text.Trim()));
        Assert.That(read.Location ?? "", Is.EqualTo(text.Trim()));
    }).QuickCheckThrowOnFailure();

    /// <summary>Pieces that would end a line, an escape, a quotation or an entry, and letters of two to four bytes.</summary>
    private static Gen<string> Hostile => Pieces(
        "\r\n", "\n", "\r", "\u2028", "\0", "\"", ";", ":", ",", "\\", "\\n", "END:VEVENT", "\r\nATTENDEE:mailto:lain@contoh.test", "kopi ",
        "é", "…", "😀", "\uD83D", " ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

    private static Gen<string> Friendly => Pieces("kopi", "; ", ", ", "\\", ":", "é", "😀", "panjang sekali dan lebih panjang lagi ");

    private static Gen<string> Pieces(params string[] pieces) =>
        Gen.Elements(pieces).ListOf().Select(list => string.Concat(list));

    private static List<string> Unfolded(string text) =>
        [.. text.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];
}
