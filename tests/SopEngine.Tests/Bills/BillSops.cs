using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Bills;

/// <summary>Cases with bills in the office of Pekanbaru.</summary>
internal static class BillSops
{
    /// <summary>A case whose bill is to be issued: its first step is done.</summary>
    public static async Task<long> Start(TestApp app, string title, string then = "back")
    {
        var (unit, id) = (await app.Unit("bppsi-pekanbaru"), "uji-tagihan-" + then);
        if (await app.Scalar<int>("select count(*) from definitions where unit_id = @unit and definition_id = @id", new { unit, id }) == 0)
        {
            var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
                unit, null, BillDefinition.Chart(id, then, "pengelola-pelayanan-publik", "bendahara-upt"), CancellationToken.None);
            Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        }

        using var clerk = await app.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = id, title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var number = started["id"].GetInt64();
        Assert.That((await clerk.Post($"tasks/{number}-1/completion", new { })).Status, Is.EqualTo(200));
        return number;
    }

    /// <summary>A case that waits for its customer, for three days.</summary>
    public static async Task<long> Silent(TestApp app, string title, string then)
    {
        var (unit, id) = (await app.Unit("bppsi-pekanbaru"), "uji-diam-" + then);
        var step = BillDefinition.Step("lengkapi", "pelanggan", 2);
        foreach (var (name, value) in new[]
        {
            ("lapseAfter", "3 hari"), ("lapseThen", then), ("lapseTo", "1"), ("lapseReason", "Anda tidak melengkapi berkas."),
        }) step[name] = Definition.Input("Literal", value);
        var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
            unit, null, Definition.Chart(id, [BillDefinition.Step("terima", "pengelola-pelayanan-publik", 1), step]),
            CancellationToken.None);
        Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));

        using var clerk = await app.Client("pengelola1.pekanbaru");
        var started = await clerk.Post("cases", new { sop = id, title, customer = "pelanggan1.pekanbaru" });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var number = started["id"].GetInt64();
        Assert.That((await clerk.Post($"tasks/{number}-1/completion", new { })).Status, Is.EqualTo(200));
        return number;
    }

    /// <summary>A case with a bill.</summary>
    public static async Task<long> Issue(TestApp app, string title, string code, string then = "back")
    {
        var number = await Start(app, title, then);
        using var treasurer = await app.Client("bendahara1.pekanbaru");
        var issued = await treasurer.Post(
            $"tasks/{number}-2/completion", new { data = BillDefinition.Issue(code, In(app, 7)) });
        Assert.That(issued.Status, Is.EqualTo(200), issued.Text);
        return number;
    }

    /// <summary>So many days from now on the office's clock, as its forms write it.</summary>
    public static string In(TestApp app, int days) => FormMoments.DateTime.Format(
        app.Services.GetRequiredService<IClock>().GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Jakarta"]).LocalDateTime
            .PlusDays(days));
}
