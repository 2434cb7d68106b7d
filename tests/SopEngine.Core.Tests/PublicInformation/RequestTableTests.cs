using NUnit.Framework;
using SopEngine.Core.PublicInformation;

namespace SopEngine.Core.Tests.PublicInformation;

public sealed class RequestTableTests
{
    /// <summary>Table 2.6.1 of the report of 2019, as it was printed.</summary>
    private const string Of2019 =
        """
        Bulan;Datang Langsung;Live Chat, Email, dan Formulir Online;Media Sosial;Telepon;Dikabulkan seluruhnya;Dikabulkan sebagian;Ditolak
        Januari;2;0;12;0;14;0;0
        Februari;4;0;0;0;4;0;0
        Maret;7;0;0;0;7;0;0
        April;4;0;0;0;4;0;0
        Mei;13;0;0;0;13;0;0
        Juni;7;0;0;1;7;0;0
        Juli;1;0;1;0;2;0;0
        Agustus;0;1;1;0;2;0;0
        September;0;2;0;1;3;0;0
        Oktober;5;1;1;0;7;0;0
        November;4;3;1;0;8;0;0
        Desember;0;1;0;1;2;0;0
        Jumlah;47;8;16;3;73;0;0
        """;

    private static RequestTable? Read(string text) =>
        RequestTable.Read(2019, [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => (IReadOnlyList<string>)line.Split(';'))]);

    [Test]
    public void The_table_of_2019_reproduces_with_its_difference_in_june_named_and_not_mended()
    {
        var table = Read(Of2019)!;

        Assert.That((table.Received, table.Decided), Is.EqualTo((74, 73)));
        Assert.That(
            new[] { RequestChannel.WalkIn, RequestChannel.Online, RequestChannel.SocialMedia, RequestChannel.Phone }.Select(table.Of),
            Is.EqualTo(new[] { 47, 8, 16, 3 }));
        Assert.That(table.Of(RequestOutcome.GrantedFull), Is.EqualTo(73));
        Assert.That(table.Months.Select(month => month.Received), Is.EqualTo(new[] { 14, 4, 7, 4, 13, 8, 2, 2, 3, 7, 8, 2 }));
        Assert.That(table.Warnings.Select(month => (month.Month, month.Received, month.Decided)), Is.EqualTo(new[] { (6, 8, 7) }));
    }

    [TestCase("Bulan;Datang langsung\nJanuari;dua")]
    [TestCase("Bulan;Datang langsung\nJanuari;-1")]
    [TestCase("Bulan;Datang langsung\nJanuari")]
    [TestCase("Bulan;Sesuatu\nJanuari;1")]
    [TestCase("Bulan;Datang langsung\nJanuari;1\nJanuari;2")]
    [TestCase("Bulan;Datang langsung\nJumlah;1")]
    [TestCase("")]
    public void A_table_that_is_not_understood_is_refused_and_nothing_is_guessed(string text) => Assert.That(Read(text), Is.Null);
}
