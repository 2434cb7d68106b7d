using Microsoft.Extensions.DependencyInjection;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>The report of B-1664: what was discussed, who was there, the agreement, and the pictures of the file field.</summary>
internal sealed class ConsultationReportTests : AppTest
{
    [Test]
    public async Task The_report_has_its_pictures_upright_and_is_the_customers_once_it_is_handed_over()
    {
        var unit = await App.Unit("bisip");
        var id = await new Consultations(App).Held("Konsultasi kopi arabika");
        using var officer = await App.Client(Consultations.Officer);
        var task = await Consultations.Open(officer, id);
        var no = int.Parse(task.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        var store = App.Services.GetRequiredService<DocumentStore>();
        var by = await App.Person(Consultations.Officer);
        var photos = new List<long>();
        foreach (var (name, width, height, orientation) in new[]
        {
            ("Pertemuan dengan pemohon.jpg", 1_600, 1_200, 1), ("Contoh biji kopi.jpg", 1_200, 1_600, 6), ("Lahan.jpg", 2_400, 1_350, 3),
        })
        {
            using var content = new MemoryStream(PaperPicturesTests.Photo(width, height, orientation));
            photos.Add((await store.Add(
                unit, new NewDocument(id, no, name, FileType.Jpeg, by, Field: "dokumentasi"), content, CancellationToken.None)).Id);
        }

        await Consultations.Done(officer, id, 5, new
        {
            tanggalPelaksanaan = "2026-11-30",
            peserta = new[] { new { nama = "Budi Santoso", instansi = "Kelompok Tani Maju" }, new { nama = "Rina", instansi = "BISIP" } },
            pembahasan = "Pengeringan biji sampai kadar air 12 %.",
            kesepakatan = "Contoh dikirim dalam dua minggu.",
            dokumentasi = photos,
        });
        var report = 0L;
        while (report == 0)
        {
            report = await App.Scalar<long?>(
                "select id from documents where case_id = @id and kind = 'laporan-konsultasi'", new { id }) ?? 0;
            if (report == 0) await Patience.Pause();
        }

        var words = await ShippedTemplates.Words(App.Database, unit, report, "laporan-konsultasi");
        Assert.Multiple(() =>
        {
            foreach (var part in new[]
            {
                "LAPORAN PENDAMPINGAN DAN KONSULTASI", "Dilaksanakan: 30 November 2026", "Media: Tatap muka",
                "Ruang Konsultasi, lantai 2",
                "Budi Santoso", "Kelompok Tani Maju", "kadar air 12 %", "dua minggu", "Contoh biji kopi", "Lahan",
                "Pascapanen kopi arabika",
            })
                Assert.That(words, Does.Contain(part));
        });
        using var pdf = await Pdf(store, unit, report);
        var images = pdf.GetPages().SelectMany(page => page.GetImages()).ToList();
        Assert.That(images, Has.Count.EqualTo(3));
        Assert.That(images.Select(image => Math.Max(image.WidthInSamples, image.HeightInSamples)), Has.All.EqualTo(1_000));
        Assert.That(await Shown(report), Is.False);

        using var group = await App.Client("pokja1.bisip");
        await Consultations.Done(group, id, 6, null);
        Assert.That(await Shown(report), Is.True);
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_report_without_pictures_has_no_place_for_them_and_nobodys_pictures_of_another_case_get_in()
    {
        var unit = await App.Unit("bisip");
        var (id, other) = (await new Consultations(App).Held("Tanpa foto"), await new Consultations(App).Held("Berkas lain"));
        var store = App.Services.GetRequiredService<DocumentStore>();
        using var content = new MemoryStream(PaperPicturesTests.Photo(40, 40, 1));
        var stranger = await store.Add(
            unit, new NewDocument(other, 4, "rahasia.jpg", FileType.Jpeg, await App.Person(Consultations.Officer), Field: "dokumentasi"),
            content, CancellationToken.None);
        using var officer = await App.Client(Consultations.Officer);
        var refused = await Consultations.Complete(officer, id, 5, new
        {
            tanggalPelaksanaan = "2026-11-30",
            pembahasan = "x",
            kesepakatan = "y",
            dokumentasi = new[] { stranger.Id },
        });
        Assert.That(refused.Status, Is.EqualTo(422), refused.Text);

        var template = (await App.Services.GetRequiredService<TemplateStore>().List(unit, CancellationToken.None))
            .Single(known => known.Kind == "laporan-konsultasi");
        var preview = await App.Services.GetRequiredService<DocumentIssuing>().Preview(
            unit, template.Kind, template.Fields, id, "Petugas", null, new Dictionary<string, Core.Documents.KnownPlace>(),
            CancellationToken.None);
        Assert.That(preview!.Blocks.SelectMany(block => block.Spans).Select(span => span.Text), Has.None.Contain("Foto kegiatan"));
    }

    private static async Task<PdfDocument> Pdf(DocumentStore store, int unit, long id)
    {
        using var content = new MemoryStream();
        var found = await store.Find(unit, id, CancellationToken.None);
        await using (var stored = store.Open(unit, found!)) await stored.CopyToAsync(content);
        return PdfDocument.Open(content.ToArray());
    }

    private async Task<bool> Shown(long id) => await App.Scalar<bool>("select for_customer from documents where id = @id", new { id });
}
