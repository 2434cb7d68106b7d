using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Definitions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Asking;

/// <summary>A request that waits for a correction of its citizen: asked (1), looked at (2), corrected (3), filed (4).</summary>
internal static class OwnSteps
{
    public const string Sop = "uji-daring", Staff = "pengelola-pelayanan-publik";

    /// <summary>Asks as this browser and lets the office look at it.</summary>
    public static async Task<long> Start(TestApp app, SessionClient citizen, string email = "langkah@contoh.id")
    {
        await Publish(app);
        var form = Citizens.Form(Sop);
        var code = await Citizens.Begin(
            citizen, Sop, ("data.isi", "Mohon izin"), ("name", "Langkah Sendiri"), ("email", email), ("phone", "0812 7000 1000"));
        Assert.That((await citizen.Submit(form + "/code", ("code", code))).Status, Is.EqualTo(303));
        var id = await app.Scalar<long>(
            "select max(c.id) from cases c join people p on p.unit_id = c.unit_id and p.id = c.customer_id where p.email = @email",
            new { email });
        using var clerk = await app.Client(Citizens.Clerk);
        var no = await app.Scalar<int>("select no from tasks where case_id = @id and closed_at is null", new { id });
        Assert.That((await clerk.Post($"tasks/{id}-{no}/completion", new { })).Status, Is.EqualTo(200));
        return id;
    }

    public static async Task Publish(TestApp app)
    {
        var unit = await app.Unit(Citizens.Office);
        const string Known = "select count(*) from definitions where unit_id = @unit and definition_id = @Sop";
        if (await app.Scalar<int>(Known, new { unit, Sop }) > 0) return;
        var (ask, mend) = (BillDefinition.Step("ajukan", "pelanggan", 1), BillDefinition.Step("perbaiki", "pelanggan", 3));
        ask["fields"] = Definition.Input("Object", """[{"name":"isi","label":"Isi permohonan","type":"text","required":true}]""");
        mend["fields"] = Definition.Input(
            "Object",
            """
            [{"name":"perbaikan","label":"Perbaikan","type":"text","required":true},
             {"name":"bukti","label":"Bukti bayar","type":"file","accept":["pdf","image"]}]
            """);
        var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
            unit, null,
            Definition.Chart(Sop, [ask, BillDefinition.Step("periksa", Staff, 2), mend, BillDefinition.Step("arsip", Staff, 4)]),
            CancellationToken.None);
        Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        await app.Scalar<int?>(
            "insert into online_services (unit_id, definition_id, changed_at) values (@unit, @Sop, now()) on conflict do nothing",
            new { unit, Sop });
    }
}
