using System.Globalization;
using System.Text.Json;
using Acornima.Ast;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Runtime;
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
    public static readonly IReadOnlySet<string> Allowed = new HashSet<string>
    {
        "Infinity", "NaN", "undefined", "globalThis", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite", "isNaN", "parseFloat", "parseInt",
        "escape", "unescape", "Array", "Boolean", "Date", "Error", "EvalError", "JSON", "Map", "Math", "Number", "Object", "RangeError", "ReferenceError", "RegExp", "Set", "String", "Symbol",
        "SyntaxError", "TypeError", "URIError",
    };

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
        ScriptFunctions.Furnish(engine, scope);
        return engine;
    }

    /// <summary>JSON as Elsa keeps values; a script's functions and undefined become nothing.</summary>
    public static JsonElement ToJson(Engine engine, JsValue value)
    {
        if (value.IsUndefined() || value.IsNull()) return default;
        var text = new Jint.Native.Json.JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
        if (!text.IsString()) return default;
        using var document = JsonDocument.Parse(text.AsString());
        return document.RootElement.Clone();
    }

    public static JsValue FromJson(Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => JsValue.Undefined,
        JsonValueKind.Null => JsValue.Null,
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.Number => JsNumber.Create(value.GetDouble()),
        JsonValueKind.String => JsString.Create(value.GetString()!),
        _ => new JsonParser(engine).Parse(value.GetRawText()),
    };

    /// <summary>A clock that stands at the event, in UTC on every machine.</summary>
    private sealed class EventTime(Instant now) : DefaultTimeSystem(TimeZoneInfo.Utc, CultureInfo.InvariantCulture)
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
