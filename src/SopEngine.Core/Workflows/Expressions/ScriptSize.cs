using Acornima.Ast;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The limits of a script that follow from its text. The engine counts statements and calls, not the length of a statement or the depth of
/// a call, so a script of very long statements may run fewer of them, and one of very deep functions may call itself less often.
/// </summary>
internal sealed class ScriptSize
{
    private const int MostNodes = 1_000_000;
    private const int MostLevels = 32_000;
    private const int FewestCalls = 8;

    private readonly HashSet<string> _names = [];
    private bool _computesNames;
    private bool _hasGenerators;
    private int _heaviest = 1;
    private int _levels;
    private int _deepest = 1;

    public int MostStatements
    {
        get
        {
            var most = Math.Min(ScriptSandbox.MostStatements, MostNodes / _heaviest);
            // The engine does not count generators that go on inside others as calls.
            return _hasGenerators ? Math.Min(most, 2 * MostLevels / _deepest) : most;
        }
    }

    public int DeepestRecursion => Math.Clamp(MostLevels / Math.Max(_levels, 1), FewestCalls, ScriptSandbox.DeepestRecursion);

    public IReadOnlySet<string>? Names => _computesNames ? null : _names;

    public static ScriptSize Of(Script program)
    {
        var size = new ScriptSize();
        size.Function(program, repeats: false);
        return size;
    }

    private void Function(Node node, bool repeats)
    {
        var unit = new Unit(repeats);
        var deepest = 0;
        foreach (var child in node.ChildNodes) deepest = Math.Max(deepest, Walk(child, unit, 1));
        Close(unit);
        _levels += deepest;
        _deepest = Math.Max(_deepest, deepest);
    }

    /// <summary>Counts a node towards the statement that holds it. Returns how deep the function that holds it nests.</summary>
    private int Walk(Node node, Unit unit, int depth)
    {
        Note(node);
        if (node is IFunction function)
        {
            unit.Nodes++;
            _hasGenerators |= function.Generator;
            Function(node, repeats: true);
            return depth;
        }

        var loops = node is ForStatement or ForInStatement or ForOfStatement or WhileStatement or DoWhileStatement;
        var own = node is Statement and not BlockStatement ? new Unit(unit.Repeats || loops) : unit;
        own.Nodes++;
        var deepest = depth;
        foreach (var child in node.ChildNodes) deepest = Math.Max(deepest, Walk(child, own, depth + 1));
        if (own != unit) Close(own);
        return deepest;
    }

    private void Close(Unit unit)
    {
        if (unit.Repeats) _heaviest = Math.Max(_heaviest, unit.Nodes);
    }

    private void Note(Node node)
    {
        switch (node)
        {
            case Identifier identifier:
                _names.Add(identifier.Name);
                _computesNames |= identifier.Name is "getOwnPropertyDescriptor" or "getOwnPropertyDescriptors";
                break;
            case StringLiteral text:
                _names.Add(text.Value);
                break;
            case MemberExpression { Computed: true, Property: not (StringLiteral or NumericLiteral) }:
            case Property { Computed: true, Key: not (StringLiteral or NumericLiteral) }:
                _computesNames = true;
                break;
        }
    }

    private sealed class Unit(bool repeats)
    {
        public bool Repeats => repeats;

        public int Nodes { get; set; }
    }
}
