using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Json;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// JSON of a script's values, its result among them. Each visit of a value counts, because the value is written at each visit.
/// </summary>
internal sealed class ScriptText(Engine engine, ScriptBudget budget)
{
    /// <summary><c>JSON.stringify</c>.</summary>
    /// <param name="replacer">As a script gives it: a function, a list of names, or undefined.</param>
    public JsValue Stringify(JsValue value, JsValue replacer, JsValue space)
    {
        long length = 0;
        var depths = new Dictionary<ObjectInstance, int>(ReferenceEqualityComparer.Instance);
        var chosen = replacer is JsArray list ? Names(list) : null;
        var indent = space switch
        {
            JsNumber number => (int)Math.Clamp(TypeConverter.ToIntegerOrInfinity(number), 0, 10),
            JsString text => Math.Min(text.Length, 10),
            _ => 0,
        };
        return new JsonSerializer(engine).Serialize(value,
            new ClrFunction(engine, "", (holder, pair) => Visit((ObjectInstance)holder, pair.At(0), pair.At(1))), space);

        JsValue Visit(ObjectInstance holder, JsValue key, JsValue at)
        {
            var depth = depths.GetValueOrDefault(holder);
            if (replacer is Function function) at = engine.Call(function, holder, [key, at]);
            if (chosen is not null && at.GetType() == typeof(JsObject)) at = Pick((JsObject)at, chosen);
            Count(2 + (depth + 1L) * indent + (key is JsString name ? name.Length : 0) + (at is JsString text ? text.Length : 4));
            if (at is ObjectInstance inner and not Function)
            {
                ScriptBudget.Depth(depth + 1);
                depths[inner] = depth + 1;
            }

            return at;
        }

        void Count(long more)
        {
            length += more;
            if (length > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
            budget.Work(4 + more / 8);
            budget.Bytes(32 + 2 * more);
        }
    }

    private List<JsValue> Names(JsArray list)
    {
        var names = new List<JsValue>();
        for (uint i = 0; i < list.Length; i++)
        {
            budget.Work(1);
            if (list[i] is JsString or JsNumber) names.Add(JsString.Create(TypeConverter.ToString(list[i])));
        }

        return [.. names.Distinct()];
    }

    private JsObject Pick(JsObject from, List<JsValue> names)
    {
        var picked = new JsObject(engine);
        foreach (var name in names)
        {
            budget.Work(1);
            if (from.HasOwnProperty(name)) picked.Set(name, from.Get(name));
        }

        return picked;
    }
}
