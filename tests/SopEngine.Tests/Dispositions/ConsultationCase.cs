using SopEngine.Tests.Support;

namespace SopEngine.Tests.Dispositions;

/// <summary>Cases of B-1664 in the office of Bogor, whose head disposes the letter to officers.</summary>
internal static class ConsultationCase
{
    public const string Sop = "sop-b-1664-2023";
    public const string Head = "kepala.bisip", First = "petugas1.bisip", Second = "petugas2.bisip", Reception = "resepsionis1.bisip";

    /// <summary>A case whose letter waits for the head's disposition.</summary>
    public static async Task<long> Received(TestApp app, string title)
    {
        const string Customer = "pengguna1.bisip";
        using var reception = await app.Client(Reception);
        using var customer = await app.Client(Customer);
        var started = await reception.Post("cases", new { sop = Sop, title, customer = Customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var id = started["id"].GetInt64();
        var asked = await customer.Post($"tasks/{id}-1/completion",
            new { data = new { namaPemohon = "Wati", instansi = "Kelompok Tani Makmur", topik = "Pemupukan padi gogo" } });
        Assert.That(asked.Status, Is.EqualTo(200), asked.Text);
        var checkedLetter = await reception.Post($"tasks/{id}-2/completion", new
        {
            outcome = "Sesuai tugas dan fungsi",
            data = new
            {
                nomorSuratMasuk = "17/KT/XI/2026",
                tanggalSurat = "2026-11-20",
                asalSurat = "Kelompok Tani Makmur",
                perihalSurat = "Permohonan pendampingan pemupukan",
                nomorAgenda = "0417",
                tanggalTerima = "2026-11-23",
                sifatSurat = "Segera",
            },
        });
        Assert.That(checkedLetter.Status, Is.EqualTo(200), checkedLetter.Text);
        return id;
    }

    /// <summary>A case whose letter was disposed to these officers.</summary>
    public static async Task<long> Disposed(TestApp app, string title, params string[] officers)
    {
        var id = await Received(app, title);
        var people = new List<long>();
        foreach (var officer in officers) people.Add(await app.Person(officer));
        using var head = await app.Client(Head);
        var disposed = await head.Post($"tasks/{id}-3/completion",
            new { outcome = "Petugas saja", data = new { diteruskanKepada = people, instruksi = "Layani pemohon dan laporkan" } });
        Assert.That(disposed.Status, Is.EqualTo(200), disposed.Text);
        return id;
    }
}
