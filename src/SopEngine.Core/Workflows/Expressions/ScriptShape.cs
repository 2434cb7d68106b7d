using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Jint.Parser;
using Jint.Parser.Ast;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// Finds scripts that could exhaust the stack. Both the parser and the interpreter call themselves for every level of a script's syntax, and
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

    /// <summary>Whether a script parses, and can be parsed again wherever it is to run.</summary>
    /// <param name="fault">Why not.</param>
    public static bool IsSound(string source, out string fault)
    {
        fault = $"longer than {LongestScript} characters";
        if (source.Length > LongestScript) return false;

        (var program, fault) = source.Length <= ShortScript ? Parse(source) : ParseWithRoom(source);
        if (program is null) return false;

        fault = $"nested deeper than {DeepestSyntax} levels";
        return !IsTooDeep(program) && BracketDepth(source) <= ShortScript;
    }

    /// <summary>Parentheses leave nothing in the syntax, but the parser calls itself for each.</summary>
    private static int BracketDepth(string source)
    {
        int depth = 0, deepest = 0;
        foreach (var character in source)
        {
            if (character is '(' or '[' or '{') deepest = Math.Max(deepest, ++depth);
            else if (character is ')' or ']' or '}') depth--;
        }

        return deepest;
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
