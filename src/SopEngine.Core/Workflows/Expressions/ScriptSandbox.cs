using System.Globalization;
using System.Text.Json;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;
using Jint.Runtime.Interop;
using NodaTime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>What scripts are given, and what is taken from them.</summary>
internal static class ScriptSandbox
{
    public const int MostStatements = 5_000;
    public const int DeepestRecursion = 64;
    public const long MostBytes = 64 * 1024 * 1024;
    public const int MostItems = 10_000;
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(1);

    /// <summary>What is left of JavaScript's globals: without threads, raw memory, what runs later, and what differs between machines.</summary>
    private static readonly HashSet<string> Allowed =
    [
        "Infinity", "NaN", "undefined", "globalThis", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt",
        "escape", "unescape", "Array", "Boolean", "Date", "Error", "EvalError", "JSON", "Map", "Math", "Number", "Object", "RangeError", "ReferenceError", "RegExp", "Set", "String", "Symbol",
        "SyntaxError", "TypeError", "URIError",
    ];

    private static readonly IReadOnlyList<string> Removed =
        [.. new Engine().Global.GetOwnPropertyKeys().Where(key => key.IsString()).Select(key => key.AsString()).Where(name => !Allowed.Contains(name))];

    /// <summary>
    /// Runs before each script. Limits are looked at between statements, so a single call that would make a huge text is refused before it does.
    /// </summary>
    private static readonly Prepared<Script> Prelude = Jint.Engine.PrepareScript("""
        (() => {
          const most = 10000000;
          const check = length => { if (length > most) throw new RangeError('The text is too long.'); };
          const guard = (type, name, length) => {
            const real = type.prototype[name];
            type.prototype[name] = { [name](...args) { check(length(this, ...args)); return real.apply(this, args); } }[name];
          };
          const replaced = (text, what, by) => {
            by = typeof by === 'string' ? by : '';
            return String(text).length * (1 + by.length + (by.includes('$') ? String(text).length : 0));
          };
          guard(String, 'repeat', (text, count) => String(text).length * count);
          guard(String, 'padStart', (text, length) => length);
          guard(String, 'padEnd', (text, length) => length);
          guard(String, 'replace', replaced);
          guard(String, 'replaceAll', replaced);
          Math.random = () => { throw new Error('Math.random is not available: a case must replay to the same state.'); };
        })();
        """);

    /// <summary>An engine for one run.</summary>
    public static Engine Engine(Scope scope)
    {
        var engine = new Engine(options =>
        {
            options.MaxStatements(MostStatements).LimitRecursion(DeepestRecursion).LimitMemory(MostBytes).TimeoutInterval(MostTime)
                .RegexTimeoutInterval(MostTime).MaxArraySize(MostItems).DisableStringCompilation().Culture(CultureInfo.InvariantCulture);
            options.TimeSystem = new EventTime(scope.Now);
        });
        foreach (var name in Removed) engine.Global.Delete(name);
        engine.Execute(Prelude);
        Furnish(engine, scope);
        return engine;
    }

    /// <summary>JSON as Elsa keeps values; a script's functions and undefined become nothing.</summary>
    public static JsonElement ToJson(Engine engine, JsValue value)
    {
        if (value.IsUndefined() || value.IsNull()) return default;
        var text = new Jint.Native.Json.JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
        if (!text.IsString()) return default;
        using var document = JsonDocument.Parse(text.AsString());
        return StorableText.Holds(document.RootElement) ? document.RootElement.Clone() : throw NotStorable();
    }

    private static string Storable(JsValue value) => value.ToString() is var text && StorableText.Holds(text) ? text : throw NotStorable();

    private static ActivityFaultException NotStorable() => new("The script gave a text that cannot be stored: it holds the character NUL or half a character.");

    private static JsValue FromJson(Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => JsValue.Undefined,
        JsonValueKind.Null => JsValue.Null,
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.Number => JsNumber.Create(value.GetDouble()),
        JsonValueKind.String => JsString.Create(value.GetString()!),
        _ => new JsonParser(engine).Parse(value.GetRawText()),
    };

    /// <summary>Gives a script the variables and inputs in its scope.</summary>
    private static void Furnish(Engine engine, Scope scope)
    {
        // Inputs first, so that a variable of the same name is what getName() reads.
        foreach (var name in scope.InputNames().Distinct())
            Define(engine, "get" + Capitalised(name), _ => FromJson(engine, scope.Input(name)));
        foreach (var name in scope.VariableNames().Distinct())
        {
            Define(engine, "get" + Capitalised(name), _ => FromJson(engine, scope.Variable(name)));
            Define(engine, "set" + Capitalised(name), arguments => Set(engine, scope, name, arguments.At(0)));
        }

        Define(engine, "getVariable", arguments => FromJson(engine, scope.Variable(arguments.At(0).ToString())));
        Define(engine, "setVariable", arguments => Set(engine, scope, arguments.At(0).ToString(), arguments.At(1)));
        Define(engine, "getInput", arguments => FromJson(engine, scope.Input(arguments.At(0).ToString())));
        Define(engine, "getCorrelationId", _ => scope.Case.CorrelationId is { } id ? JsString.Create(id) : JsValue.Null);
        Define(engine, "setCorrelationId", arguments =>
        {
            scope.Case.CorrelationId = Storable(arguments.At(0));
            return JsValue.Undefined;
        });
        Define(engine, "getWorkflowInstanceName", _ => scope.Case.Name is { } name ? JsString.Create(name) : JsValue.Null);
        Define(engine, "setWorkflowInstanceName", arguments =>
        {
            scope.Case.Name = Storable(arguments.At(0));
            return JsValue.Undefined;
        });
    }

    private static JsValue Set(Engine engine, Scope scope, string name, JsValue value)
    {
        if (!scope.SetVariable(name, ToJson(engine, value))) throw new ActivityFaultException($"There is no variable '{name}'.");
        return JsValue.Undefined;
    }

    private static void Define(Engine engine, string name, Func<JsValue[], JsValue> function) =>
        engine.SetValue(name, new ClrFunction(engine, name, (_, arguments) => function(arguments)));

    private static string Capitalised(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>A clock that stands at the event, in UTC on every machine.</summary>
    private sealed class EventTime(Instant now) : DefaultTimeSystem(TimeZoneInfo.Utc, CultureInfo.InvariantCulture)
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
