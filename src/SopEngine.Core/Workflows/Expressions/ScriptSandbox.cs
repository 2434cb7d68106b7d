using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>What scripts are given, and what is taken from them.</summary>
public static class ScriptSandbox
{
    private const int DeepestJson = 200;

    /// <summary>
    /// Runs before each script. Built-in functions that loop on their own would not be stopped by a limit on statements,
    /// so those of arrays refuse long ones, and <c>replace</c> refuses to make a huge text. What makes scripts out of texts is taken away.
    /// </summary>
    internal const string Source = """
        (function (now) {
          var Real = Date;
          Date = function (year, month, day, hours, minutes, seconds, ms) {
            if (!(this instanceof Date)) return new Real(now).toString();
            if (arguments.length === 0) return new Real(now);
            if (arguments.length === 1) return new Real(year);
            return new Real(year, month, day === undefined ? 1 : day, hours || 0, minutes || 0, seconds || 0, ms || 0);
          };
          Date.prototype = Real.prototype;
          Date.prototype.constructor = Date;
          Date.parse = Real.parse;
          Date.UTC = Real.UTC;
          Date.now = function () { return now; };
          Math.random = function () { throw new Error('Math.random is not available: a case must replay to the same state.'); };

          var most = 10000;
          function check(list) {
            if (list !== null && list !== undefined && list.length > most) throw new RangeError('More than ' + most + ' items.');
          }
          ['concat', 'join', 'pop', 'push', 'reverse', 'shift', 'slice', 'sort', 'splice', 'unshift', 'indexOf', 'lastIndexOf', 'every',
           'some', 'forEach', 'map', 'filter', 'reduce', 'reduceRight', 'toString', 'toLocaleString'].forEach(function (name) {
            var real = Array.prototype[name];
            Array.prototype[name] = function () { check(this); return real.apply(this, arguments); };
          });
          var replace = String.prototype.replace;
          String.prototype.replace = function (what, by) {
            if (this.length > 100000 || (typeof by === 'string' && this.length * by.length > 10000000)) throw new RangeError('The text is too long.');
            return replace.call(this, what, by);
          };
          var apply = Function.prototype.apply;
          Object.defineProperty(Function.prototype, 'apply', { value: function (self, list) { check(list); return apply.call(this, self, list); } });
          var stringify = JSON.stringify;
          JSON.stringify = function (value, replacer, space) {
            return stringify(value, function (key, item) { if (item instanceof Array) check(item); return typeof replacer === 'function' ? replacer.call(this, key, item) : item; }, space);
          };
          eval = undefined;
          Function.prototype.constructor = undefined;
          Function = undefined;
        })(__now);
        delete this.__now;
        """;

    /// <summary>
    /// Bounds the time of every regular expression of this process that has no bound of its own, those of scripts among them.
    /// Has an effect only before the first use of a regular expression, so it is the first thing that the program does.
    /// </summary>
    public static void BoundRegularExpressions() =>
        AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(1));

    /// <summary>Gives a script the variables and inputs in its scope.</summary>
    internal static void Furnish(Engine engine, Scope scope)
    {
        engine.SetValue("__now", (double)scope.Now.ToUnixTimeMilliseconds());

        // Inputs first, so that a variable of the same name is what getName() reads.
        foreach (var name in scope.InputNames().Distinct())
            Define(engine, "get" + Capitalised(name), _ => JavaScriptExpression.FromJson(engine, scope.Input(name)));
        foreach (var name in scope.VariableNames().Distinct())
        {
            Define(engine, "get" + Capitalised(name), _ => JavaScriptExpression.FromJson(engine, scope.Variable(name)));
            Define(engine, "set" + Capitalised(name), arguments => Set(engine, scope, name, arguments.At(0)));
        }

        // What parses at run time would need the stack that a script's own syntax is kept from.
        engine.Json.Put("parse", new ClrFunctionInstance(engine, (self, arguments) => ParseJson(engine, self, arguments)), false);

        Define(engine, "getVariable", arguments => JavaScriptExpression.FromJson(engine, scope.Variable(arguments.At(0).ToString())));
        Define(engine, "setVariable", arguments => Set(engine, scope, arguments.At(0).ToString(), arguments.At(1)));
        Define(engine, "getInput", arguments => JavaScriptExpression.FromJson(engine, scope.Input(arguments.At(0).ToString())));
        Define(engine, "getCorrelationId", _ => scope.Case.CorrelationId is { } id ? new JsValue(id) : JsValue.Null);
        Define(engine, "setCorrelationId", arguments =>
        {
            scope.Case.CorrelationId = arguments.At(0).ToString();
            return JsValue.Undefined;
        });
        Define(engine, "getWorkflowInstanceName", _ => scope.Case.Name is { } name ? new JsValue(name) : JsValue.Null);
        Define(engine, "setWorkflowInstanceName", arguments =>
        {
            scope.Case.Name = arguments.At(0).ToString();
            return JsValue.Undefined;
        });
    }

    private static JsValue ParseJson(Engine engine, JsValue self, JsValue[] arguments)
    {
        int depth = 0, deepest = 0;
        foreach (var character in arguments.At(0).IsString() ? arguments.At(0).AsString() : "")
        {
            if (character is '[' or '{') deepest = Math.Max(deepest, ++depth);
            else if (character is ']' or '}') depth--;
        }

        return deepest > DeepestJson ? throw new ActivityFaultException($"The JSON nests deeper than {DeepestJson} levels.") : engine.Json.Parse(self, arguments);
    }

    private static JsValue Set(Engine engine, Scope scope, string name, JsValue value)
    {
        if (!scope.SetVariable(name, JavaScriptExpression.ToJson(engine, value)))
            throw new ActivityFaultException($"There is no variable '{name}'.");
        return JsValue.Undefined;
    }

    private static void Define(Engine engine, string name, Func<JsValue[], JsValue> function) =>
        engine.SetValue(name, new JsValue(new ClrFunctionInstance(engine, (_, arguments) => function(arguments))));

    private static JsValue At(this JsValue[] arguments, int index) => index < arguments.Length ? arguments[index] : JsValue.Undefined;

    private static string Capitalised(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}
