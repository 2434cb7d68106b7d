using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Dispositions;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>The papers of dispositions and of SOP 013, issued by the steps whose forms carry their data.</summary>
internal sealed class OfficePapersTests : AppTest
{
    [Test]
    public async Task The_disposition_sheet_has_the_letter_its_receivers_and_what_they_made_of_it()
    {
        var id = await ConsultationCase.Disposed(App, "Lembar disposisi", ConsultationCase.First);

        var sheet = await Text("lembar-disposisi", id, "bisip");
        Says(sheet, "LEMBAR DISPOSISI|/DISP/|0417|23 November 2026|Segera|17/KT/XI/2026|20 November 2026|Kelompok Tani Makmur"
            + "|Permohonan pendampingan pemupukan|Cecep Supriatna|Layani pemohon dan laporkan|Endang Sulistyowati|Kepala Balai");

        using var first = await App.Client(ConsultationCase.First);
        var on = await first.Post($"tasks/{id}-4/disposition",
            new { to = new[] { await App.Person(ConsultationCase.Second) }, instruction = "Siapkan bahan SNI", deadline = "2099-01-04" });
        Assert.That(on.Status, Is.EqualTo(200), on.Text);
        var unit = await App.Unit("bisip");
        var issued = await App.Services.GetRequiredService<DocumentIssuing>().Issue(
            new IssueRequest(
                unit, id, await App.Person(ConsultationCase.Head), "Endang Sulistyowati", "lembar-disposisi", "form-tree", null),
            CancellationToken.None);
        var tree = await Read(unit, ((IssueResult.Done)issued).Document.Id, "lembar-disposisi-lanjutan");
        Says(tree, "1.1|Maya|Puspita|Siapkan bahan SNI|4 Januari|2099");
    }

    [Test]
    public async Task The_order_and_the_minutes_of_013_carry_what_was_decided()
    {
        using var head = await App.Client("kepala.inaker");
        using var secretary = await App.Client("sekretaris.inaker");
        var started = await head.Post("cases", new { sop = "sop-013-inaker-2023", title = "Pengukuran kinerja pelatihan kerja" });
        var id = started["id"].GetInt64();
        var ordered = await head.Post($"tasks/{id}-1/completion", new
        {
            data = new
            {
                kepada = await App.Person("sekretaris.inaker"),
                halNotaDinas = "Pengukuran kinerja triwulan III",
                isiNotaDinas = "Agar dilaksanakan sebelum akhir pekan.",
                tembusan = "Kepala Bidang",
            },
        });
        Assert.That(ordered.Status, Is.EqualTo(200), ordered.Text);
        Says(await Text("nota-dinas-perintah", id, "inaker-limapuluhkota"),
            "NOTA DINAS|ND-|Elvira Roza|Syafrizal Malin|Pengukuran kinerja triwulan III|Agar dilaksanakan|Kepala Bidang|Kepala Dinas");

        var met = await secretary.Post($"tasks/{id}-2/completion", new
        {
            data = new
            {
                waktuRapat = "2026-11-24T09:00",
                tempatRapat = "Ruang rapat Sekretariat",
                agendaRapat = "Arahan pengumpulan data",
                peserta = new[] { new { nama = "Hendri Caniago", jabatan = "Ketua Tim AKIP" } },
                keputusan = "Data dikumpulkan menurut indikator Renstra.",
                tindakLanjut = new[] { new { uraian = "Menyusun kertas kerja", penanggungJawab = "Rahmi Fauziah", batas = "2026-12-01" } },
                timPelaksana = new[] { await App.Person("akip1.inaker"), await App.Person("akip2.inaker") },
            },
        });
        Assert.That(met.Status, Is.EqualTo(200), met.Text);
        Says(await Text("notula", id, "inaker-limapuluhkota"),
            "NOTULA RAPAT|/NOT/|24 November 2026|Ruang rapat Sekretariat|Arahan pengumpulan data|Hendri Caniago|Ketua Tim AKIP"
            + "|Data dikumpulkan menurut indikator|Menyusun kertas kerja|Rahmi Fauziah|1 Desember 2026|Sekretaris");
        Assert.That(await App.Scalar<string>("select array_length(chosen, 1)::text from tasks where case_id = @id and no = 3", new { id }),
            Is.EqualTo("2"), "the team of the meeting alone goes on");
    }

    private static void Says(string text, string words) => Assert.Multiple(() =>
    {
        foreach (var word in words.Split('|')) Assert.That(text, Does.Contain(word));
        Assert.That(text, Does.Not.Contain("{{").And.Not.Contain("[{"));
    });

    private async Task<string> Text(string kind, long id, string office)
    {
        const string Last = "select max(id) from documents where case_id = @id and kind = @kind";
        long? document;
        while ((document = await App.Scalar<long?>(Last, new { id, kind })) is null) await Patience.Pause();
        return await Read(await App.Unit(office), document.Value, kind);
    }

    private async Task<string> Read(int unit, long id, string name)
    {
        var store = App.Services.GetRequiredService<DocumentStore>();
        using var content = new MemoryStream();
        var document = await store.Find(unit, id, CancellationToken.None);
        await using (var stored = store.Open(unit, document!)) await stored.CopyToAsync(content);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"paper-{name}.pdf"), content.ToArray());
        using var pdf = PdfDocument.Open(content.ToArray());
        var text = new StringBuilder();
        foreach (var page in pdf.GetPages()) text.AppendJoin(' ', page.GetWords().Select(word => word.Text)).Append(' ');
        return text.ToString();
    }
}
