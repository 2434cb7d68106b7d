using System.IO.Compression;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Tests.Support;
using SopEngine.Web.Designer.Studio;

namespace SopEngine.Tests.Designer;

internal sealed class StudioHostingTests
{
    private TestApp _app = null!;
    private SessionClient _author = null!;
    private SessionClient _nobody = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _author = await SessionClient.SignIn(_app, "admin.pekanbaru");
        _nobody = SessionClient.Nobody(_app);
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _author.Dispose();
        _nobody.Dispose();
        await _app.DisposeAsync();
    }

    private StudioPackage Package => _app.Services.GetRequiredService<StudioPackage>();

    private string Native => Package.Files.Single(file =>
        file.Path.StartsWith("_framework/dotnet.native.", StringComparison.Ordinal)
        && file.Path.EndsWith(".wasm", StringComparison.Ordinal)).Path;

    [Test]
    public async Task Files_come_compressed_as_shipped_and_unpack_to_the_plain_ones()
    {
        var brotli = await _nobody.Get($"/studio/{Native}", ("Accept-Encoding", "gzip, deflate, br"));
        var gzip = await _nobody.Get($"/studio/{Native}", ("Accept-Encoding", "gzip, br;q=0"));
        var plain = await _nobody.Get($"/studio/{Native}", ("Accept-Encoding", "identity"));

        Assert.Multiple(() =>
        {
            Assert.That(
                (brotli.Header("Content-Encoding"), gzip.Header("Content-Encoding"), plain.Header("Content-Encoding")),
                Is.EqualTo(("br", "gzip", (string?)null)));
            Assert.That(new[] { brotli, gzip, plain }.Select(answer => answer.Header("Vary")), Is.All.EqualTo("Accept-Encoding"));
            Assert.That(new[] { brotli, gzip, plain }.Select(answer => answer.Header("ETag")), Is.Unique);
            Assert.That(Unpack(new BrotliStream(new MemoryStream(brotli.Bytes), CompressionMode.Decompress)), Is.EqualTo(plain.Bytes));
            Assert.That(Unpack(new GZipStream(new MemoryStream(gzip.Bytes), CompressionMode.Decompress)), Is.EqualTo(plain.Bytes));
            Assert.That(brotli.Bytes, Has.Length.LessThan(plain.Bytes.Length / 2));
        });
    }

    [Test]
    public async Task Fingerprinted_files_are_kept_for_good_and_others_asked_for_again()
    {
        var native = await _nobody.Get($"/studio/{Native}");
        var script = await _nobody.Get("/studio/_framework/blazor.webassembly.js", ("Accept-Encoding", "br"));
        var again = await _nobody.Get(
            "/studio/_framework/blazor.webassembly.js", ("Accept-Encoding", "br"), ("If-None-Match", script.Header("ETag")!));

        Assert.That(native.Header("Cache-Control"), Is.EqualTo("public, max-age=31536000, immutable"));
        Assert.That((script.Status, script.Header("Cache-Control")), Is.EqualTo((200, "no-cache")));
        Assert.That((again.Status, again.Bytes.Length, again.Header("ETag")), Is.EqualTo((304, 0, script.Header("ETag"))));
    }

    [Test]
    public void No_name_without_a_fingerprint_is_taken_for_one_that_has_it()
    {
        Assert.That(Package.Files.Where(file => file.NeverChanges).Select(file => file.Path),
            Is.All.Matches(@"\.[a-z0-9]{10}\.[a-z0-9.]+$").And.None.Matches("^_framework/(dotnet|blazor.webassembly).js$"));
        Assert.That(
            Package.Files.Where(file => file.Path.EndsWith(".wasm", StringComparison.Ordinal)),
            Is.Not.Empty.And.All.Property(nameof(StudioFile.NeverChanges)).True);
    }

    [TestCase("appsettings.json", "application/json; charset=utf-8")]
    [TestCase("Elsa.Studio.Host.CustomElements.styles.css", "text/css")]
    [TestCase("_framework/dotnet.js", "text/javascript")]
    [TestCase("_content/Radzen.Blazor/fonts/RobotoFlex.woff2", "font/woff2")]
    [TestCase("_content/Elsa.Studio.Shell/favicon-32x32.png", "image/png")]
    public async Task Content_types_are_named(string path, string type)
    {
        var answer = await _nobody.Get($"/studio/{path}");

        Assert.That((answer.Status, answer.Header("Content-Type")), Is.EqualTo((200, type)));
    }

    [Test]
    public void Assemblies_and_data_have_the_types_that_streaming_needs() => Assert.Multiple(() =>
    {
        foreach (var file in Package.Files)
        {
            if (file.Path.EndsWith(".wasm", StringComparison.Ordinal)) Assert.That(file.ContentType, Is.EqualTo("application/wasm"));
            if (file.Path.EndsWith(".dat", StringComparison.Ordinal)) Assert.That(file.ContentType, Is.EqualTo("application/octet-stream"));
        }
    });

    [TestCase("/studio/index.html")]
    [TestCase("/studio/package.json")]
    [TestCase("/studio/_framework/../package.json")]
    [TestCase("/studio/_framework/%2e%2e/package.json")]
    [TestCase("/studio/_framework/nothing.wasm")]
    public async Task Files_that_are_no_part_of_the_studio_are_not_served(string path)
    {
        var answer = await _author.Get(path);

        Assert.That(answer.Status, Is.EqualTo(404));
    }

    [TestCase("/studio/workflows/definitions/pk-tu-pjt-02/edit", "elsa-workflow-definition-editor")]
    [TestCase("/studio/workflows/instances", "elsa-workflow-instance-list")]
    public async Task A_page_holds_one_element_and_a_policy_of_its_own(string path, string element)
    {
        var page = await _author.Get(path);
        var policy = page.Header("Content-Security-Policy");

        Assert.Multiple(() =>
        {
            Assert.That(page.Status, Is.EqualTo(200));
            Assert.That(
                page.Text,
                Does.Contain($"<{element} ").And.Contain($"remote-endpoint=\"{_app.Address}elsa/api\"")
                    .And.Contain("<base href=\"/studio/\">"));
            Assert.That(
                page.Text.Replace(_app.Address.ToString(), "", StringComparison.Ordinal), Does.Not.Match("https?://(?!www.w3.org)"));
            Assert.That(
                policy,
                Does.Contain("script-src 'self' 'wasm-unsafe-eval' 'sha256-").And.Contain("base-uri 'self'")
                    .And.Not.Contain("'unsafe-eval'"));
            Assert.That(
                policy!.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)),
                Does.Not.Contain("unsafe-inline"));
        });
    }

    [Test]
    public async Task Other_pages_keep_their_policy()
    {
        var page = await _author.Get("/sops");

        Assert.That(
            page.Header("Content-Security-Policy"), Does.StartWith("default-src 'none'; script-src 'self';").And.Not.Contain("wasm"));
    }

    [TestCase("/studio", 302, "/sops")]
    [TestCase("/studio/workflows/definitions", 302, "/sops")]
    [TestCase("/workflows/definitions/pk-tu-pjt-02/edit", 303, "/studio/workflows/definitions/pk-tu-pjt-02/edit")]
    [TestCase("/workflows/instances/7/view", 303, "/studio/workflows/instances/7/view")]
    public async Task The_addresses_that_the_studio_links_to_lead_to_ours(string from, int status, string to)
    {
        var answer = await _author.Get(from);

        Assert.That((answer.Status, answer.Header("Location")), Is.EqualTo((status, to)));
    }

    [TestCase("/studio/workflows/definitions/tidak-ada/edit")]
    [TestCase("/studio/workflows/definitions/sop-013-inaker-2023/edit", Description = "another unit's")]
    [TestCase("/studio/workflows/instances/999999/view")]
    public async Task A_thing_that_the_unit_does_not_have_shows_our_page_for_not_found(string path)
    {
        var page = await _author.Get(path);

        Assert.That((page.Status, page.Text.Contains("elsa-", StringComparison.Ordinal)), Is.EqualTo((404, false)));
        Assert.That(page.Text, Does.Contain("Tidak ditemukan"));
    }

    [Test]
    public async Task Only_authors_and_admins_open_the_studio()
    {
        using var clerk = await SessionClient.SignIn(_app, "pengelola1.pekanbaru");
        string[] paths = ["/studio/workflows/definitions/pk-tu-pjt-02/edit", "/studio/workflows/instances", "/studio/token"];

        foreach (var path in paths)
        {
            Assert.That((await clerk.Get(path)).Status, Is.EqualTo(403), path);
            Assert.That((await _nobody.Get(path)).Header("Location"), Does.Contain("/sign-in?next="), path);
        }
    }

    private static byte[] Unpack(Stream packed)
    {
        using (packed)
        {
            var plain = new MemoryStream();
            packed.CopyTo(plain);
            return plain.ToArray();
        }
    }
}
