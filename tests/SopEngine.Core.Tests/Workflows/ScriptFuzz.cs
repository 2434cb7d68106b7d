using System.Text;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>
/// Scripts that try to go too far: values made of themselves, built-in functions on large ones, calls within calls. The same seed gives the
/// same scripts.
/// </summary>
internal sealed class ScriptFuzz(int seed)
{
    private static readonly string[] Seeds =
    [
        "[1, 2, 3]", "'abcdefgh'", "{ a: 1 }", "new Map([[1, 2]])", "new Set([1, 2])", "Array(1e4).fill('x')", "'x'.repeat(9e5)",
        "'xy'.repeat(5e4)", "[3, 1, 2].values()", "f", "{ length: 4e9 }", "[...Array(5e3).keys()]", "'1,2,3,'.repeat(2e3)", "Array(9999)",
        "(() => 1)", "{ toString() { return s; } }", "{ toJSON() { return a; } }", "{ get x() { return o; } }", "getV()",
    ];

    private static readonly string[] Texts = ["'x'", "','", "''", "s", "'a'.repeat(3e5)", "String(b)", "`${a}`", "'$&$&'", "\"$'\""];
    private static readonly string[] Searches =
        ["/x/g", "/(a+)+$/", "/./gs", "/(x*)*y/", "/^(.*?,)*$/", "/[a-z]+/g", "/(?:)/g", "/(?=x)/g", "/(x)\\1/g"];

    private static readonly string[] OfLists =
    [
        "flat(Infinity)", "flat()", "join(T)", "concat(V)", "concat(a, a, a)", "map(F)", "filter(F)", "flatMap(F)", "sort()", "sort(F)",
        "reverse()", "slice()", "indexOf(V)", "includes(V)", "fill(V)", "reduce(F)", "toString()", "toLocaleString()", "splice(0, 0, ...a)",
        "unshift(V)", "push(V, V)", "toSorted()", "with(0, V)", "copyWithin(1, 0)", "at(-1)", "forEach(F)", "find(F)", "lastIndexOf(V)",
    ];

    private static readonly string[] OfTexts =
    [
        "repeat(N)", "padStart(N, T)", "padEnd(N, T)", "replace(R, T)", "replaceAll(T, T)", "replace(T, F)", "replace(R, F)", "split(T)",
        "split(R)", "concat(T, T, T)", "match(R)", "search(R)", "indexOf(T)", "includes(T)", "toUpperCase()", "normalize('NFD')",
        "localeCompare(T)", "trim()", "slice(1)", "substring(N)", "charCodeAt(N)", "at(-1)", "big()", "startsWith(T)", "lastIndexOf(T)",
    ];

    private static readonly string[] Whole =
    [
        "JSON.stringify(V)", "JSON.stringify(V, F)", "JSON.stringify(V, null, 10)", "JSON.stringify(V, ['a', 'x'])",
        "JSON.parse(JSON.stringify(V))", "String(V)", "`${V}${V}${V}`", "V + V", "V + T", "[...V, ...V]", "({ ...V, ...V })",
        "Object.entries(V)", "Object.assign({}, V, V)", "Object.fromEntries(Object.entries(V))", "Object.keys(V)", "Object.values(V)",
        "Array.from(V, F)", "Array.from({ length: N }, F)", "Math.max(...V)", "f.apply(null, V)", "f.bind(V)", "new Set(V)", "new Map(V)",
        "Object.create(V)", "({ __proto__: V })", "encodeURIComponent(T)", "escape(T)", "V.map(Array)", "V.map(Object)",
        "V.flatMap(Object)", "Object.groupBy(V, F)", "new Error(T).message", "[V, V]", "({ a: V, b: V })", "[...gen(V)]",
        "String.raw`${V}${V}`", "Array(1e4)", "new Date(V)", "i = i.map(F)", "i = i.take(9)", "[...i]", "new (class extends Array {})(N)",
        "V.values().drop(N)", "V.values().some(isNaN)", "[...T.matchAll(R)]", "i.some(Boolean)",
        "(([...r]) => r)(V)", "f(V)", "V.x", "V[0]", "R.test(T)", "R.exec(T)", "V == V", "V < V", "V in o", "isNaN(V)", "parseInt(V)",
    ];

    private static readonly string[] Statements =
    [
        "a = [a, a];", "a = [b, a, b];", "b = [a];", "o = { a: o, b: o };", "s += s;", "s = s + T;", "s = `${s}${s}`;", "a.push(V);",
        "o = { x: o, [T.slice(0, 9)]: a };", "a = V;", "b = V;", "s = String(V);", "o = V;", "for (let n = 0; n < K; n++) { B }",
        "while (true) { B }", "for (const x of V) { B }", "for (const x in V) { B }", "a.forEach(x => { B });",
        "try { B } catch (e) { b = e; }", "if (V) { B } else { B }", "function* h() { yield* h(); }", "const [...r] = V;", "({ a } = V);",
        "f = x => W;", "f = function () { return f.call(this, W); };", "f = f.bind(W);", "o = Object.create(o);", "setV(V);",
        "m.set(V, V);", "a = W;", "b = W;", "s = String(W);", "o = W;", "i = W;", "a = [W, W];", "a.length = N;", "a[N] = V;",
        "switch (V) { case W: B }", "label: for (;;) { B break label; }",
    ];

    private readonly Random _random = new(seed);
    private int _left;

    public string Next()
    {
        _left = 60;
        var script = new StringBuilder("let a = [1], b = [2], o = {}, s = 'x', i = [1, 2].values(), m = new Map(), f = x => x; "
            + "function* gen(v) { yield v; yield v; }\n");
        for (var i = _random.Next(1, 9); i > 0; i--) script.Append(Fill(Pick(Statements))).Append('\n');
        return script.Append("return ").Append(Fill(Pick("a", "b", "o", "s", "f", "i", "W", "W", "[W, W]"))).Append(';').ToString();
    }

    /// <summary>Puts pieces in the place of single capital letters.</summary>
    private string Fill(string pattern)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            var alone = (i == 0 || !char.IsLetterOrDigit(pattern[i - 1]))
                && (i == pattern.Length - 1 || !char.IsLetterOrDigit(pattern[i + 1]));
            text.Append(alone ? Piece(pattern[i]) : pattern[i].ToString());
        }

        return text.ToString();
    }

    private string Piece(char kind)
    {
        if (--_left < 0) return kind is 'B' or 'V' or 'W' or 'T' or 'F' ? kind == 'B' ? ";" : "a" : Simple(kind);
        return kind switch
        {
            'V' => _random.Next(4) == 0 ? $"({Fill(Pick(Seeds))})" : Pick("a", "b", "o", "s", "f", "a", "b"),
            'W' => Fill(_random.Next(3) switch { 0 => "(V)." + Pick(OfLists), 1 => "(T)." + Pick(OfTexts), _ => Pick(Whole) }),
            'T' => Fill(Pick(Texts)),
            'F' => Pick("f", "x => x", "(x, y) => y", "x => [x, x]", "x => s", "x => a", "Object",
                "String", "function () { return this; }", "x => x + x", "(x, y) => x > y ? 1 : -1"),
            'B' => string.Join(' ', Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Fill(Pick(Statements)))),
            _ => Simple(kind),
        };
    }

    private string Simple(char kind) => kind switch
    {
        'N' => Pick("0", "1", "7", "100", "9999", "10001", "1e6", "4e8", "-1"),
        'K' => Pick("3", "10", "30", "100", "2000"),
        'R' => Pick(Searches),
        _ => kind.ToString(),
    };

    private string Pick(params string[] of) => of[_random.Next(of.Length)];
}
