using System.Text.Json;
using System.Text.RegularExpressions;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// A script, as Elsa's <c>JavaScript</c> expressions are: a bare expression, or a body with <c>return</c>, in current ECMAScript. A script
/// sees variables and inputs as <c>getName()</c>, sets variables by <c>setName(value)</c>, and reaches nothing else: no CLR, no clock of
/// its own (<c>new Date()</c> is the instant of the event), no chance (<c>Math.random</c> fails), so a replay gives the same value. Its
/// limits are counted, in statements, calls, items and bytes, so that a replay fails at the same place; time alone only gives the event up
/// (<see cref="ScriptTimeoutException"/>), and a replay has no time limit.
/// </summary>
/// <exception cref="FormatException">The script does not parse; the message says where.</exception>
internal sealed class JavaScriptExpression(string source) : Expression
{
    private readonly ReadScript _script = ScriptReader.Read(source);

    /// <summary>The outside names that it calls and reads.</summary>
    public ScriptNames Names => _script.Outside;

    public override JsonElement Evaluate(Scope scope)
    {
        try
        {
            return ScriptThread.Run(() =>
            {
                using var sandbox = new ScriptSandbox(_script, scope);
                return sandbox.Run();
            });
        }
        catch (RegexMatchTimeoutException e)
        {
            if (scope.Deadline is not null) throw new ScriptTimeoutException(e);
            // An older history may hold this failure, in these words.
            throw new ActivityFaultException("A search with a regular expression takes too long.", e);
        }
        catch (StatementsCountOverflowException e)
        {
            throw new ActivityFaultException($"The script runs more than {_script.MostStatements} statements.", e);
        }
        catch (RecursionDepthOverflowException e)
        {
            throw new ActivityFaultException($"The script calls itself more than {_script.DeepestRecursion} levels deep.", e);
        }
        catch (MemoryLimitExceededException e)
        {
            throw ScriptFaults.Memory(e);
        }
        catch (Exception e) when (e is not (ActivityFaultException or ScriptTimeoutException))
        {
            // Any other exception of the engine is a failure of the script to its author.
            throw new ActivityFaultException($"The script failed: {e.Message}", e);
        }
    }
}
