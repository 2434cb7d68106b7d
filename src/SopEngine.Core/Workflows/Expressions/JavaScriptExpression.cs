using System.Globalization;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Parser;
using Jint.Parser.Ast;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// A script, as Elsa's <c>JavaScript</c> expressions are: a bare expression, or a body with <c>return</c>. ECMAScript 5.1.
/// A script sees variables and inputs as <c>getName()</c>, sets variables by <c>setName(value)</c>, and reaches nothing else:
/// no CLR, no clock of its own (<c>new Date()</c> is the instant of the event), no chance (<c>Math.random</c> fails), so a replay
/// gives the same value. Bounded in statements, recursion, memory and time.
/// </summary>
internal sealed class JavaScriptExpression : Expression
{
    private const int MostStatements = 5_000;
    private const int DeepestRecursion = 64;
    private const long MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>Of each thread, because Jint keeps values of a run in the syntax it runs, and two runs at once would find each other's.</summary>
    [ThreadStatic]
    private static Program? _sandbox;

    private readonly string _source;

    /// <exception cref="FormatException">The script does not parse; the message says where.</exception>
    public JavaScriptExpression(string source)
    {
        _source = Checked(source);
    }

    public override JsonElement Evaluate(Scope scope)
    {
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var engine = new Engine(options => options
            .Strict(false)
            .DebugMode() // for Step, below: this version of Jint has no limit on memory
            .MaxStatements(MostStatements)
            .LimitRecursion(DeepestRecursion)
            .TimeoutInterval(MostTime)
            .LocalTimeZone(TimeZoneInfo.Utc)
            .Culture(CultureInfo.InvariantCulture));
        engine.Step += (_, _) => GC.GetAllocatedBytesForCurrentThread() - allocatedBefore > MostBytes
            ? throw new ActivityFaultException("The script uses too much memory.")
            : Jint.Runtime.Debugger.StepMode.Into;

        try
        {
            ScriptSandbox.Furnish(engine, scope);
            engine.Execute(_sandbox ??= new JavaScriptParser().Parse(ScriptSandbox.Source));
            // Parsed anew, or a regular expression would remember where the last case's search ended.
            engine.Execute(new JavaScriptParser().Parse(_source));
            return ToJson(engine, engine.GetCompletionValue());
        }
        catch (TimeoutException e)
        {
            throw new ScriptTimeoutException(e);
        }
        catch (StatementsCountOverflowException e)
        {
            throw new ActivityFaultException($"The script runs more than {MostStatements} statements.", e);
        }
        catch (RecursionDepthOverflowException e)
        {
            throw new ActivityFaultException($"The script calls itself more than {DeepestRecursion} levels deep.", e);
        }
        catch (JavaScriptException e)
        {
            throw new ActivityFaultException($"The script failed: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ParserException or NotSupportedException
            or InvalidCastException or JsonException or NullReferenceException or IndexOutOfRangeException or OutOfMemoryException
            or System.Text.RegularExpressions.RegexMatchTimeoutException)
        {
            // Jint of this age lets its own slips out as CLR exceptions; to the author they are failures of the script all the same.
            throw new ActivityFaultException($"The script failed: {e.Message}", e);
        }
    }

    /// <summary>JSON as Elsa keeps values; a script's functions and undefined become nothing.</summary>
    internal static JsonElement ToJson(Engine engine, JsValue value)
    {
        if (value.IsUndefined() || value.IsNull()) return default;
        // The sandbox's own stringify, which refuses endless arrays; the script may even have replaced it.
        // Called as it is: Engine.Invoke converts its arguments over a table that two threads may not use at once.
        var text = ((ICallable)engine.Json.Get("stringify").AsObject()).Call(new JsValue(engine.Json), [value]);
        if (!text.IsString()) return default;
        using var document = JsonDocument.Parse(text.AsString());
        return document.RootElement.Clone();
    }

    internal static JsValue FromJson(Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => JsValue.Undefined,
        JsonValueKind.Null => JsValue.Null,
        JsonValueKind.True => JsValue.True,
        JsonValueKind.False => JsValue.False,
        JsonValueKind.Number => new JsValue(value.GetDouble()),
        JsonValueKind.String => new JsValue(value.GetString()),
        _ => engine.Json.Parse(engine.Json, [new JsValue(value.GetRawText())]),
    };

    /// <summary>The script as it parses without taking too much of the stack.</summary>
    private static string Checked(string source)
    {
        if (ScriptShape.IsSound(source, out var bare)) return source;
        // Only inside a function may a script return.
        var body = $"(function() {{\n{source}\n}})()";
        return source.Contains("return", StringComparison.Ordinal) && ScriptShape.IsSound(body, out _) ? body : throw new FormatException(bare);
    }
}

/// <summary>A script ran out of time. Unlike its other limits this depends on the machine, so nothing is decided.</summary>
public sealed class ScriptTimeoutException(Exception inner) : Exception("A script used up its time.", inner);
