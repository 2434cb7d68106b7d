using Acornima;
using Acornima.Ast;
using Jint;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>A script that is ready to run on several threads at once, with the limits that follow from its text.</summary>
/// <param name="Outside">The outside names that it calls and reads, as its author wrote them.</param>
/// <param name="Names">The names that it can call; null when it computes names at run time.</param>
internal sealed record ReadScript(Prepared<Script> Script, ScriptNames Outside,
    int MostStatements, int DeepestRecursion, IReadOnlySet<string>? Names);

/// <summary>Reads scripts, and refuses scripts that could not be stopped or would not end at once.</summary>
internal static class ScriptReader
{
    private const int LongestScript = 20_000;

    /// <summary>The script engine recurses for each level of a script's syntax, in each of the calls under way.</summary>
    private const int DeepestSyntax = 100;

    private static readonly ScriptPreparationOptions Options = new()
    {
        CollectReferencedGlobals = true,

        // As in Elsa, a script may be a body with a return of its own.
        ParsingOptions = ScriptParsingOptions.Default with { AllowReturnOutsideFunction = true },
    };

    /// <exception cref="FormatException">The script does not parse, or may not run; the message says why.</exception>
    public static ReadScript Read(string source)
    {
        if (source.Length > LongestScript) throw ProblemReason.Of("TooLong", LongestScript);
        try
        {
            var written = Engine.PrepareScript(source, "script", options: Options);
            var program = written.Program!;
            Check(program);
            var metered = Engine.PrepareScript(ScriptMeter.Insert(source, program), "script", options: Options);
            var size = ScriptSize.Of(program);
            return new ReadScript(metered, ScriptNames.Of(written), size.MostStatements, size.DeepestRecursion, size.Names);
        }
        catch (ScriptPreparationException e)
        {
            throw e.InnerException is ParseErrorException error
                ? ProblemReason.Of("Syntax", error.LineNumber, error.Column + 1)
                : new FormatException(e.InnerException?.Message ?? e.Message, e);
        }
    }

    private static void Check(Node root)
    {
        var open = new Stack<(Node Node, int Depth)>([(root, 1)]);
        while (open.TryPop(out var at))
        {
            if (at.Depth > DeepestSyntax) throw ProblemReason.Of("TooDeep", DeepestSyntax);
            // Nothing checks the clock during the multiplication of unbounded numbers.
            if (at.Node is BigIntLiteral) throw ProblemReason.Of("BigInt");
            if (at.Node is AwaitExpression or IFunction { Async: true }) throw ProblemReason.Of("await");
            if (at.Node is Identifier { Name: ScriptMeter.Name }) throw ProblemReason.Of("Name", ScriptMeter.Name);
            foreach (var child in at.Node.ChildNodes) open.Push((child, at.Depth + 1));
        }
    }
}
