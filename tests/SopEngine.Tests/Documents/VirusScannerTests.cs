using System.Text;
using SopEngine.Engine.Documents;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Documents;

/// <summary>The client of clamd alone.</summary>
internal sealed class VirusScannerTests
{
    [Test]
    public async Task A_harmful_file_is_told_from_a_harmless_one()
    {
        await using var clam = new ClamServer();

        Assert.That(await Scan(clam, ClamServer.Eicar), Is.EqualTo(new ScanResult.Harmful("Eicar-Test-Signature")));
        Assert.That(await Scan(clam, "surat"), Is.EqualTo(new ScanResult.Clean()));
        Assert.That(await Scan(clam, new string('x', 1_000_000) + ClamServer.Eicar),
            Is.EqualTo(new ScanResult.Harmful("Eicar-Test-Signature")), "in many chunks");
    }

    [Test]
    public async Task The_scanner_is_reached_at_a_Unix_socket_too()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.ctl");
        await using (var clam = new ClamServer(path))
        {
            Assert.That(await Scan(clam, ClamServer.Eicar), Is.InstanceOf<ScanResult.Harmful>());
        }

        File.Delete(path);
        Assert.That(await new VirusScanner(new(ScannerSettings.Read(path), TimeSpan.FromSeconds(5), false))
            .Scan(Stream.Null, CancellationToken.None), Is.InstanceOf<ScanResult.Away>());
    }

    [TestCase(ClamServer.Mood.ClosesAtOnce)]
    [TestCase(ClamServer.Mood.SaysNothing)]
    [TestCase(ClamServer.Mood.RefusesLarge)]
    public async Task A_scanner_that_gives_no_result_counts_as_away(ClamServer.Mood mood)
    {
        await using var clam = new ClamServer { Is = mood };

        Assert.That(await Scan(clam, "surat"), Is.InstanceOf<ScanResult.Away>());
    }

    [Test]
    public async Task A_cancelled_request_does_not_count_as_a_scanner_away()
    {
        await using var clam = new ClamServer { Is = ClamServer.Mood.SaysNothing };
        using var stop = new CancellationTokenSource();
        var scan = Scanner(clam, TimeSpan.FromMinutes(5)).Scan(new MemoryStream([1]), stop.Token);
        await stop.CancelAsync();

        Assert.That(async () => await scan, Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("clamav")]
    [TestCase("clamav:0")]
    [TestCase(":3310")]
    public void An_invalid_address_is_refused(string address) =>
        Assert.That(() => ScannerSettings.Read(address), Throws.InstanceOf<FormatException>());

    private static VirusScanner Scanner(ClamServer clam, TimeSpan timeout) => new(new(ScannerSettings.Read(clam.Address), timeout, false));

    private static Task<ScanResult> Scan(ClamServer clam, string content) =>
        Scanner(clam, TimeSpan.FromSeconds(clam.Is == ClamServer.Mood.SaysNothing ? 1 : 20))
            .Scan(new MemoryStream(Encoding.Latin1.GetBytes(content)), CancellationToken.None);
}
