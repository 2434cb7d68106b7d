using System.Text.Json;

namespace SopEngine.Tests.Support;

/// <summary>Cases of B-1664 in the office of Bogor, walked over HTTP by the people who hold the lanes.</summary>
internal sealed class Consultations(TestApp app)
{
    public const string Customer = "pengguna1.bisip", Officer = "petugas1.bisip", Head = "kepala.bisip";

    /// <summary>A case whose appointment is to be made.</summary>
    public async Task<long> Start(string title)
    {
        using var desk = await app.Client("resepsionis1.bisip");
        var started = await desk.Post("cases", new { sop = "sop-b-1664-2023", title, customer = Customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var id = started["id"].GetInt64();
        using var customer = await app.Client(Customer);
        await Done(customer, id, 1, new { namaPemohon = "Budi", topik = "Pascapanen kopi arabika" });
        await Done(desk, id, 2, null, "Sesuai tugas dan fungsi");
        using var head = await app.Client(Head);
        var disposed = new { diteruskanKepada = new[] { await app.Person(Officer) }, instruksi = "Layani pemohon dan laporkan" };
        await Done(head, id, 3, disposed, "Petugas saja");
        return id;
    }

    /// <summary>A case whose report is to be written.</summary>
    public async Task<long> Held(string title)
    {
        var id = await Start(title);
        using var officer = await app.Client(Officer);
        await Done(officer, id, 4, new { mediaKonsultasi = "Tatap muka", tempatKonsultasi = "Ruang Konsultasi, lantai 2" });
        return id;
    }

    public static async Task Done(ApiClient by, long id, int step, object? data, string? outcome = null)
    {
        var answer = await Complete(by, id, step, data, outcome);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
    }

    public static async Task<ApiClient.Answer> Complete(ApiClient by, long id, int step, object? data, string? outcome = null)
    {
        var task = await Open(by, id);
        var detail = (await by.Get($"tasks/{task}"))["step"];
        Assert.That(detail.GetProperty("number").GetString(), Is.EqualTo($"{step}"));
        return await by.Post(
            $"tasks/{task}/completion", new { outcome, data, @checked = detail.GetProperty("requirements") });
    }

    /// <summary>The one open task.</summary>
    public static async Task<string> Open(ApiClient by, long id) => (await by.Get($"cases/{id}"))["tasks"].EnumerateArray()
        .Single(task => task.GetProperty("closedAt").ValueKind == JsonValueKind.Null).GetProperty("id").GetString()!;
}
