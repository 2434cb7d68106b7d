using System.Text;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>Files sent while a scanner is configured.</summary>
internal abstract class ScannerTest(string whenAway) : AppTest
{
    private readonly ClamServer _clam = new();

    protected ClamServer Clam => _clam;

    protected ApiClient Clerk { get; private set; } = null!;

    protected override string[] Settings => [$"--Sop:Scanner:Address={_clam.Address}", $"--Sop:Scanner:WhenAway={whenAway}"];

    [OneTimeSetUp]
    public async Task SignIn() => Clerk = await App.Client("pengelola1.palembang");

    [SetUp]
    public void Answer() => _clam.Is = ClamServer.Mood.Answers;

    [OneTimeTearDown]
    public async Task TearDown()
    {
        Clerk.Dispose();
        await _clam.DisposeAsync();
    }

    protected async Task<long> Case() => (await Clerk.Post("cases", new { sop = "sop-21-bipa-5" }))["id"].GetInt64();

    protected Task<ApiClient.Answer> Send(long caseId, string name, string content) =>
        Clerk.Send("POST", $"tasks/{caseId}-1/documents?name={name}", content, contentType: "application/octet-stream");

    protected async Task<SessionClient.Answer> SendOnPage(long caseId, params (string Name, string Content)[] files)
    {
        using var session = await SessionClient.SignIn(App, "pengelola1.palembang");
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files) form.Add(new ByteArrayContent(Encoding.Latin1.GetBytes(content)), "files", name);
        return await session.Post($"/tasks/{caseId}-1/documents?part=true", form);
    }

    protected Task<long> Stored(long caseId) => App.Scalar<long>("select count(*) from documents where case_id = @caseId", new { caseId });
}

/// <summary>By default, files that cannot be scanned are refused.</summary>
internal sealed class ScannedDocumentsTests() : ScannerTest("refuse")
{
    [Test]
    public async Task A_harmful_file_is_refused_with_its_name_and_the_finding()
    {
        var id = await Case();
        var refused = await Send(id, "tagihan.txt", ClamServer.Eicar);

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((422, "invalid")));
        Assert.That(refused["errors"].GetProperty("file")[0].GetString(),
            Does.StartWith("tagihan.txt: pemindai virus menemukan Eicar-Test-Signature"));
        Assert.That(await Stored(id), Is.Zero);
    }

    [Test]
    public async Task Of_several_files_each_has_its_own_result()
    {
        var id = await Case();
        var answer = await SendOnPage(id, ("surat.txt", "Surat"), ("tagihan.txt", ClamServer.Eicar), ("program.exe", "MZ"));

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain("tagihan.txt: pemindai virus menemukan Eicar-Test-Signature")
            .And.Contain("program.exe: jenis dokumen ini tidak diterima").And.Contain(">surat.txt</a>"));
        Assert.That(await Stored(id), Is.EqualTo(1));
    }

    [Test]
    public async Task While_the_scanner_is_away_files_are_refused_with_the_reason()
    {
        var id = await Case();
        Clam.Is = ClamServer.Mood.ClosesAtOnce;
        var refused = await Send(id, "surat.txt", "Surat");
        var onPage = await SendOnPage(id, ("surat.txt", "Surat"));

        Assert.That((refused.Status, refused.Problem), Is.EqualTo((503, "scanner-away")));
        Assert.That(refused["errors"].GetProperty("file")[0].GetString(),
            Does.StartWith("surat.txt: pemindai virus sedang tidak dapat dihubungi"));
        Assert.That(onPage.Text, Does.Contain("surat.txt: pemindai virus sedang tidak dapat dihubungi"));
        Assert.That(await Stored(id), Is.Zero);

        Clam.Is = ClamServer.Mood.Answers;
        Assert.That((await Send(id, "surat.txt", "Surat")).Status, Is.EqualTo(201));
    }
}

/// <summary>As configured on request: files that cannot be scanned now are accepted, and scanned before anybody opens them.</summary>
internal sealed class UnscannedDocumentsTests() : ScannerTest("accept")
{
    [Test]
    public async Task A_file_taken_unscanned_is_marked_until_somebody_opens_it_when_the_scanner_is_back()
    {
        var id = await Case();
        Clam.Is = ClamServer.Mood.ClosesAtOnce;
        var sent = await Send(id, "surat.txt", "Surat " + id);
        Assert.That(sent.Status, Is.EqualTo(201), sent.Text);
        Assert.That((await Clerk.Get($"documents/{sent["id"]}/content")).Text, Is.EqualTo("Surat " + id), "the scanner is away still");
        using var session = await SessionClient.SignIn(App, "pengelola1.palembang");
        Assert.That((await session.Get($"/tasks/{id}-1")).Text, Does.Contain("Belum dipindai"));

        Clam.Is = ClamServer.Mood.Answers;
        Assert.That((await Clerk.Get($"documents/{sent["id"]}/content")).Text, Is.EqualTo("Surat " + id));
        Assert.That((await Clerk.Get($"documents/{sent["id"]}"))["isUnscanned"].GetBoolean(), Is.False);
    }

    [Test]
    public async Task A_file_found_harmful_later_is_withheld_from_everybody_for_good()
    {
        var id = await Case();
        Clam.Is = ClamServer.Mood.ClosesAtOnce;
        var sent = await Send(id, "tagihan.txt", ClamServer.Eicar);
        Clam.Is = ClamServer.Mood.Answers;
        var withheld = await Clerk.Get($"documents/{sent["id"]}/content");
        Clam.Is = ClamServer.Mood.ClosesAtOnce;
        var later = await Clerk.Get($"documents/{sent["id"]}/content");

        Assert.That((withheld.Status, withheld.Problem), Is.EqualTo((403, "document-harmful")));
        Assert.That((later.Status, later.Problem), Is.EqualTo((403, "document-harmful")));
        using var session = await SessionClient.SignIn(App, "pengelola1.palembang");
        Assert.That((await session.Get($"/tasks/{id}-1")).Text, Does.Contain("Ditahan: pemindai virus menemukan Eicar-Test-Signature"));
    }
}
