using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>The abilities and the limits of scripts.</summary>
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
    [TestCase("const half = x => x / 2; `${half(10)} dari ${[1, 2, 3].at(-1)}`", "5 dari 3")]
    [TestCase("const { a, ...rest } = { a: 1, b: 2 }; return [a, ...Object.values(rest)].includes(2) ? 'ya' : 'tidak'", "ya")]
    [TestCase("class Lot { constructor(n) { this.n = n; } get twice() { return 2 * this.n; } } new Lot(4).twice", "8")]
    [TestCase("let sum = 0; for (const [k, v] of new Map([['a', 1], ['b', 2]])) sum += v; sum", "3")]
    [TestCase("setV({ deep: null }); getV()?.deep?.deeper ?? 'kosong'", "kosong")]
    [TestCase("function* upTo(n) { for (let i = 1; i <= n; i++) yield i; } [...upTo(3)].join()", "1,2,3")]
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
    [TestCase("var s = 'x'; while (true) { s = s + s; }", "too long")]
    [TestCase("var a = []; while (true) { a.push('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' + a.length); }", "statements|memory|items")]
    [TestCase("new Array(4e9).join('x')", "items")]
    [TestCase("'a\\u0000b'", "NUL")]
    [TestCase("setV({ a: ['\\ud800'] }); 1", "half a character")]
    [TestCase("setWorkflowInstanceName('a\\u0000b'); 1", "NUL")]
    [TestCase("var a = []; a.length = 4e9; return a;", "length|items")]
    [TestCase("var a = []; a.length = 4e9; JSON.stringify([[a]])", "length|items|too long")]
    [TestCase("var a = []; a.length = 4e9; a.sort()", "statements|memory|items")]
    [TestCase("Math.max.apply(null, { length: 4e9 })", "length|items")]
    [TestCase("Array.from({ length: 4e9 })", "items")]
    [TestCase("[...function* () { for (;;) yield 1; }()]", "statements")]
    [TestCase("'x'.repeat(4e8)", "too long")]
    [TestCase("'x'.padStart(4e8)", "too long")]
    [TestCase("'x'.repeat(2e4).replaceAll('x', \"$'\")", "too long")]
    [TestCase("String.prototype.repeat.call('x', 4e8)", "too long")]
    [TestCase("const f = () => f(); f()", "deep")]
    [TestCase("let o = { toString() { return `${o}`; } }; `${o}`", "deep|statements")]
    [TestCase("let o = { get a() { return this.a; } }; o.a", "deep")]
    [TestCase("function* g() { yield* g(); } [...g()]", "deep|statements")]
    [TestCase("var s = new Array(900).join('xxxxxxxxxx'); s.replace(/x/g, s)", "too long")]
    [TestCase("nothing.here", "nothing")]
    [TestCase("throw new Error('tidak boleh')", "tidak boleh")]
    [TestCase("eval(new Array(9000).join('('))", "eval")]
    [TestCase("(function () {}).constructor('return 1')()", "compilation")]
    [TestCase("JSON.parse(new Array(9000).join('['))", "depth")]
    [TestCase("setHilang(1)", "setHilang")]
    [TestCase("setVariable('hilang', 1)", "hilang")]
    public void Scripts_that_go_too_far_fail_their_activity(string script, string because) =>
        Assert.That(Failure(script), Does.Match(because));

    [TestCase("System.IO.File.ReadAllText('/etc/passwd')")]
    [TestCase("importNamespace('System')")]
    [TestCase("getV.GetType().Assembly.FullName")]
    [TestCase("getV().GetType()")]
    [TestCase("getV.constructor('return this')().System.Environment.MachineName")]
    [TestCase("(function () { return this; })().clr.System")]
    [TestCase("globalThis.System.IO")]
    [TestCase("new ShadowRealm().evaluate('1')")]
    [TestCase("new Uint8Array(1e9)")]
    [TestCase("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)")]
    [TestCase("Temporal.Now.instant()")]
    [TestCase("new WeakRef({})")]
    [TestCase("Promise.resolve(1)")]
    [TestCase("BigInt(9) ** BigInt(9)")]
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
    [TestCase("((", "x", "))", 4_000)]
    [TestCase("x=>", "x", "")]
    [TestCase("x=>{", "", "}")]
    [TestCase("`${", "x", "}`")]
    [TestCase("[...", "x", "]")]
    [TestCase("class A extends ", "B", "{}")]
    [TestCase("a?.", "b", "")]
    [TestCase("({a:", "x", "})")]
    public void A_script_whose_syntax_would_exhaust_the_stack_is_a_problem_of_the_definition(
        string open, string inner, string close, int least = 150)
    {
        foreach (var levels in new[] { least, 8_000 / open.Length, 19_900 / (open.Length + close.Length) })
        {
            var script = string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels));
            var compiled = new FlowBuilder().Root(Sequence("q", Line(script))).Compile();

            Assert.That(compiled.Problems.Select(problem => problem.Code), Does.Contain(ProblemCode.ScriptBad));
        }
    }

    [TestCase("BigInt", "const x = 9n; x * x")]
    [TestCase("await", "async function f() { return 4; } f()")]
    [TestCase("await", "(async () => await 4)()")]
    [TestCase("await", "const o = { async f() {} }; o")]
    public void A_script_that_cannot_be_stopped_or_does_not_end_at_once_is_a_problem(string said, string script)
    {
        var problem = new FlowBuilder().Root(Sequence("q", Line(script))).Compile()
            .Problems.Single(problem => problem.Code == ProblemCode.ScriptBad);

        Assert.That(problem.Arguments, Has.Some.Contains(said));
    }

    [TestCase("1 +", "ada kesalahan penulisan pada baris 1, kolom 4")]
    [TestCase("9n", "bilangan BigInt (seperti 9n) tidak tersedia")]
    [TestCase("(async () => await 4)()", "async dan await tidak tersedia")]
    public void An_author_reads_in_one_language_why_a_script_cannot_be_used(string script, string why)
    {
        var problem = new FlowBuilder().Root(Sequence("q", Line(script))).Compile()
            .Problems.Single(problem => problem.Code == ProblemCode.ScriptBad);

        Assert.That(problem.Text(System.Globalization.CultureInfo.GetCultureInfo("id-ID")), Does.Contain(why).And.Not.Contain("reason:"));
    }

    [TestCase("let a = []; for (let i = 0; i < 4900; i++) a = [a]; JSON.stringify(a).length", "9802")]
    [TestCase("let a = []; for (let i = 0; i < 4900; i++) a = [a]; String(a).length", "0")]
    [TestCase("let a = []; for (let i = 0; i < 4900; i++) a = [a]; a.flat(Infinity).length", "0")]
    [TestCase("let a = {}; for (let i = 0; i < 4900; i++) a = { a }; JSON.stringify(a).length", "29402")]
    [TestCase("let i = [1].values(); for (let k = 0; k < 2400; k++) i = i.map(x => x).filter(Boolean); [...i].length", "1")]
    [TestCase("let s = 'a'; for (let i = 0; i < 2400; i++) s = 'c' + (s + 'b'); s.indexOf('a')", "2400")]
    public void Nested_values_of_a_script_have_room_for_every_way_of_walking_them(string script, string expected) =>
        Assert.That(ResultOrFault(script), Is.EqualTo(expected).Or.Contains("nested"));

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
        var flow = Flow("setV([3, 1, 2]); var text = getV().sort().map(function (n) { return 'x' + n; }).join('-'); "
            + "text.replace(/x/g, 'y').split('-').concat(['z']).length + text");

        var lines = Enumerable.Range(0, 400).AsParallel().WithDegreeOfParallelism(8)
            .Select(_ => string.Concat(new Player(flow).Lines)).ToList();

        Assert.That(lines, Is.All.EqualTo("4x1-x2-x3"));
    }

    [Test]
    public void Ninety_levels_of_syntax_in_a_function_that_calls_itself_still_have_room()
    {
        var sum = string.Concat(Enumerable.Repeat("1+", 80));
        Assert.That(Result($"function f(n) {{ return n === 0 ? 0 : {sum}f(n - 1); }} f(50)"), Is.EqualTo("4000"));
    }

    [Test]
    public void Scripts_see_nothing_left_behind_by_an_earlier_script()
    {
        var flow = new FlowBuilder()
            .Root(Sequence("q", Line("leak = 5; Array.prototype.map = 1; 'a'"), Line("typeof leak + typeof [].map"))).Flow();

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

    private static string ResultOrFault(string script)
    {
        var player = new Player(Flow(script));
        return player.State.Incidents is [var incident, ..] ? incident.Message : player.Lines.Single();
    }

    private static string Failure(string script)
    {
        var player = new Player(Flow(script));
        Assert.That(player.State.Status, Is.EqualTo(CaseStatus.Faulted), () => string.Join(',', player.Lines));
        return player.State.Incidents.Single().Message;
    }

    private static Flow Flow(string script) => new FlowBuilder().Variables("v").Root(Line(script)).Flow();

    private static System.Text.Json.Nodes.JsonObject Line(string script) =>
        Activity("WriteLine", "w" + script.Length, ("text", JavaScript(script)));
}
