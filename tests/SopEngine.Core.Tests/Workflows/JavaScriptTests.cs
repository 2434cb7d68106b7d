using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Expressions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>What scripts can do, and what they cannot.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class JavaScriptTests
{
    [TestCase("1 + 2", "3")]
    [TestCase("return 1 + 2", "3")]
    [TestCase("var x = 4; return x * x;", "16")]
    [TestCase("[1, 2, 3].map(function (n) { return n * 2; }).join('-')", "2-4-6")]
    [TestCase("JSON.stringify({ a: [1, { b: 'c' }] })", """{"a":[1,{"b":"c"}]}""")]
    [TestCase("'a-b'.replace(/-/g, '+')", "a+b")]
    [TestCase("Math.max.apply(null, [1, 5, 3])", "5")]
    public void Scripts_compute(string script, string expected) => Assert.That(Result(script), Is.EqualTo(expected));

    [Test]
    public void The_only_time_a_script_knows_is_that_of_the_event()
    {
        var now = Instant.FromUtc(2026, 11, 23, 1, 0).ToUnixTimeMilliseconds();

        Assert.Multiple(() =>
        {
            Assert.That(Result("new Date().getTime()"), Is.EqualTo($"{now}"));
            Assert.That(Result("Date.now()"), Is.EqualTo($"{now}"));
            Assert.That(Result("new (new Date().constructor)().getTime()"), Is.EqualTo($"{now}"));
            Assert.That(Result("new Date(2020, 0, 2).getUTCFullYear() + ' ' + new Date(0).getTime()"), Is.EqualTo("2020 0"));
        });
    }

    [TestCase("Math.random()", "Math.random")]
    [TestCase("while (true) {}", "statements")]
    [TestCase("for (;;);", "statements")]
    [TestCase("function f() { f(); } f();", "deep")]
    [TestCase("var s = 'x'; while (true) { s = s + s; }", "memory")]
    [TestCase("var a = []; while (true) { a.push('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' + a.length); }", "statements|memory|items")]
    [TestCase("new Array(4e9).join('x')", "items")]
    [TestCase("var a = []; a.length = 4e9; a.indexOf(1)", "items")]
    [TestCase("var a = []; a.length = 4e9; return a;", "items")]
    [TestCase("var a = []; a.length = 4e9; JSON.stringify([[a]])", "items")]
    [TestCase("Math.max.apply(null, { length: 4e9 })", "items")]
    [TestCase("var s = new Array(900).join('xxxxxxxxxx'); s.replace(/x/g, s)", "too long")]
    [TestCase("nothing.here", "nothing")]
    [TestCase("throw new Error('tidak boleh')", "tidak boleh")]
    [TestCase("eval(new Array(9000).join('('))", "eval|undefined|function")]
    [TestCase("(function () {}).constructor('return 1')()", "constructor")]
    [TestCase("JSON.parse(new Array(9000).join('['))", "deeper")]
    [TestCase("setHilang(1)", "setHilang")]
    [TestCase("setVariable('hilang', 1)", "hilang")]
    public void Scripts_that_go_too_far_fail_their_activity(string script, string because) => Assert.That(Failure(script), Does.Match(because));

    [TestCase("System.IO.File.ReadAllText('/etc/passwd')")]
    [TestCase("importNamespace('System')")]
    [TestCase("getV.GetType().Assembly.FullName")]
    [TestCase("getV().GetType()")]
    [TestCase("getV.constructor('return this')().System.Environment.MachineName")]
    [TestCase("(function () { return this; })().clr.System")]
    public void Scripts_reach_nothing_of_the_machine(string script) => Assert.That(Failure(script), Is.Not.Empty);

    [TestCase("!", "x", "")]
    [TestCase("[", "", "]")]
    [TestCase("x?", "x", ":x")]
    [TestCase("x?x:", "x", "")]
    [TestCase("x+", "x", "")]
    [TestCase("x.", "x", "")]
    [TestCase("x=", "x", "")]
    [TestCase("if(x)", ";", "")]
    [TestCase("if(x);else ", ";", "")]
    [TestCase("{", "", "}")]
    [TestCase("function f(){", "", "}")]
    [TestCase("new ", "x", "")]
    [TestCase("((", "x", "))")]
    public void A_script_whose_syntax_would_exhaust_the_stack_is_a_problem_of_the_definition(string open, string inner, string close)
    {
        foreach (var levels in new[] { 150, 8_000 / open.Length, 19_900 / (open.Length + close.Length) })
        {
            var script = string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels));
            var compiled = new FlowBuilder().Root(Sequence("q", Line(script))).Compile();

            Assert.That(compiled.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.ScriptBad));
        }
    }

    [Test]
    public void Parentheses_mean_nothing() => Assert.That(Result(new string('(', 180) + "1" + new string(')', 180)), Is.EqualTo("1"));

    [Test]
    public void A_script_finds_nothing_of_an_earlier_run_of_itself()
    {
        var flow = Flow("var found = /a/g; found.test('aa') + ' ' + found.lastIndex");

        Assert.That(Enumerable.Range(0, 3).Select(_ => new Player(flow).Lines.Single()), Is.All.EqualTo("true 1"));
    }

    [Test]
    public void Cases_run_the_same_script_at_the_same_time()
    {
        var flow = Flow("setV([3, 1, 2]); var text = getV().sort().map(function (n) { return 'x' + n; }).join('-'); text.replace(/x/g, 'y').split('-').concat(['z']).length + text");

        var lines = Enumerable.Range(0, 400).AsParallel().WithDegreeOfParallelism(8).Select(_ => string.Concat(new Player(flow).Lines)).ToList();

        Assert.That(lines, Is.All.EqualTo("4x1-x2-x3"));
    }

    [Test]
    public void Ninety_levels_of_syntax_in_a_function_that_calls_itself_still_have_room()
    {
        var sum = string.Concat(Enumerable.Repeat("1+", 80));
        Assert.That(Result($"function f(n) {{ return n === 0 ? 0 : {sum}f(n - 1); }} f(50)"), Is.EqualTo("4000"));
    }

    [Test]
    public void Scripts_do_not_see_what_an_earlier_script_left_behind()
    {
        var flow = new FlowBuilder().Root(Sequence("q", Line("leak = 5; Array.prototype.map = 1; 'a'"), Line("typeof leak + typeof [].map"))).Flow();

        Assert.That(new Player(flow).Lines, Is.EqualTo(new[] { "a", "undefinedfunction" }));
    }

    [Test]
    public void A_script_that_does_not_parse_is_a_problem_of_the_definition()
    {
        var compiled = new FlowBuilder().Root(Line("1 +")).Compile();

        Assert.That(compiled.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.ScriptBad));
    }

    private static string Result(string script)
    {
        var player = new Player(Flow(script));
        Assert.That(player.State.Incidents, Is.Empty);
        return player.Lines.Single();
    }

    private static string Failure(string script)
    {
        var player = Patiently(() => new Player(Flow(script)));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted), () => string.Join(',', player.Lines));
        return player.State.Incidents.Single().Message;
    }

    /// <summary>A busy machine may leave a script no time. The event then has not happened, and is tried again: here as in the service.</summary>
    private static Player Patiently(Func<Player> play)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return play();
            }
            catch (ScriptTimeoutException) when (tries < 10)
            {
            }
        }
    }

    private static Flow Flow(string script) => new FlowBuilder().Variables("v").Root(Line(script)).Flow();

    private static System.Text.Json.Nodes.JsonObject Line(string script) => Activity("WriteLine", "w" + script.Length, ("text", JavaScript(script)));
}
