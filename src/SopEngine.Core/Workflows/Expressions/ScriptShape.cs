using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Jint.Parser;
using Jint.Parser.Ast;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Parses scripts that cannot exhaust the stack. Both the parser and the interpreter call themselves for every level of a script's syntax, and
/// a stack that overflows takes the whole process with it.
/// </summary>
internal static class ScriptShape
{
    private const int LongestScript = 20_000;
    private const int DeepestSyntax = 100;

    /// <summary>Room for a level of syntax a character, the worst that a script can do.</summary>
    private const int ParserStack = 256 * 1024 * 1024;

    /// <summary>The longest script that is parsed where it stands.</summary>
    private const int ShortScript = 200;

    /// <summary>Members that list again what stands further below; without them the nodes are a tree.</summary>
    private static readonly string[] Repeated = ["FunctionDeclarations", "VariableDeclarations"];

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = new();

    public static bool TryParse(string source, [NotNullWhen(true)] out Program? program, out string fault)
    {
        (program, fault) = (null, $"longer than {LongestScript} characters");
        if (source.Length > LongestScript) return false;

        (program, fault) = source.Length <= ShortScript ? Parse(source) : ParseWithRoom(source);
        if (program is null || !IsTooDeep(program)) return program is not null;
        (program, fault) = (null, $"nested deeper than {DeepestSyntax} levels");
        return false;
    }

    private static (Program?, string) Parse(string source)
    {
        try
        {
            return (new JavaScriptParser().Parse(source), "");
        }
        catch (ParserException e)
        {
            return (null, e.Message);
        }
    }

    private static (Program?, string) ParseWithRoom(string source)
    {
        (Program?, string) parsed = default;
        var thread = new Thread(() => parsed = Parse(source), ParserStack);
        thread.Start();
        thread.Join();
        return parsed;
    }

    private static bool IsTooDeep(SyntaxNode root)
    {
        var open = new Stack<(SyntaxNode Node, int Depth)>([(root, 1)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > DeepestSyntax) return true;
            foreach (var child in Children(at.Node)) open.Push((child, at.Depth + 1));
        }

        return false;
    }

    /// <summary>The parser's nodes have no common way to their children, only members of their own.</summary>
    private static IEnumerable<SyntaxNode> Children(SyntaxNode node)
    {
        var values = Properties.GetOrAdd(node.GetType(), type => [.. type.GetProperties().Where(property => property.GetIndexParameters().Length == 0 && !Repeated.Contains(property.Name))])
            .Select(property => property.GetValue(node))
            .Concat(Fields.GetOrAdd(node.GetType(), type => [.. type.GetFields().Where(item => !item.IsStatic && !Repeated.Contains(item.Name))]).Select(field => field.GetValue(node)));
        foreach (var value in values)
        {
            if (value is SyntaxNode child)
            {
                yield return child;
            }
            else if (value is IEnumerable list and not string)
            {
                foreach (var item in list.OfType<SyntaxNode>()) yield return item;
            }
        }
    }
}
