using System.Text.Json;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Core.Workflows.Expressions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows.Forms;

/// <summary>Patterns of form fields: the same answer on a busy machine.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class FieldPatternTests
{
    [TestCase("[0-9]{15}", "820290230113833", true)]
    [TestCase("[0-9]{15}", "82029023011383", false)]
    [TestCase("(a+)+", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    [TestCase("(.*?,){11}P", "1,2,3,4,5,6,7,8,9,10,11,12", false)]
    [TestCase("(x|xx)+y", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false)]
    [TestCase(@"\b[^\s@]+@[^\s@]+\.[a-z]{2,}", "loket@balai.go.id", true)]
    [TestCase("[]]{3}x", "]]]x", true)]
    [TestCase("a{,3}", "a{,3}", true)]
    public void A_pattern_needs_no_clock(string pattern, string text, bool matches)
    {
        FieldPattern.TryRead(pattern, out var read);

        Assert.Multiple(() =>
        {
            Assert.That(read!.IsSteady);
            Assert.That(read!.Matches(text, null), Is.EqualTo(matches));
            // A deadline that has passed changes nothing.
            Assert.That(read!.Matches(text, 1), Is.EqualTo(matches));
        });
    }

    [TestCase("(?=.*[0-9])[a-z0-9]+")]
    [TestCase("(?<!a)b")]
    [TestCase(@"(a|b)\1")]
    [TestCase("(?>a+)b")]
    [TestCase("(((a{90}){90}){90}){90}")]
    [TestCase("[0-9]{2147483647}")]
    [TestCase("a{9}b{9}(c{99}d{99}){99}")]
    public void A_pattern_that_needs_a_clock_cannot_be_published_but_a_published_one_runs_on(string pattern)
    {
        var compiled = Form(pattern).Compile();

        Assert.Multiple(() =>
        {
            Assert.That(compiled.Problems.Single(problem => problem.Code == ProblemCode.PatternUnsteady).ActivityId, Is.EqualTo("a"));
            Assert.That(compiled.CanBePublished, Is.False);
            Assert.That(compiled.Flow, Is.Not.Null);
        });
    }

    [Test]
    public void A_pattern_from_before_gives_the_event_up_when_it_takes_too_long_and_calls_nothing_a_mismatch()
    {
        var flow = Form(@"(?!z)(a+)+\1?").Flow();
        var player = new Player(flow);
        var completed = new TaskCompleted(player.Number("a"), 7, null, null,
            JsonSerializer.SerializeToElement(new { kode = new string('a', 40) + "!" }));

        Assert.Multiple(() =>
        {
            Assert.That(() => Interpreter.Advance(flow, player.State, completed, player.Now, patience: TimeSpan.FromMilliseconds(20)),
                Throws.TypeOf<ScriptTimeoutException>());
            Assert.That(() => player.Finish("a", """{"kode":"aaaa"}""").State.Status, Is.EqualTo(CaseStatus.Finished));
        });
    }

    [Test]
    public void A_malformed_pattern_is_a_problem_of_its_field() =>
        Assert.That(Form("(a").Compile().Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.FieldBad));

    private static FlowBuilder Form(string pattern)
    {
        var step = Step("a");
        step["fields"] = Object(new[] { new { name = "kode", type = "text", pattern } });
        return FlowBuilder.InLine(step);
    }
}
