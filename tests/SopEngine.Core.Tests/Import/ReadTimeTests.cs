using NUnit.Framework;
using SopEngine.Core.Import;

namespace SopEngine.Core.Tests.Import;

/// <summary>Times as offices write them.</summary>
public sealed class ReadTimeTests
{
    [TestCase("", "none")]
    [TestCase("-", "none")]
    [TestCase("10 menit", "10 Minute")]
    [TestCase("10    hari kerja", "10 WorkingDay")]
    [TestCase("1 JAM", "1 Hour")]
    [TestCase("Maksimal 3 hari", "3 Day")]
    [TestCase("1 – 20 Hari Kerja", "1..20 WorkingDay")]
    [TestCase("5-10 menit", "5..10 Minute")]
    [TestCase("3 s.d 5 hari", "3..5 Day")]
    [TestCase("3 s/d 5 hari", "3..5 Day")]
    [TestCase("2 menit/berkas", "2 Minute per berkas")]
    [TestCase("15 menit/ berkas", "15 Minute per berkas")]
    [TestCase("@5 menit", "5 Minute per ")]
    [TestCase("1 jam/hari", "1 Hour per hari")]
    [TestCase("120 Menit / 3 Hari", "120 Minute, 3 Day")]
    [TestCase("2 x 24 jam", "calendar 48 Hour")]
    [TestCase("1 jam 30 menit", "90 Minute")]
    [TestCase("7 hari terakhir setiap bulan", "text")]
    [TestCase("minimal 3 hari sebelum tanggal", "text")]
    public void A_time_is_read_as_what_it_says(string written, string read) => Assert.That(Shown(ReadTime.Of(written)), Is.EqualTo(read));

    private static string Shown(ReadTime time) => time switch
    {
        ReadTime.Fixed { Span: var span } => Shown(span),
        ReadTime.Range range => $"{range.From:0}..{Shown(range.To)}",
        ReadTime.Rate rate => $"{Shown(rate.Span)} per {rate.Per}",
        ReadTime.Several several => string.Join(", ", several.Spans.Select(Shown)),
        ReadTime.Calendar { Span: var span } => $"calendar {Shown(span)}",
        ReadTime.Text => "text",
        _ => "none",
    };

    private static string Shown(Span span) => $"{span.Value:0} {span.Unit}";
}
