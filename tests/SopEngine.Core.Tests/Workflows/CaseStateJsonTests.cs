using System.Text;
using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;

namespace SopEngine.Core.Tests.Workflows;

public sealed class CaseStateJsonTests
{
    private const string Whole =
        """{"status":"Running","name":"Uji mutu","correlationId":"a-1","pauses":[["2026-11-23T01:00:00Z","2026-11-23T02:00:00Z"],"""
        + """["2026-11-24T01:00:00Z"]],"breached":true,"foreseen":true,"samples":["2026-0012-01","2026-0012-03"],"lastSample":"""
        + """3,"frame":2,"wait":3,"frames":["""
        + """[1,0,0,4,2,0,0,"102",["x",null,{"a":[1]}],{"b":1.5}],"""
        + """[2,4,1,0,0,3,7,null,null,null,2,["5 hari","2026-11-23T03:00:00Z","2 jam"],17640000000000000]"""
        + """],"incidents":[["kirim","Gagal"]],"outputs":{"hasil":"baik"}}""";

    [Test]
    public void Everything_a_state_can_hold_is_read_as_it_was_written() =>
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(Whole)), Is.EqualTo(Whole));

    [Test]
    public void Visits_that_are_too_many_for_a_digit_are_numbers() =>
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(Whole.Replace("\"102\"", "[1,0,12]"))),
            Is.EqualTo(Whole.Replace("\"102\"", "[1,0,12]")));

    [Test]
    public void States_whose_visits_an_earlier_release_wrote_as_numbers_read_the_same() =>
        Assert.That(CaseStateJson.Write(CaseStateJson.Read(Whole.Replace("\"102\"", "[1,0,2]"))), Is.EqualTo(Whole));

    [TestCase("\"1x2\"")]
    [TestCase("\"1\\u00302\"")]
    [TestCase("102")]
    public void Visits_that_are_neither_digits_nor_numbers_are_refused(string visits) =>
        Assert.That(() => CaseStateJson.Read(Whole.Replace("\"102\"", visits)), Throws.InstanceOf<JsonException>());

    [Test]
    public void A_text_that_is_no_state_is_refused_as_such_wherever_it_is_broken()
    {
        var random = new Random(7);
        var utf8 = Encoding.UTF8.GetBytes(Whole);
        Assert.Multiple(() =>
        {
            Assert.That(() => CaseStateJson.Read("{}"), Throws.InstanceOf<JsonException>());
            for (var length = 0; length < utf8.Length; length++)
                Assert.That(() => CaseStateJson.Read(utf8.AsSpan(0, length)), Throws.InstanceOf<JsonException>(), $"{length} bytes");
        });
        for (var change = 0; change < 20_000; change++)
        {
            var broken = utf8.ToArray();
            broken[random.Next(broken.Length)] = (byte)"[]{},:\"0x9-n"[random.Next(12)];
            try
            {
                CaseStateJson.Read(broken);
            }
            catch (JsonException)
            {
                // An unreadable text is reported as such; any other exception fails the test.
            }
        }
    }
}
