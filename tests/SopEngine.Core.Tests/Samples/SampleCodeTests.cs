using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using SopEngine.Core.Samples;

namespace SopEngine.Core.Tests.Samples;

[Parallelizable(ParallelScope.All)]
public sealed class SampleCodeTests
{
    [Test]
    public void A_code_is_the_case_s_place_in_the_register_and_the_line()
    {
        Assert.That(SampleCode.Of(4711, (2026, 12), 3), Is.EqualTo("2026-0012-03"));
        Assert.That(SampleCode.Of(4711, (2026, 12_345), 120), Is.EqualTo("2026-12345-120"));
        Assert.That(SampleCode.Of(4711, (0, 7), 1), Is.EqualTo("0007-01"), "a register that counts on without years");
        Assert.That(SampleCode.Of(4711, null, 3), Is.EqualTo("K4711-03"), "a case in no register");
    }

    [TestCase("2026-0012-03", "2026-0012-03")]
    [TestCase("  k4711-03\n", "K4711-03")]
    [TestCase("https://layanan.go.id/samples/2026-0012-03", "2026-0012-03")]
    [TestCase("0007-01", "0007-01")]
    [TestCase("2026-0012", null)]
    [TestCase("2026-0012-3", null)]
    [TestCase("2026-0012-003", null)]
    [TestCase("2026-0012-03\0", null)]
    [TestCase("2026-0012-03'; drop table samples", null)]
    [TestCase("２０２６-0012-03", null)]
    [TestCase("K99999999999999999999-01", null)]
    [TestCase("2026-0012-0000000001", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void A_code_is_read_as_it_is_typed_or_scanned(string? text, string? code) =>
        Assert.That(SampleCode.Read(text), Is.EqualTo(code));

    [TestCase("2026-00", "2026-00")]
    [TestCase("k47", "K47")]
    [TestCase("2026-0012-03", "2026-0012-03")]
    [TestCase("kopi", null)]
    [TestCase("2026-0012-03-04", null)]
    [TestCase("%", null)]
    public void A_beginning_of_a_code_is_known(string text, string? start) => Assert.That(SampleCode.Start(text), Is.EqualTo(start));

    [Test]
    public void Every_code_is_read_back_ends_with_its_line_and_differs_from_all_others() => Prop.ForAll(
        (from id in Gen.Choose(1, int.MaxValue)
         from seq in Gen.Choose(1, 999_999)
         from kind in Gen.Choose(0, 2)
         from line in Gen.Choose(1, 100_000)
         select (Id: (long)id, Entry: kind switch { 0 => ((int, int)?)null, 1 => (0, seq), _ => (2026, seq) }, Line: line)).ToArbitrary(),
        one =>
        {
            var code = SampleCode.Of(one.Id, one.Entry, one.Line);
            return SampleCode.Read(code) == code && SampleCode.Start(code) == code && SampleCode.LineOf(code) == one.Line
                && code.Length <= SampleCode.Longest && SampleCode.Of(one.Id, one.Entry, one.Line + 1) != code
                && SampleCode.Of(one.Id + 1, one.Entry is { } entry ? (entry.Item1, entry.Item2 + 1) : null, one.Line) != code;
        }).QuickCheckThrowOnFailure();
}
