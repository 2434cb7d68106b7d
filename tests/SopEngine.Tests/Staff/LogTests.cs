using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Reports;
using SopEngine.Tests.Support;
using SopEngine.Web.Accounts;

namespace SopEngine.Tests.Staff;

/// <summary>The log describes actions in the reader's language, on the page and in its file.</summary>
internal sealed class LogTests : AppTest
{
    [TestCase("id", "Plt. Kasi PJT/Fungsional Pratama Humas, Pengawas", "Undangan", "Tersisa 7 kode",
        "Setiap bulan, Setiap triwulan", "versi 1")]
    [TestCase("en", "Plt. Kasi PJT/Fungsional Pratama Humas, Supervisor", "Invitation", "7 codes left", "Every month, Every quarter",
        "version 1")]
    public async Task The_log_shows_names_instead_of_ids_and_codes(string language, params string[] words)
    {
        var unit = await App.Unit("baristand-palembang");
        var admin = await App.Person("admin.palembang");
        foreach (var (action, detail) in new[]
        {
            ("person-changed", "plt-kasi-pjt-humas, supervisor"), ("recovery-code-used", "7"),
            ("reports-chosen", $"{ReportGrain.Month}, {ReportGrain.Quarter}".ToLowerInvariant()),
        })
        {
            await App.Scalar<int>(
                "insert into audit_log (unit_id, at, person_id, subject_id, action, detail) " +
                    "values (@unit, now(), @admin, @admin, @action, @detail) returning 1", new { unit, admin, action, detail });
        }

        await App.Services.GetRequiredService<AccountLinks>().Make(unit, admin, isReset: false, admin, CancellationToken.None);
        using var auditor = await SessionClient.SignIn(App, "auditor.palembang");
        var culture = ("Cookie", $".AspNetCore.Culture={Uri.EscapeDataString(language == "en" ? "c=en|uic=en" : "c=id-ID|uic=id")}");
        var page = (await auditor.Get("/people/log", culture)).Text;
        var file = (await auditor.Get("/people/log.csv", culture)).Text;

        Assert.Multiple(() =>
        {
            foreach (var word in words)
            {
                Assert.That(page, Does.Contain(word));
                Assert.That(file, Does.Contain(word));
            }

            Assert.That(page + file, Does.Not.Contain("plt-kasi").And.Not.Contain(">invitation").And.Not.Contain("sop-4-bipa-5"));
        });
    }

    [Test]
    public async Task The_file_of_the_log_uses_the_zone_of_the_office_and_the_separators_of_other_files()
    {
        var (unit, id) = (await App.Unit("inaker-limapuluhkota"), await App.Person("admin.inaker"));
        await App.Scalar<int>(
            "update units set calendar = jsonb_set(calendar::jsonb, '{zone}', '\"Asia/Jayapura\"')::json where id = @unit returning 1",
            new { unit });
        await App.Scalar<int>("insert into audit_log (unit_id, at, person_id, subject_id, action) " +
            "values (@unit, '2026-11-29T19:13:04Z', @id, @id, 'signed-in') returning 1", new { unit, id });
        using var admin = await SessionClient.SignIn(App, "admin.inaker");

        var file = await admin.Get("/people/log.csv");

        var name = await App.Scalar<string>("select name from people where id = @id", new { id });
        Assert.That(file.Text, Does.Contain($"\r\n2026-11-30 04:13;{name};Masuk;{name};\r\n"));
        Assert.That((await admin.Get("/people/log.csv", ("Cookie", ".AspNetCore.Culture=c%3Den%7Cuic%3Den"))).Text,
            Does.Contain("2026-11-30 04:13,"));
    }
}
