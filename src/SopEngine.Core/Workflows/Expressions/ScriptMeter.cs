using System.Text;
using Acornima.Ast;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Puts a counting call around each piece of a script that makes values grow without a call of a built-in function: added texts, templates,
/// spreads, objects made with <c>new</c>. <c>a + b</c> becomes <c>meter(a + b)</c>, which returns its argument.
/// </summary>
internal sealed class ScriptMeter
{
    /// <summary>The first letter is a click of Khoisan languages, which JavaScript accepts as a letter.</summary>
    public const string Name = "ǃmeter";

    private readonly List<(int At, string Text)> _opened = [];
    private readonly List<(int At, string Text)> _closed = [];

    public static string Insert(string source, Script program)
    {
        var meter = new ScriptMeter();
        meter.Walk(program, null);
        var (opened, closed) = (new Queue<(int At, string Text)>(meter._opened.OrderBy(edit => edit.At)),
            new Queue<(int At, string Text)>(meter._closed.OrderBy(edit => edit.At)));
        var text = new StringBuilder(source.Length + 100);
        for (var i = 0; i <= source.Length; i++)
        {
            while (closed.TryPeek(out var close) && close.At == i) text.Append(closed.Dequeue().Text);
            while (opened.TryPeek(out var open) && open.At == i) text.Append(opened.Dequeue().Text);
            if (i < source.Length) text.Append(source[i]);
        }

        return text.ToString();
    }

    private void Walk(Node node, Node? parent)
    {
        var grows = node switch
        {
            // Of a + b + c, only the outer sum.
            BinaryExpression { Operator: Acornima.Operator.Addition } sum =>
                !(parent is BinaryExpression { Operator: Acornima.Operator.Addition } outer && outer.Start == sum.Start),
            AssignmentExpression { Operator: Acornima.Operator.AdditionAssignment } => true,
            TemplateLiteral template => template.Expressions.Count > 0 && parent is not TaggedTemplateExpression,
            // new new F().G() must keep its meaning.
            NewExpression => parent is not (NewExpression or MemberExpression),
            Acornima.Ast.Expression => IsTakenApart(node, parent),
            _ => false,
        };
        if (grows) _opened.Add((node.Start, node is SequenceExpression ? $"{Name}((" : $"{Name}("));
        // An empty function could be called without being counted.
        if (node is FunctionBody { Body.Count: 0 } body) _opened.Add((body.Start + 1, ";"));
        foreach (var child in node.ChildNodes) Walk(child, node);
        // Items of a spread list and keys of a loop take far more memory than a character.
        var close = parent is SpreadElement or ForInStatement ? ", true)" : ")";
        if (grows) _closed.Add((node.End, node is SequenceExpression ? ")" + close : close));
    }

    private static bool IsTakenApart(Node node, Node? parent) => parent switch
    {
        SpreadElement => true,
        TemplateLiteral => true,
        ForInStatement loop => loop.Right == node,
        ClassDeclaration declared => declared.SuperClass == node,
        ClassExpression expression => expression.SuperClass == node,
        Property { Key: Identifier { Name: "__proto__" } or StringLiteral { Value: "__proto__" }, Computed: false } property =>
            property.Value == node && parent is ObjectProperty { Shorthand: false, Method: false, Kind: PropertyKind.Init },
        _ => false,
    };
}
