using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Native.Symbol;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The searches that make a list of all matches, put behind <c>match</c> and <c>matchAll</c> of texts. An empty match is found at every
/// place of a text and takes a hundred times the room of a character, so each match counts before the next is searched for.
/// </summary>
internal sealed class ScriptSearches(Engine engine, ScriptBudget budget)
{
    private const long BytesOfMatch = 1_100;

    public void Put()
    {
        var holder = BuiltIn.Holder(engine, "RegExp.prototype")!;
        var search = (Function)holder.Get("exec");
        BuiltIn.Put(engine, holder, GlobalSymbolRegistry.Match, (real, self, arguments) => self is JsRegExp { Global: true } pattern
            ? List(search, pattern, arguments.At(0), found => found.Get("0"))
            : engine.Call(real, self, arguments));
        BuiltIn.Put(engine, holder, GlobalSymbolRegistry.MatchAll, (real, self, arguments) => self is JsRegExp { Global: true } pattern
            ? Iterator(List(search, pattern, arguments.At(0), found => found))
            : engine.Call(real, self, arguments));
    }

    /// <summary>The matches of a global pattern; null for none.</summary>
    private JsValue List(Function search, JsRegExp pattern, JsValue within, Func<ObjectInstance, JsValue> item)
    {
        var text = TypeConverter.ToString(within);
        var found = new List<JsValue>();
        pattern.Set("lastIndex", JsNumber.Create(0));
        while (engine.Call(search, pattern, [JsString.Create(text)]) is ObjectInstance match)
        {
            budget.Work(1);
            budget.Bytes(BytesOfMatch);
            if (found.Count == ScriptSandbox.MostItems) throw ScriptFaults.Memory(null);
            found.Add(item(match));
            if (TypeConverter.ToString(match.Get("0")).Length > 0) continue;
            var at = (int)TypeConverter.ToNumber(pattern.Get("lastIndex"));
            var isPair = pattern.FullUnicode && at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
            pattern.Set("lastIndex", JsNumber.Create(at + (isPair ? 2 : 1)));
        }

        return found.Count == 0 ? JsValue.Null : new JsArray(engine, [.. found]);
    }

    private JsValue Iterator(JsValue list)
    {
        var whole = list as ObjectInstance ?? new JsArray(engine, []);
        return engine.Call(whole.Get("values"), whole, []);
    }
}
