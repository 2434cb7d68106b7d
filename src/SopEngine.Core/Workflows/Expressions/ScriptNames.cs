using Acornima;
using Acornima.Ast;
using Jint;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>The outside names that a script calls and reads, found without running it.</summary>
/// <param name="Free">Names that it neither declares nor sets, nor only tests by <c>typeof</c>.</param>
/// <param name="Variables">Variables that it names: <c>variables.n</c>, <c>getVariable('n')</c>, <c>setVariable('n', 1)</c>.</param>
internal sealed record ScriptNames(IReadOnlyList<string> Free, IReadOnlyList<string> Variables)
{
    /// <summary>True when it may read the output of another activity.</summary>
    public bool ReadOutputs =>
        Free.Any(name => name is "getOutputFrom" or "getLastResult"
            || (name.StartsWith("get", StringComparison.Ordinal) && name.Contains("From", StringComparison.Ordinal)));

    public static ScriptNames Of(Prepared<Script> script)
    {
        var owned = new HashSet<string>(["arguments"]);
        var variables = new List<string>();
        foreach (var node in script.Program!.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case AssignmentExpression assignment:
                    owned.UnionWith(Targets(assignment.Left));
                    break;
                case ForInStatement loop:
                    owned.UnionWith(Targets(loop.Left));
                    break;
                case ForOfStatement loop:
                    owned.UnionWith(Targets(loop.Left));
                    break;
                case UnaryExpression { Operator: Operator.TypeOf, Argument: Identifier asked }:
                    owned.Add(asked.Name);
                    break;
                case CallExpression { Callee: Identifier { Name: "getVariable" or "setVariable" }, Arguments: [StringLiteral name, ..] }:
                    variables.Add(name.Value);
                    break;
                case MemberExpression { Computed: false, Object: Identifier { Name: ScriptFunctions.Variables }, Property: Identifier key }:
                    variables.Add(key.Name);
                    break;
            }
        }

        return new ScriptNames([.. script.ReferencedGlobals!.Where(name => !owned.Contains(name))], variables);
    }

    /// <summary>The names that an assignment sets: as in Elsa, an undeclared name is declared from then on.</summary>
    private static IEnumerable<string> Targets(Node left) => left switch
    {
        Identifier name => [name.Name],
        ArrayPattern or ObjectPattern => left.DescendantNodes().OfType<Identifier>().Select(name => name.Name),
        _ => [],
    };
}
