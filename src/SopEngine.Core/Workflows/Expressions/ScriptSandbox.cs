using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;
using NodaTime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>The engine of one script, with the functions given to it and without the ones taken away.</summary>
internal sealed class ScriptSandbox : IDisposable
{
    public const int MostStatements = 5_000;
    public const int DeepestRecursion = 64;
    public const int MostItems = 10_000;

    /// <summary>For one search with a regular expression in a replay: no event that happened comes near it.</summary>
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The globals of JavaScript that a script has: none with threads, raw memory or deferred code, and none that differs between machines.
    /// </summary>
    public static readonly IReadOnlySet<string> Allowed = new HashSet<string>
    {
        "Infinity", "NaN", "undefined", "globalThis", "decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "isFinite",
        "isNaN", "parseFloat", "parseInt", "escape", "unescape", "Array", "Boolean", "Date", "Error", "EvalError", "JSON", "Map", "Math",
        "Number", "Object", "RangeError", "ReferenceError", "RegExp", "Set", "String", "Symbol", "SyntaxError", "TypeError", "URIError",
    };

    private static readonly IReadOnlyList<string> Removed =
        [.. new Engine().Global.GetOwnPropertyKeys().Where(key => key.IsString())
            .Select(key => key.AsString()).Where(name => !Allowed.Contains(name))];

    private readonly Engine _engine;
    private readonly ScriptBudget _budget;
    private readonly ScriptBuiltIns _builtIns;
    private readonly ReadScript _script;

    public ScriptSandbox(ReadScript script, Scope scope)
    {
        _script = script;
        var fuse = scope.NewFuse();
        _budget = new ScriptBudget(fuse);
        _engine = new Engine(options =>
        {
            options.MaxStatements(script.MostStatements).LimitRecursion(script.DeepestRecursion)
                .MaxArraySize(MostItems).DisableStringCompilation()
                .RegexTimeoutInterval(fuse?.LongestSearch ?? LongestSearch).Culture(CultureInfo.InvariantCulture);
            if (fuse is not null) options.Constraint(fuse);
            options.TimeSystem = new EventTime(scope.Now);
        });
        _builtIns = new ScriptBuiltIns(_engine, _budget);
        _builtIns.Put(script.Names);
        foreach (var name in Removed) _engine.Global.Delete(name);
        ((ObjectInstance)_engine.Global.Get("Math")).DefineOwnProperty("random", new PropertyDescriptor(Function("random", _ =>
            throw new JavaScriptException(_engine.Intrinsics.Error, "Math.random is not available: a case must replay to the same state.")),
            true, false, true));
        _engine.Global.DefineOwnProperty(ScriptMeter.Name,
            new PropertyDescriptor(Function(ScriptMeter.Name, arguments => _builtIns.Meter(arguments.At(0), arguments.Length > 1)),
                false, false, false));
        ScriptFunctions.Furnish(this, scope);
    }

    public Engine Engine => _engine;

    public JsonElement Run() => ToJson(_engine.Evaluate(_script.Script));

    public void Dispose() => _engine.Dispose();

    /// <summary>JSON as Elsa keeps values; functions and undefined are dropped.</summary>
    public JsonElement ToJson(JsValue value)
    {
        if (value.IsUndefined() || value.IsNull()) return default;
        if (value is JsString { Length: var length }) _budget.Text(length);
        var text = value is ObjectInstance
            ? _builtIns.Text.Stringify(value, JsValue.Undefined, JsValue.Undefined)
            : new Jint.Native.Json.JsonSerializer(_engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
        if (!text.IsString()) return default;
        using var document = JsonDocument.Parse(text.AsString());
        return StorableText.Holds(document.RootElement) ? document.RootElement.Clone() : throw NotStorable();
    }

    /// <summary>A script's text that is to be stored.</summary>
    public static string Storable(JsValue value) => value.ToString() is var text && StorableText.Holds(text) ? text : throw NotStorable();

    private static ActivityFaultException NotStorable() =>
        new("The script gave a text that cannot be stored: it holds the character NUL or half a character.");

    public JsValue FromJson(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array)
            _budget.Bytes(4L * JsonMarshal.GetRawUtf8Value(value).Length);
        return Read(_engine, value);
    }

    private static JsValue Read(Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined => JsValue.Undefined,
        JsonValueKind.Null => JsValue.Null,
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.Number => JsNumber.Create(value.GetDouble()),
        JsonValueKind.String => JsString.Create(value.GetString()!),
        _ => new JsonParser(engine).Parse(value.GetRawText()),
    };

    private ClrFunction Function(string name, Func<JsValue[], JsValue> function) =>
        new(_engine, name, (_, arguments) => function(arguments));

    /// <summary>A clock that stands at the event, in UTC on every machine.</summary>
    private sealed class EventTime(Instant now) : DefaultTimeSystem(TimeZoneInfo.Utc, CultureInfo.InvariantCulture)
    {
        public override DateTimeOffset GetUtcNow() => now.ToDateTimeOffset();
    }
}
