using MimeKit;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Reports;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Reports;

/// <summary>A report goes by e-mail, with its paper, to those whom the office chose.</summary>
internal sealed class ReportMailTests
{
    [Test]
    public async Task The_chosen_reader_gets_the_report_as_a_paper()
    {
        await using var mail = new SmtpServer();
        await using var app = await TestApp.Start(
            connection => OfficeHistory.Make(connection, "baristand-palembang", 33),
            "--Smtp:Host=127.0.0.1", $"--Smtp:Port={mail.Port}", "--Smtp:From=sop@kantor.test", "--Smtp:Tls=false");
        var admin = await app.Person("admin.palembang");
        using (var head = await SessionClient.SignIn(app, "kepala.palembang"))
        {
            var leaders = await app.Scalar<long[]>(
                """
                select array(select p.id from people p join units u on u.id = p.unit_id
                  where u.code = 'baristand-palembang' and p.deactivated_at is null and p.roles && array['head', 'supervisor'])
                """);
            await head.Post("/dashboard/reports/choices", new FormUrlEncodedContent(
                leaders!.Select(id => ("readers", $"{id}")).Prepend(("grains", "month"))
                    .Select(field => KeyValuePair.Create(field.Item1, field.Item2))));
            Assert.That(
                await app.Scalar<long[]>("select report_readers from units where code = 'baristand-palembang'"), Is.Null,
                "the leaders of the day when a report is made get it");
            var clerk = await app.Person("pengelola1.palembang");
            var chosen = await head.Post("/dashboard/reports/choices", new FormUrlEncodedContent(
                [new("grains", "month"), new("readers", $"{admin}"), new("readers", $"{clerk}")]));
            Assert.That(chosen.Status, Is.EqualTo(303));
            Assert.That((await head.Get("/dashboard/reports")).Text, Does.Match($"name=\"readers\" value=\"{admin}\" checked"));
        }

        Assert.That(
            await app.Scalar<long[]>("select report_readers from units where code = 'baristand-palembang'"), Is.EqualTo(new[] { admin }),
            "a clerk sees no dashboard");
        await app.Scalar<int>(
            """
            update people set email = user_name || '@kantor.test', email_confirmed_at = now()
            where user_name in ('admin.palembang', 'kepala.palembang') returning 1
            """);
        // The report of the month before is made once more, as at the month's end.
        await app.Owner(
            """
            alter table reports no force row level security;
            delete from reports;
            alter table reports force row level security;
            alter table message_deliveries no force row level security;
            alter table messages no force row level security;
            delete from message_deliveries;
            delete from messages where kind = 'report';
            alter table messages force row level security;
            alter table message_deliveries force row level security;
            """);
        Assert.That(await app.Services.GetRequiredService<PeriodReports>().MakeDue(CancellationToken.None), Is.GreaterThan(0));

        var message = (await mail.Next()).Message;
        Assert.That(message.To.Mailboxes.Single().Address, Is.EqualTo("admin.palembang@kantor.test"));
        var paper = message.Attachments.OfType<MimePart>().Single();
        Assert.That(paper.ContentType.MimeType, Is.EqualTo("application/pdf"));
        Assert.That(paper.FileName, Does.StartWith("laporan-kinerja-").And.EndsWith(".pdf"));
        using var content = new MemoryStream();
        await paper.Content!.DecodeToAsync(content);
        Assert.That(content.ToArray()[..5], Is.EqualTo("%PDF-"u8.ToArray()));
        Assert.That(mail.Waiting, Is.Zero, "the head was not chosen");
    }
}
