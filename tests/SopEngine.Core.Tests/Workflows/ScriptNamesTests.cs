using NUnit.Framework;
using SopEngine.Core.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Workflows;

/// <summary>A script's call of an unknown name is found when its workflow is put in force.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ScriptNamesTests
{
    [TestCase("hitung(2)", "hitung")]
    [TestCase("getM() + 1", "getM")]
    [TestCase("setM(1)", "setM")]
    [TestCase("n + 1", "n")]
    [TestCase("variables.m", "m")]
    [TestCase("getVariable('m')", "m")]
    [TestCase("setVariable('m', 1)", "m")]
    [TestCase("newGuid()", "newGuid")]
    [TestCase("console.log(1)", "console")]
    [TestCase("function f(x) { return x; } f(1) + x", "x")]
    [TestCase("getCurrentValue()", "getCurrentValue")]
    [TestCase("getResultFromHilang()", "getResultFromHilang")]
    public void An_unknown_name_is_found(string script, string name)
    {
        var compiled = Says(script).Compile();

        var problem = Errors(compiled).Single();
        Assert.That((problem.Code, problem.ActivityId, problem.Arguments[1]), Is.EqualTo((ProblemCode.ScriptNameUnknown, "w", name)));
        Assert.That((compiled.CanBePublished, compiled.Flow is not null), Is.EqualTo((false, true)), "what is in force already runs on");
    }

    [TestCase("getN() + getP() + variables.n")]
    [TestCase("setN(1); variables.n = 2; getVariable('n')")]
    [TestCase("let x = 1; const { a, ...b } = { a: 1 }; x + a + Object.keys(b).length")]
    [TestCase("total = 0; for (item of [1, 2]) total += item; total")]
    [TestCase("typeof hitung === 'function' ? 1 : 2")]
    [TestCase("const f = (x, ...rest) => { try { return x; } catch (e) { return e; } }; f(1)")]
    [TestCase("({ hitung: 1 }).hitung")]
    [TestCase("function f() { return arguments.length; } f(1)")]
    [TestCase("new Map([[1, JSON.stringify(new Date())]]).size")]
    [TestCase("isNullOrWhiteSpace(toJson(getInput('apa')))")]
    public void A_known_name_is_no_problem(string script) => Assert.That(Errors(Says(script).Compile()), Is.Empty);

    [Test]
    public void A_loop_gives_its_body_a_value() => Assert.That(
        Errors(new FlowBuilder()
            .Add(Activity("ForEach", "f", ("items", Object(new[] { 1 })),
                ("body", Activity("WriteLine", "w", ("text", JavaScript("getCurrentValue()")))))).Compile()),
        Is.Empty);

    private static IEnumerable<DefinitionProblem> Errors(CompiledFlow compiled) => compiled.Problems.Where(problem => problem.IsError);

    private static FlowBuilder Says(string script) =>
        new FlowBuilder().Variables("n").Inputs("p").Add(Activity("WriteLine", "w", ("text", JavaScript(script))));
}
