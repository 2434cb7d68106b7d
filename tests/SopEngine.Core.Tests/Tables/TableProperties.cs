using System.Globalization;
using System.Text.Json.Nodes;
using NUnit.Framework;
using SopEngine.Core.Comparison;
using SopEngine.Core.Tables;
using SopEngine.Core.Tests.Workflows;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tests.Tables;

/// <summary>
/// Definition and table are two views of one thing. <c>SOP_TABLE_ROUNDS=10000</c> tries that many generated SOPs instead of 400.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class TableProperties
{
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("SOP_TABLE_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : 400;

    [Test]
    public void What_nobody_changed_comes_back_byte_for_byte() => Try((seed, random) =>
    {
        var json = GeneratedSops.Of(seed).ToJsonString();
        Assert.That(SopTable.Write(Read(json), WorkflowDefinition.Parse(json)), Is.EqualTo(json), $"seed {seed}");
    });

    [Test]
    public void A_table_alone_makes_the_same_flow_again() => Try((seed, random) =>
    {
        var json = GeneratedSops.Of(seed, isPlain: true).ToJsonString();
        var again = SopTable.Write(Read(json));
        Same(json, again, seed);
        Rows(Read(json), Read(again), seed);
    });

    [Test]
    public void An_edit_leaves_everything_else_as_it_was_and_an_edit_taken_back_makes_the_same_flow() => Try((seed, random) =>
    {
        var json = GeneratedSops.Of(seed).ToJsonString();
        var table = Read(json);
        var edited = table;
        var touched = new HashSet<string>();
        for (var i = random.Next(1, 4); i > 0; i--) edited = TableEdits.Cell(edited, random, touched);
        var written = SopTable.Write(edited, WorkflowDefinition.Parse(json));
        Untouched(json, written, touched, seed);
        Rows(edited, Read(written), seed);

        var back = SopTable.Write(table, WorkflowDefinition.Parse(written));
        Same(json, back, seed);
    });

    [Test]
    public void A_row_that_comes_and_goes_leaves_the_flow_as_it_was() => Try((seed, random) =>
    {
        var json = GeneratedSops.Of(seed).ToJsonString();
        var table = Read(json);
        var at = random.Next(1, table.Rows.Count);
        var row = new TableRow("baru", TableSymbol.Process) { Text = "Memeriksa kembali", Lane = "staf", Time = "3 hari kerja" };
        var more = (table with { Rows = [.. table.Rows.Take(at), row, .. table.Rows.Skip(at)] }).Numbered();
        var written = SopTable.Write(more, WorkflowDefinition.Parse(json));
        Untouched(json, written, [.. table.Rows.Where(row => row.IsStep).Select(row => row.Key), "baru"], seed);
        Assert.That(Read(written).Rows.Where(row => row.IsStep).Select(row => row.Number),
            Is.EqualTo(Enumerable.Range(1, more.Rows.Count(row => row.IsStep)).Select(n => n.ToString(CultureInfo.InvariantCulture))),
            $"seed {seed}");

        var without = SopTable.Write(table, WorkflowDefinition.Parse(written));
        Same(json, without, seed);
    });

    private static readonly string[] Cells =
        ["number", "instruction", "lane", "timeLimit", "timeUnit", "requirements", "output", "remarks", "notBy", "outcomes"];

    private static void Try(Action<int, Random> property)
    {
        Parallel.For(1, Rounds + 1, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed => property(seed, new Random(seed)));
        TestContext.Out.WriteLine($"{Rounds} generated SOPs");
    }

    private static SopTable Read(string json) => SopTable.Read(WorkflowDefinition.Parse(json));

    /// <summary>A short name is made of the text anew when it was made of it before.</summary>
    private static void Rows(SopTable expected, SopTable actual, int seed)
    {
        foreach (var row in expected.Rows)
        {
            var found = actual.Row(row.Key);
            var targets = row.Exits.Select(exit => (exit.Label, expected.TargetOf(expected.Rows.ToList().IndexOf(row), exit)));
            var foundTargets = found?.Exits.Select(exit => (exit.Label, actual.TargetOf(actual.Rows.ToList().IndexOf(found), exit)));
            var isSame = found is not null && (row with { Exits = [], ShortName = "" }).Says(found with { Exits = [], ShortName = "" });
            if (!isSame || !targets.SequenceEqual(foundTargets!))
                Assert.Fail($"seed {seed}: {row} [{string.Join(", ", row.Exits)}] is {found} [{string.Join(", ", found?.Exits ?? [])}]");
        }
    }

    private static void Same(string before, string after, int seed)
    {
        var (a, b) = (FlowCompiler.Compile(WorkflowDefinition.Parse(before)), FlowCompiler.Compile(WorkflowDefinition.Parse(after)));
        Assert.That(a.Flow, Is.Not.Null, $"seed {seed}: {string.Join('\n', a.Problems.Select(p => p.Text(CultureInfo.InvariantCulture)))}");
        Assert.That(b.Flow, Is.Not.Null, $"seed {seed}: {string.Join('\n', b.Problems.Select(p => p.Text(CultureInfo.InvariantCulture)))}");
        var difference = FlowDifference.Between(a.Flow!, b.Flow!);
        if (difference.IsEmpty) return;
        Assert.Fail($"seed {seed}: {string.Join(", ", difference.Steps.Concat<object>(difference.Others)
            .Concat(difference.AddedTransitions).Concat(difference.RemovedTransitions).Concat(difference.Header))}");
    }

    /// <summary>Everything but some activities' cells, and the connections, is what it was.</summary>
    private static void Untouched(string before, string after, HashSet<string> touched, int seed)
    {
        var (old, now) = (JsonNode.Parse(before)!.AsObject(), JsonNode.Parse(after)!.AsObject());
        foreach (var activity in old["root"]!["activities"]!.AsArray().Select(node => node!.AsObject()))
        {
            var same = now.Activity((string)activity["id"]!);
            if (touched.Contains((string)activity["id"]!))
            {
                foreach (var name in Cells)
                {
                    activity.Remove(name);
                    same.Remove(name);
                }

                activity["metadata"]!.AsObject().Remove("displayText");
                same["metadata"]!.AsObject().Remove("displayText");
            }

            Assert.That(same.ToJsonString(), Is.EqualTo(activity.ToJsonString()), $"seed {seed}");
        }

        old["root"]!.AsObject().Remove("activities");
        now["root"]!.AsObject().Remove("activities");
        old["root"]!.AsObject().Remove("connections");
        now["root"]!.AsObject().Remove("connections");
        Assert.That(now.ToJsonString(), Is.EqualTo(old.ToJsonString()), $"seed {seed}");
    }
}
