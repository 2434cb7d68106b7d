using System.Text.Json;
using System.Text.RegularExpressions;
using Acornima.Ast;
using Jint;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// A script, as Elsa's <c>JavaScript</c> expressions are: a bare expression, or a body with <c>return</c>, in the ECMAScript of today.
/// A script sees variables and inputs as <c>getName()</c>, sets variables by <c>setName(value)</c>, and reaches nothing else:
/// no CLR, no clock of its own (<c>new Date()</c> is the instant of the event), no chance (<c>Math.random</c> fails), so a replay
/// gives the same value. Bounded in statements, recursion, memory and time.
/// </summary>
/// <exception cref="FormatException">The script does not parse; the message says where.</exception>
internal sealed class JavaScriptExpression(string source) : Expression
{
    private readonly Prepared<Script> _script = ScriptReader.Read(source);

    /// <summary>What it calls and reads from outside of itself.</summary>
    public ScriptNames Names => ScriptNames.Of(_script);

    public override JsonElement Evaluate(Scope scope)
    {
        try
        {
            return DeepStack.Run(() =>
            {
                var engine = ScriptSandbox.Engine(scope);
                return ScriptSandbox.ToJson(engine, engine.Evaluate(_script));
            });
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ActivityFaultException("A search with a regular expression takes too long.", e);
        }
        catch (TimeoutException e)
        {
            throw new ScriptTimeoutException(e);
        }
        catch (StatementsCountOverflowException e)
        {
            throw new ActivityFaultException($"The script runs more than {ScriptSandbox.MostStatements} statements.", e);
        }
        catch (RecursionDepthOverflowException e)
        {
            throw new ActivityFaultException($"The script calls itself more than {ScriptSandbox.DeepestRecursion} levels deep.", e);
        }
        catch (MemoryLimitExceededException e)
        {
            // Without the bytes, which differ from run to run: a replay must come to the same words.
            throw new ActivityFaultException(
                $"The script uses more than {ScriptSandbox.MostBytes / (1024 * 1024)} MB of memory, or a list of more than {ScriptSandbox.MostItems} items.", e);
        }
        catch (Exception e) when (e is not ActivityFaultException)
        {
            // Whatever slip the engine lets out, to the author it is a failure of the script.
            throw new ActivityFaultException($"The script failed: {e.Message}", e);
        }
    }
}

/// <summary>A script ran out of time. Unlike its other limits this depends on the machine, so nothing is decided.</summary>
public sealed class ScriptTimeoutException(Exception inner) : Exception("A script used up its time.", inner);
