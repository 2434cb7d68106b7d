using System.Text.Json.Nodes;
using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Sla;
using SopEngine.Core.Tests.Workflows;
using static SopEngine.Core.Tests.WorkingTime.Calendars;

namespace SopEngine.Core.Tests.Sla;

/// <summary>On the hours of the service counter, with seven hours a day.</summary>
public sealed class WayTimesTests
{
    [Test]
    public void Of_branches_that_exclude_one_another_each_way_takes_one()
    {
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Decision("pilih", "Cepat", "Lengkap"),
                FlowBuilder.Step("uji", limit: "2 hari"), FlowBuilder.Step("bayar", "pelanggan", "9 hari"),
                FlowBuilder.Step("kirim", limit: "1 jam"), FlowBuilder.Activity("End", "end"))
            .Connect("start -> pilih:Cepat -> bayar -> kirim -> end", "pilih:Lengkap -> uji -> bayar").Sop(Lanes()).Flow();

        Assert.That(WayTimes.Of(flow, Service), Is.EqualTo(new WayTimes(Duration.FromHours(1), Duration.FromHours(15))));
    }

    [Test]
    public void Of_branches_side_by_side_the_longest_counts()
    {
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Activity("FlowFork", "bagi"),
                FlowBuilder.Step("uji", limit: "5 jam"), FlowBuilder.Step("cek", limit: "30 menit"),
                FlowBuilder.Step("kirim", limit: "1 jam"), FlowBuilder.Activity("End", "end"))
            .Connect("start -> bagi", "bagi -> uji", "bagi -> cek", "uji -> kirim -> end", "cek -> kirim").Sop(Lanes()).Flow();

        Assert.That(WayTimes.Of(flow, Service), Is.EqualTo(new WayTimes(Duration.FromHours(6), Duration.FromHours(6))));
    }

    [Test]
    public void A_way_back_counts_on_neither()
    {
        var flow = new FlowBuilder().Add(
                FlowBuilder.Activity("Start", "start"), FlowBuilder.Step("susun", limit: "3 jam"),
                FlowBuilder.Decision("periksa", "Ya", "Tidak"), FlowBuilder.Activity("End", "end"))
            .Connect("start -> susun -> periksa:Ya -> end", "periksa:Tidak -> susun").Sop(Lanes()).Flow();

        Assert.That(WayTimes.Of(flow, Service), Is.EqualTo(new WayTimes(Duration.FromHours(3), Duration.FromHours(3))));
    }

    [Test]
    public void The_longest_sop_there_may_be_needs_no_more_stack_than_a_short_one()
    {
        const int Steps = 900;
        var ids = Enumerable.Range(1, Steps).Select(no => $"s{no}").ToList();
        var flow = new FlowBuilder().Add(
                [FlowBuilder.Activity("Start", "start"), .. ids.Select(id => FlowBuilder.Step(id, limit: "1 jam")),
                    FlowBuilder.Activity("End", "end")])
            .Connect($"start -> {string.Join(" -> ", ids)} -> end").Sop(Lanes()).Flow();

        WayTimes times = default;
        var thread = new Thread(() => times = WayTimes.Of(flow, Service), maxStackSize: 128 * 1024);
        thread.Start();
        thread.Join();

        Assert.That(times, Is.EqualTo(new WayTimes(Duration.FromHours(Steps), Duration.FromHours(Steps))));
    }

    [TestCase("sop-4-bipa-5.json", 320, 320)]
    [TestCase("sop-21-bipa-5.json", -1, 205)]
    public void The_shipped_sops_take_at_most_the_sum_of_their_tables(string file, int shortest, int atMost)
    {
        var times = WayTimes.Of(Shipped.Flow(file), Office);

        Assert.That(times.Longest, Is.LessThanOrEqualTo(Duration.FromMinutes(atMost)));
        Assert.That(times.Shortest, shortest < 0 ? Is.LessThan(times.Longest) : Is.EqualTo(Duration.FromMinutes(shortest)));
    }

    private static JsonObject Lanes() => new()
    {
        ["lanes"] = new JsonArray(
            new JsonObject { ["id"] = "staf", ["name"] = "Staf", ["external"] = false },
            new JsonObject { ["id"] = "pelanggan", ["name"] = "Pelanggan", ["external"] = true }),
    };
}
