using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;
using UglyToad.PdfPig;

namespace SopEngine.Tests.Documents;

/// <summary>The papers of the shelf, on a case of PK.TU-PJT.02 whose forms are filled in.</summary>
internal sealed class SamplePapersTests : AppTest
{
    private int _unit;
    private long _case, _customer;

    [OneTimeSetUp]
    public async Task WalkThrough()
    {
        _unit = await App.Unit("bppsi-pekanbaru");
        _customer = await App.Scalar<long>("select min(id) from people where unit_id = @_unit and kind = 'customer'", new { _unit });
        var version = await App.Scalar<int>(
            "select version from definitions where unit_id = @_unit and definition_id = 'pk-tu-pjt-02' and is_published", new { _unit });
        var started = (CaseResult.Done)await Engine.Execute(
            new StartCase(
                new DefinitionVersion(_unit, "pk-tu-pjt-02", version), new CaseStarted(new Dictionary<string, JsonElement>()), null,
                Title: "Uji kopi bubuk", Customer: _customer),
            CancellationToken.None);
        _case = started.Case;
        await Complete("pelanggan", """
            {"komoditi":"Kopi bubuk","parameter":"Kadar air dan kadar abu","jumlahContoh":2,"sisaContoh":"Diambil kembali",
             "telepon":"081234567890","contoh":[{"nama":"Kopi robusta","jumlah":0.5,"satuan":"kg","kemasan":"Plastik"},
             {"nama":"Kopi arabika","jumlah":250,"satuan":"g","kemasan":"Kaleng"}]}
            """);
        var tariffs = await App.Scalar<string>(
            """
            with made as (
              insert into tariffs (unit_id, basis, tariff_group, item, condition, per, amount, valid_from, noted_at)
              values (@_unit, 'PP', 'Uji', 'Kadar air', '', '', 420000, '2021-01-01', now()),
                (@_unit, 'PP', 'Uji', 'Kadar abu', '', '', 2080000, '2021-01-01', now()) returning id)
            select json_agg(id order by id)::text from made
            """, new { _unit });
        var discount = await App.Scalar<long>(
            "select id from tariff_discounts where unit_id = @_unit and who = 'Usaha mikro dan kecil'", new { _unit });
        var ids = JsonSerializer.Deserialize<long[]>(tariffs!)!;
        await Complete("pengelola-pelayanan-publik", $$"""
            {"lamaUji":5,"contohDiterima":[{"nama":"Kopi robusta","jumlah":0.5,"satuan":"kg","kondisi":"Baik"},
             {"nama":"Kopi arabika","jumlah":250,"satuan":"g","kondisi":"Baik"}],"rincian":[
             {"contoh":1,"jumlah":1,"tarif":{{ids[0]}}},{"contoh":2,"jumlah":1,"tarif":{{ids[1]}}}],
             "pengurangan":{{discount}},"buktiPengurangan":"NIB 9120001234567"}
            """);
        await Complete("bendahara-upt", $$"""
            {"kodeBilling":"820220922465628","jumlahTagihan":1250000,"jatuhTempo":"{{SampleForms.Moment("jatuhTempo")}}"}
            """);
        await Complete("pelanggan", "{}");
        var paid = SampleForms.Moment("dibayarPada");
        await Complete("bendahara-upt", $$"""{"ntpn":"0A1B2C3D4E5F6G7H","dibayarPada":"{{paid}}","jumlahDibayar":1250000}""");
        var codes = await App.Scalar<string[]>("select array_agg(code order by code) from samples where case_id = @_case", new { _case });
        await Complete("analis", $$"""
            {"hasil":[{"kode":"{{codes![0]}}","parameter":"Kadar air","nilai":"4,2","satuan":"%","metode":"SNI 2983:2014",
              "batas":"maks. 4"},
             {"kode":"{{codes[1]}}","parameter":"Kadar abu","nilai":"9,1","satuan":"%","metode":"SNI 2983:2014","batas":"6 - 14"}]}
            """);
        // The steps issue some papers themselves, and later ones cite the number of the first.
        const string Papers = "select count(*)::int from documents where case_id = @_case and number is not null";
        while (await App.Scalar<int>(Papers, new { _case }) < 3) await Patience.Pause();
    }

