using NodaTime;
using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Expressions;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>Limits of scripts: each script ends at the same place every time, whatever else the machine does.</summary>
public sealed class ScriptLimitTests
{
    private const int Seed = 20261130;
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 30, 1, 0);
    private static readonly CaseStarted Started = new(new Dictionary<string, System.Text.Json.JsonElement>());

    private const string Doubled = "let a = [1]; for (let i = 0; i < 40; i++) a = [a, a];";
    private const string Deep = "let a = [1]; for (let i = 0; i < 4000; i++) a = [a];";
    private const string Sparse = "const a = [1]; a.length = 4e8;";
    private const string Long = "const s = 'ab'.repeat(4e5);";

    [TestCase(Doubled + "a", "too long|memory|nested")]
    [TestCase(Doubled + "String(a)", "items and characters|memory|too long")]
    [TestCase(Doubled + "`${a}`", "items and characters|memory|too long")]
    [TestCase(Doubled + "a + ''", "items and characters|memory|too long")]
    [TestCase(Doubled + "({})[a]", "items and characters|memory|too long")]
    [TestCase(Doubled + "a.join()", "items and characters|memory|too long")]
    [TestCase(Doubled + "[a].toLocaleString()", "items and characters|memory|too long")]
    [TestCase(Doubled + "a.flat(Infinity)", "items")]
    [TestCase(Doubled + "JSON.stringify(a)", "too long")]
    [TestCase(Doubled + "JSON.stringify({ toJSON: () => a })", "too long")]
    [TestCase(Doubled + "setV(a)", "too long")]
    [TestCase("let o = {}; for (let i = 0; i < 40; i++) o = { a: o, b: o }; o", "too long|memory")]
    [TestCase(Deep + "String(a)", "nested")]
    [TestCase(Deep + "a.flat(Infinity)", "nested")]
    [TestCase(Deep + "JSON.stringify(a)", "nested")]
    [TestCase("let i = [1].values(); for (let k = 0; k < 4000; k++) i = i.take(1); [...i]", "nested")]
    [TestCase("let f = () => 1; for (let k = 0; k < 4000; k++) f = f.bind(); f()", "nested")]
    [TestCase("let o = {}; for (let k = 0; k < 4000; k++) o = Object.create(o); o.x", "nested")]
    [TestCase("let o = {}; for (let k = 0; k < 4000; k++) o = { __proto__: o }; o.x", "nested")]
    [TestCase("function F() {} let o = {}; for (let k = 0; k < 4000; k++) { F.prototype = o; o = new F(); } o.x", "nested")]
    [TestCase("let s = 'x'; while (true) s = s + s;", "too long")]
    [TestCase("let s = 'x'; while (true) s += s;", "too long")]
    [TestCase("const o = { s: 'x' }; while (true) o['s'] += o.s;", "too long")]
    [TestCase("let s = 'x'; while (true) s = `${s}${s}`;", "too long")]
    [TestCase(Long + "s.indexOf('a'.repeat(4e5) + 'b')", "items and characters")]
    [TestCase(Long + "({ ...s })", "memory")]
    [TestCase(Long + "for (const i in s) { }", "memory")]
    [TestCase(Long + "s.replace(/./g, String)", "memory")]
    [TestCase(Long + "s.split('')", "items|memory")]
    [TestCase(Long + "Array(5000).fill(s).join('')", "too long")]
    [TestCase(Long + "Array(5000).fill(s).sort()", "items and characters")]
    [TestCase(Long + "''.concat(...Array(5000).fill(s))", "items and characters|memory|too long")]
    [TestCase(Long + "s.replace(/a/g, () => s)", "too long|memory|statements")]
    [TestCase(Long + "s.replace('a', { toString: () => s })", "too long")]
    [TestCase(Long + "const [...r] = s;", "memory")]
    [TestCase(Long + "(([...r]) => 1)(s)", "memory")]
    [TestCase(Long + "s.match(/(?=a)/g)", "memory")]
    [TestCase(Long + "s.matchAll(/(?=a)/g).some(Boolean)", "memory")]
    [TestCase(Long + "/(?:)/g[Symbol.match](s)", "memory")]
    [TestCase(Sparse + "new Set(a)", "items and characters")]
    [TestCase(Sparse + "const [...r] = a;", "items and characters")]
    [TestCase(Sparse + "a.values().drop(3e8).next()", "items and characters")]
    [TestCase(Sparse + "a.keys().some(isNaN)", "items and characters")]
    [TestCase("const m = new Map(); for (let i = 0; i < 2000; i++) m.set(i); for (let i = 0; i < 2000; i++) m.values().some(Number.isNaN)",
        "memory")]
    [TestCase("let a = '&$&'; while (true) a = a.replace(/(?:)/g, a);", "too long|memory")]
    [TestCase("const s = 'x'.repeat(1000); while (true) s.replace(/x/g, '$&');", "memory")]
    [TestCase("'x'.repeat({ valueOf: () => 4e8 })", "too long")]
    [TestCase("'x'['rep' + 'eat'](4e8)", "too long")]
    [TestCase("const { ['rep' + 'eat']: r } = ''; r.call('x', 4e8)", "too long")]
    [TestCase("Array(9999).fill(Array(9999).fill(1)).flatMap(Object)", "items")]
    [TestCase("const a = Array(9999).fill(1); const g = () => {}; a.forEach(x => a.forEach(g))", "statements|items")]
    [TestCase("[].indexOf.call({ length: 4e9 }, 1)", "items and characters")]
    [TestCase("function* g() { yield* g(); } g().next()", "statements|deep|nested")]
    public void A_script_that_goes_too_far_fails_and_fails_alike_when_it_is_replayed(string script, string because)
    {
        var flow = Flow(script);

        var live = Interpreter.Advance(flow, CaseState.New, Started, Now, patience: TimeSpan.FromMinutes(2)).State;
        var replayed = Interpreter.Advance(flow, CaseState.New, Started, Now).State;

        Assert.Multiple(() =>
        {
            Assert.That(live.Incidents.Select(incident => incident.Message), Has.One.Match(because));
            Assert.That(CaseStateJson.Write(replayed), Is.EqualTo(CaseStateJson.Write(live)));
        });
    }

    [TestCase("let a = [1, [2, [3, [4]]]]; a.flat().length + '|' + a.flat(Infinity) + '|' + a + '|' + [[1, , 3]].flat().length",
        "3|1,2,3,4|1,2,3,4|2")]
    [TestCase("let r = ''; for (const k in { a: 1, b: 2 }) r += k; for (const i in ('', 'xyz')) r += i; r", "ab012")]
    [TestCase("[1, 2].flatMap((x, i, l) => [x, i, l.length]).join(' ')", "1 0 2 2 1 2")]
    [TestCase("const a = [1]; a.push(a, null, undefined); String(a)", "1,,,")]
    [TestCase("Array.prototype.join.call({ length: 2, 0: 'a', 1: 'b' }, '-')", "a-b")]
    [TestCase("[1.5, [2]].toLocaleString()", "1.5,2")]
    [TestCase("JSON.stringify({ a: [1, undefined, () => 1], b: undefined, c: 'é\"', d: new Date(0) })",
        """{"a":[1,null,null],"c":"é\"","d":"1970-01-01T00:00:00.000Z"}""")]
    [TestCase("JSON.stringify({ a: 1, b: { a: 2, c: 3 } }, ['b', 'a'])", """{"b":{"a":2},"a":1}""")]
    [TestCase("JSON.stringify({ a: 1, b: [2] }, (k, v) => typeof v === 'number' ? v + 1 : v)", """{"a":2,"b":[3]}""")]
    [TestCase("JSON.stringify([1, { a: 2 }], null, 1)", "[\n 1,\n {\n  \"a\": 2\n }\n]")]
    [TestCase(
        "'a-b-c'.replace(/-(.)/g, (m, c) => c.toUpperCase()) + 'x'.padStart(3, '.') + 'ab'.repeat(2) + 'aXbX'.replaceAll('X', '$&$&')",
        "aBC..xababaXXbXX")]
    [TestCase("let s = 'a'; s += 1; s += `-${s}`; const o = { n: 1, t: 'x' }; o.n += 2; o['t'] += o.n; s + o.n + o.t", "a1-a13x3")]
    [TestCase("new (class A { static B = class { constructor(n) { this.n = n; } } }).B(4).n + new Map([[1, 2]]).size", "5")]
    [TestCase("class A { #n = 1; add(x) { this.#n += x; return this.#n; } } new A().add(4)", "5")]
    [TestCase("class A { hi() { return 'a'; } } class B extends A { hi() { return super.hi() + 'b'; } } new B().hi()", "ab")]
    [TestCase("const f = function () {}; const g = () => {}; String(f()) + g()", "undefinedundefined")]
    [TestCase("let x = 1\nlet y = x\nnew Date(0)\nx += y\n;`${x}`", "2")]
    [TestCase("const t = (s, ...v) => s.raw.join('|') + v.join('+'); t`a${1 + 2}b${'c'}`", "a|b|3+c")]
    [TestCase("[...[1, 2], ...'ab', ...(0, [3])].join('') + Math.max(...[1, 5]) + `${(1, 2)}`", "12ab352")]
    [TestCase("const m = { ...{ a: 1 }, ...null, b: 2 }; Object.keys(m).join()", "a,b")]
    [TestCase("const [a, ...b] = 'hey'; const [c, d] = new Set([1, 2]); a + b + c + d + [...new Map([[1, 2]])] + Array.from('xy')",
        "he,y121,2x,y")]
    [TestCase(
        "const t = 'a1b22'; [t.match(/\\d+/g), t.match(/z/g), 'xyz'.match(/(?=x|z)|$/g).length, 'a1'.match(/\\d/).index].join('|')",
        "1,22||3|1")]
    [TestCase("[...'a1b22'.matchAll(/(\\d)\\d*/g)].map(m => m[1] + m.index).join() + [...'a,b'.matchAll(',')].length", "11,231")]
    [TestCase("[...''.matchAll(/x/g)].length", "0")]
    [TestCase("'John Smith'.replace(/(\\w+)\\s(\\w+)/, '$2, $1') + '|' + 'abc'.replace(/b/, \"[$`$&$'$$]\")", "Smith, John|a[abc$]c")]
    [TestCase("'a1'.replace(/(?<l>\\w)(\\d)?(z)?/, '$<l>-$2$3$4$10$0$<no>') + 'aXbX'.replace(/X/g, '$1$') + 'x'.replace(/x/, '$<l>')",
        "a-1$4a0$0a$1$b$1$$<l>")]
    [TestCase("'0812345'.replace(/(\\d{4})(?=\\d)/g, '$1 ') + 'a.b'.replaceAll(/\\./g, '$`')", "0812 345aab")]
    [TestCase("'abcdefghijkl'.replace(/(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)/, '$11$1')", "kal")]
    [TestCase("[3, 10, 2].sort().join() + [3, 10, 2].sort((a, b) => a - b).join()", "10,2,32,3,10")]
    public void Counting_does_not_change_the_result_of_a_script(string script, string expected)
    {
        var player = new Player(Flow(script));

        Assert.That(player.State.Incidents, Is.Empty);
        Assert.That(player.Lines.Single(), Is.EqualTo(expected));
    }

    [TestCase("/(a+)+$/.test('a'.repeat(60) + 'b')")]
    [TestCase("new RegExp('(a+)+$').test('a'.repeat(60) + 'b')")]
    public void A_search_that_would_not_end_gives_the_event_up_and_decides_nothing(string script) =>
        Assert.That(() => Interpreter.Advance(Flow(script), CaseState.New, Started, Now, patience: TimeSpan.FromMilliseconds(50)),
            Throws.TypeOf<ScriptTimeoutException>());

    [Test]
    public void An_event_without_patience_left_is_given_up_and_its_replay_is_not()
    {
        var flow = Flow("let n = 0; for (let i = 0; i < 1000; i++) n += i; n");

        Assert.Multiple(() =>
        {
            Assert.That(() => Interpreter.Advance(flow, CaseState.New, Started, Now, patience: TimeSpan.Zero),
                Throws.TypeOf<ScriptTimeoutException>());
            Assert.That(Interpreter.Advance(flow, CaseState.New, Started, Now).State.Status, Is.EqualTo(CaseStatus.Finished));
        });
    }

    [Test]
    public void A_script_of_very_long_statements_may_run_fewer_of_them()
    {
        var sum = string.Concat(Enumerable.Repeat("1,", 4_000));

        Assert.Multiple(() =>
        {
            Assert.That(new Player(Flow($"let n = 0; while (n < 50) n = ({sum}n + 1); n")).Lines.Single(), Is.EqualTo("50"));
            Assert.That(new Player(Flow($"let n = 0; while (true) n = ({sum}n + 1)")).State.Incidents.Single().Message,
                Does.Contain("statements"));
        });
    }

    [Test]
    public void The_deepest_calls_of_the_deepest_functions_have_room()
    {
        var nested = string.Concat(Enumerable.Repeat("(0,", 90));
        var functions = string.Concat(Enumerable.Range(0, 40)
            .Select(i => $"function f{i}(n) {{ return {nested}f{(i + 1) % 40}(n + 1){new string(')', 90)}; }}\n"));

        Assert.That(new Player(Flow(functions + "f0(0)")).State.Incidents.Single().Message, Does.Contain("deep"));
    }

    /// <summary>The benchmark scripts-fuzz measures time and memory; here, each script ends, and replays to the same.</summary>
    [Test]
    public void Two_thousand_scripts_that_try_to_go_too_far_end_and_replay_to_the_same()
    {
        TestContext.Out.WriteLine($"seed {Seed}");
        var fuzz = new ScriptFuzz(Seed);
        var (failed, ended) = (0, 0);
        foreach (var script in Enumerable.Range(0, 2_000).Select(_ => fuzz.Next()))
        {
            var compiled = new FlowBuilder().Variables("v").Root(Line(script)).Compile();
            if (compiled.Flow is not { } flow) continue;
            CaseState live;
            try
            {
                live = Interpreter.Advance(flow, CaseState.New, Started, Now, patience: TimeSpan.FromSeconds(5)).State;
            }
            catch (ScriptTimeoutException)
            {
                continue;
            }

            if (live.Incidents.Count > 0) failed++;
            else ended++;
            var replayed = Interpreter.Advance(flow, CaseState.New, Started, Now).State;
            Assert.That(CaseStateJson.Write(replayed), Is.EqualTo(CaseStateJson.Write(live)), script);
        }

        TestContext.Out.WriteLine($"{ended} ended, {failed} failed");
        Assert.That(Math.Min(failed, ended), Is.GreaterThan(100));
    }

    private static Flow Flow(string script) => new FlowBuilder().Variables("v").Root(Line(script)).Flow();

    private static System.Text.Json.Nodes.JsonObject Line(string script) => Activity("WriteLine", "w", ("text", JavaScript(script)));
}
