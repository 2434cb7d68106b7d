using System.Text.Json;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Cases;

/// <summary>
/// Each of the seven SOPs walked to each of its ends over HTTP, by the people of the demo offices who hold the lanes. A way is written as
/// the choices made at its decisions, by step number; a step decided more than once takes them in turn,
/// the last again and again.
/// </summary>
internal sealed class ScenarioTests
{
    private TestApp _app = null!;

    public static IEnumerable<TestCaseData> Ways =>
    [
        Way("4-BIPA/5: approved at once", "baristand-palembang", "sop-4-bipa-5", "3=Disetujui", "1 2 3 4 5"),
        Way("4-BIPA/5: returned once", "baristand-palembang", "sop-4-bipa-5", "3=Dikembalikan,Disetujui", "1 2 3 2 3 4 5"),
        Way("21-BIPA/5: the service is done, its result handed over", "baristand-palembang", "sop-21-bipa-5", "2=Selesai", "1 2 3"),
        Way("21-BIPA/5: outside the standard, apology sent", "baristand-palembang", "sop-21-bipa-5",
            "2=Belum selesai;5=Di luar SPM;9=Disetujui", "1 2 4 5 6 7 8 9 10 11 12"),
        Way("21-BIPA/5: still within the standard, monitored again, letter returned", "baristand-palembang", "sop-21-bipa-5",
            "2=Belum selesai;5=Masih dalam SPM,Di luar SPM;9=Dikembalikan,Disetujui", "1 2 4 5 1 2 4 5 6 7 8 9 8 9 10 11 12"),
        Way("PK.TU-PJT.01: testing, which is a SOP of its own", "bppsi-pekanbaru", "pk-tu-pjt-01",
            "1=Pengujian;6=Tanpa reward dan punishment", "1 2 4 6"),
        Way("PK.TU-PJT.01: consultation by a SOP that is not in the system, then a sanction", "bppsi-pekanbaru", "pk-tu-pjt-01",
            "1=Konsultasi atau pelatihan;6=Punishment (sanksi)", "1 3 4 6 5 7"),
        Way("PK.TU-PJT.01: another service, then a reward", "bppsi-pekanbaru", "pk-tu-pjt-01", "1=Jasa lainnya;6=Reward", "1 4 6 8"),
        Way("PK.TU-PJT.02: billing beside analysis", "bppsi-pekanbaru", "pk-tu-pjt-02", "", "1 2 3 7 4 8 5 6 9 10"),
        Way("013: agreed", "inaker-limapuluhkota", "sop-013-inaker-2023", "8=Disetujui", "1 2 3 4 5 6 7 8 9 10"),
        Way("013: returned as directed", "inaker-limapuluhkota", "sop-013-inaker-2023", "8=Dikembalikan,Disetujui",
            "1 2 3 4 5 6 7 8 7 8 9 10"),
        Way("B-1664: not the office's duty", "bisip", "sop-b-1664-2023", "2=Tidak sesuai", "1 2"),
        Way("B-1664: by the officer alone", "bisip", "sop-b-1664-2023", "2=Sesuai tugas dan fungsi;3=Petugas saja", "1 2 3 4 5 6 7"),
        Way("B-1664: with another satker", "bisip", "sop-b-1664-2023", "2=Sesuai tugas dan fungsi;3=Petugas dan satker lainnya",
            "1 2 3 4 4.a 5 6 7"),
        Way("PPID: granted in full", "bppsi-pekanbaru", "ppid-permohonan-informasi", "2=Informasi publik;3=Dikabulkan seluruhnya",
            "1 2 3 6 8"),
        Way("PPID: granted in part after an extension", "bppsi-pekanbaru", "ppid-permohonan-informasi",
            "2=Informasi publik;3=Diperpanjang;4=Dikabulkan sebagian", "1 2 3 4 6 8"),
        Way("PPID: an internship refused", "bppsi-pekanbaru", "ppid-permohonan-informasi", "2=Magang atau penelitian;5=Ditolak",
            "1 2 5 7 9"),
    ];

    [OneTimeSetUp]
    public async Task SetUp() => _app = await TestApp.Start();

    [OneTimeTearDown]
    public async Task TearDown()
    {
        var discrepancies = await _app.Verify();
        await _app.DisposeAsync();
        Assert.That(discrepancies, Is.Empty, "every case replays to what is stored");
    }

    [TestCaseSource(nameof(Ways))]
    public async Task The_case_reaches_its_end(string office, string sop, string choices, string expectedSteps)
    {
        using var people = new OfficePeople(_app, await _app.Unit(office));
        var id = await people.Start(sop);

        var done = await people.Walk(id, Choices(choices));

        var ended = await people.Read(id);
        Assert.Multiple(() =>
        {
            Assert.That(ended.GetProperty("status").GetString(), Is.EqualTo("finished"));
            Assert.That(string.Join(' ', done), Is.EqualTo(expectedSteps));
            Assert.That(ended.GetProperty("tasks").EnumerateArray()
                .Count(task => task.GetProperty("closedAt").ValueKind == JsonValueKind.Null), Is.Zero);
        });
    }

    private static TestCaseData Way(string name, string office, string sop, string choices, string steps) =>
        new TestCaseData(office, sop, choices, steps).SetArgDisplayNames(name);

    private static Dictionary<string, Queue<string>> Choices(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('='))
        .ToDictionary(part => part[0], part => new Queue<string>(part[1].Split(',')));
}