    [TestCase("bpcu", "BUKTI PENERIMAAN CONTOH UJI|Kopi bubuk|Kopi robusta|0,5|Kadar abu|Rp1.250.000|"
        + "Rp2.500.000|Usaha mikro dan kecil (50%)|NIB 9120001234567|"
        + "satu juta dua ratus lima puluh ribu rupiah|Perkiraan selesai|Diambil kembali")]
    [TestCase("surat-perintah-kerja", "/BPCU/|Kadar abu|Baik")]
    [TestCase("kuitansi", "Rp1.250.000|satu juta dua ratus lima puluh ribu rupiah|820220922465628|0A1B2C3D4E5F6G7H|/BPCU/|"
        + "Bendahara Penerima")]
    [TestCase("lhp", "LAPORAN HASIL PENGUJIAN|SNI 2983:2014|maks. 4|Kadar air|hanya berlaku untuk contoh yang diuji|Akhir laporan|"
        + "Kepala BPPSI Pekanbaru")]
    public async Task A_paper_says_what_the_forms_of_its_case_hold(string kind, string words)
    {
        var text = await Issued(kind);
        Assert.Multiple(() =>
        {
            foreach (var word in words.Split('|')) Assert.That(text, Does.Contain(word));
        });
        var customer = await App.Scalar<string>("select name from people where id = @_customer", new { _customer });
        Assert.That(text.Contains(customer!, StringComparison.Ordinal), Is.EqualTo(kind != "surat-perintah-kerja"),
            "the laboratory does not know whose sample it is");
        Assert.That(text, Does.Not.Contain("{{").And.Not.Contain("[{"));
    }

    [Test]
    public async Task What_a_step_issues_is_only_issued_again_by_its_lane_or_who_leads()
    {
        var bpcu = await App.Scalar<long>(
            "select d.id from documents d join issued_documents i on i.unit_id = d.unit_id and i.document_id = d.id " +
            "where d.unit_id = @_unit and d.case_id = @_case and d.kind = 'bpcu' order by d.id limit 1", new { _unit, _case });
        var page = $"/cases/{_case}/issuing";
        using var clerk = await SessionClient.SignIn(App, "pengelola1.pekanbaru");
        using var analyst = await SessionClient.SignIn(App, "analis1.pekanbaru");

        Assert.Multiple(async () =>
        {
            foreach (var someone in new[] { clerk, analyst })
            {
                Assert.That((await someone.Submit(page, page, ("template", "bpcu"), ("key", "baru"))).Status, Is.EqualTo(403));
                Assert.That((await someone.Submit(page, page, ("template", "lhp"), ("key", "lhp"))).Status, Is.EqualTo(403));
            }

            Assert.That((await Again(analyst, "lain")).Status, Is.EqualTo(403), "not of the step's lane");
        });
        Assert.That((await Again(clerk, "ulang")).Status, Is.EqualTo(303));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from documents where unit_id = @_unit and case_id = @_case and kind = 'bpcu'", new { _unit, _case }),
            Is.GreaterThanOrEqualTo(2));

        Task<SessionClient.Answer> Again(SessionClient someone, string key) => someone.Submit(
            page, page, ("template", "bpcu"), ("replaces", $"{bpcu}"), ("key", key));
    }

    private CaseEngine Engine => App.Services.GetRequiredService<CaseEngine>();

    private async Task Complete(string lane, string data)
    {
        var no = await App.Scalar<int>(
            "select min(no) from tasks where unit_id = @_unit and case_id = @_case and closed_at is null and lane = @lane",
            new { _unit, _case, lane });
        var who = lane == "pelanggan" ? _customer : await App.Scalar<long>(
            "select min(person_id) from lane_holders where unit_id = @_unit and lane = @lane", new { _unit, lane });
        var done = new TaskCompleted(no, who, Data: data == "{}" ? default : JsonDocument.Parse(data).RootElement);
        var result = await Engine.Execute(new AdvanceCase(_unit, _case, done, who), CancellationToken.None);
        Assert.That(result, Is.InstanceOf<CaseResult.Done>(), $"{lane}: {(result as CaseResult.Refused)?.Refusal}");
    }

    private async Task<string> Issued(string kind)
    {
        var clerk = await App.Scalar<long>(
            "select min(person_id) from lane_holders where unit_id = @_unit and lane = 'pengelola-pelayanan-publik'", new { _unit });
        var result = await App.Services.GetRequiredService<DocumentIssuing>().Issue(
            new IssueRequest(_unit, _case, clerk, "Petugas Loket", kind, "form-" + kind, null), CancellationToken.None);
        var store = App.Services.GetRequiredService<DocumentStore>();
        var document = await store.Find(_unit, ((IssueResult.Done)result).Document.Id, CancellationToken.None);
        using var content = new MemoryStream();
        await using (var stored = store.Open(_unit, document!)) await stored.CopyToAsync(content);
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"paper-{kind}.pdf"), content.ToArray());
        using var pdf = PdfDocument.Open(content.ToArray());
        var text = new StringBuilder();
        foreach (var page in pdf.GetPages()) text.AppendJoin(' ', page.GetWords().Select(word => word.Text)).Append(' ');
        return text.ToString();
    }
}
