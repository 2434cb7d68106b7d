using System.Text;
using Ical.Net;
using MimeKit;
using NodaTime;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Messages;

/// <summary>The consultation of B-1664: its customer gets one entry in their calendar, which every change finds again.</summary>
internal sealed class AppointmentMailTests
{
    private SmtpServer _mail = null!;
    private TestApp _app = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _mail = new SmtpServer();
        _app = await TestApp.Start(
            "--Smtp:Host=127.0.0.1", $"--Smtp:Port={_mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false");
        await _app.Scalar<int>(
            "update people set email = 'pemohon@contoh.test', email_confirmed_at = now() where user_name = 'pengguna1.bisip' returning 1");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _app.Verify();
        await _app.DisposeAsync();
        await _mail.DisposeAsync();
        Assert.That(discrepancies, Is.Empty);
    }

    [Test]
    public async Task An_appointment_is_made_changed_and_taken_out_with_its_case_in_one_entry()
    {
        using var officer = await _app.Client(Consultations.Officer);
        var id = await new Consultations(_app).Start("Konsultasi kopi");
        Assert.That((await Consultations.Complete(officer, id, 4, new { waktuKonsultasi = Moment(-1) })).Text, Does.Contain("sudah lewat"));
        var (first, second) = (Moment(2), Moment(3));
        Assert.That((await Consultations.Complete(officer, id, 4, new
        {
            waktuKonsultasi = first,
            lamaKonsultasi = 45,
            mediaKonsultasi = "Video",
            tempatKonsultasi = "https://rapat.kantor.test/kopi;a",
        })).Status, Is.EqualTo(200));

        var made = Entry(await Invitation(), "REQUEST");
        Assert.That((made.Sequence, made.Location), Is.EqualTo((0, "Video, https://rapat.kantor.test/kopi;a")));
        Assert.That(made.Start!.AsUtc, Is.EqualTo(Utc(first)));
        Assert.That(made.End!.AsUtc, Is.EqualTo(Utc(first).AddMinutes(45)));
        Assert.That(made.Attendees.Single().Value!.ToString(), Is.EqualTo("mailto:pemohon@contoh.test"));
        Assert.That(made.Organizer!.Value!.ToString(), Is.EqualTo("mailto:sop@kantor.test"));
        Assert.That(made.Url!.ToString(), Does.EndWith($"/cases/{id}"));
        await TheCustomerAndTheOfficeSeeIt(id, first);

        var open = await Consultations.Open(officer, id);
        var back = await officer.Post($"tasks/{open}/send-back", new { to = "step-4", reason = "Pemohon minta diundur" });
        Assert.That(back.Status, Is.EqualTo(200), back.Text);
        await Consultations.Done(officer, id, 4, new { waktuKonsultasi = second, mediaKonsultasi = "Telepon" });
        var changed = Entry(await Invitation(), "REQUEST");
        Assert.That((changed.Uid, changed.Sequence, changed.Start!.AsUtc), Is.EqualTo((made.Uid, 1, Utc(second))));

        using var head = await _app.Client(Consultations.Head);
        Assert.That((await head.Post($"cases/{id}/cancellation", new { reason = "Dibatalkan pemohon" })).Status, Is.EqualTo(204));
        var gone = Entry(await Invitation(), "CANCEL");
        Assert.That((gone.Uid, gone.Sequence, gone.Status), Is.EqualTo((made.Uid, 2, "CANCELLED")));
    }

    [Test]
    public async Task A_consultation_given_at_once_invites_nobody()
    {
        using var officer = await _app.Client(Consultations.Officer);
        var id = await new Consultations(_app).Start("Konsultasi kopi");
        Assert.That((await Consultations.Complete(officer, id, 4, new { mediaKonsultasi = "Telepon" })).Status, Is.EqualTo(200));
        Assert.That(await _app.Scalar<int>(
            "select count(*)::int from messages where case_id = @id and kind like 'appointment%'", new { id }), Is.Zero);
    }

    private async Task TheCustomerAndTheOfficeSeeIt(long id, string when)
    {
        var address = $"/cases/{id}/appointments/step-4";
        foreach (var user in new[] { Consultations.Customer, Consultations.Officer })
        {
            using var person = await SessionClient.SignIn(_app, user);
            Assert.That((await person.Get($"/cases/{id}")).Text, Does.Contain(address).And.Contain("rapat.kantor.test"), user);
            var file = await person.Get(address);
            Assert.That((file.Status, file.Header("Content-Type")), Is.EqualTo((200, "text/calendar; charset=utf-8")));
            Assert.That(file.Text, Does.Contain("METHOD:PUBLISH").And.Contain($"DTSTART:{Utc(when):yyyyMMdd'T'HHmmss'Z'}"));
            Assert.That(file.Text, Does.Not.Contain("ATTENDEE"));
            Assert.That((await person.Get($"/cases/{id}/appointments/step-9")).Status, Is.EqualTo(404));
        }

        using var other = await SessionClient.SignIn(_app, "pengguna2.bisip");
        Assert.That((await other.Get(address)).Status, Is.EqualTo(404));
        using var stranger = await SessionClient.SignIn(_app, "kepala.pekanbaru");
        Assert.That((await stranger.Get(address)).Status, Is.EqualTo(404));
    }

    private async Task<MimeMessage> Invitation()
    {
        while (true)
        {
            var message = (await _mail.Next()).Message;
            if (message.Subject!.StartsWith("Janji temu", StringComparison.Ordinal)) return message;
        }
    }

    /// <summary>The entry, which is beside the words and attached, for programs of both kinds.</summary>
    private static Ical.Net.CalendarComponents.CalendarEvent Entry(MimeMessage message, string method)
    {
        Assert.That(message.To.Mailboxes.Single().Address, Is.EqualTo("pemohon@contoh.test"));
        var parts = message.BodyParts.OfType<MimePart>().Where(part => part.ContentType.IsMimeType("text", "calendar")).ToList();
        Assert.That(parts, Has.Count.EqualTo(2));
        Assert.That(parts.Select(part => part.ContentType.Parameters["method"]), Has.All.EqualTo(method));
        Assert.That(parts.Count(part => part.IsAttachment && part.FileName!.EndsWith(".ics", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(message.BodyParts.OfType<TextPart>().Any(part => part.IsPlain), Is.True);
        using var content = new MemoryStream();
        parts[0].Content!.DecodeTo(content);
        var calendar = Calendar.Load(Encoding.UTF8.GetString(content.ToArray()))!;
        Assert.That(calendar.Method, Is.EqualTo(method));
        return calendar.Events.Single();
    }

    /// <summary>At ten in the morning, so many days ahead, by the office's clock.</summary>
    private static string Moment(int days) =>
        SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(days).ToString("uuuu-MM-dd", null) + "T10:00";

    private static DateTime Utc(string moment) =>
        DateTime.SpecifyKind(DateTime.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc).AddHours(-7);
}
