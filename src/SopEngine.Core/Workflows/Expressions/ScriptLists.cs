using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The functions that walk nested lists. A list may hold itself, or one other list many times over, so each visit counts.
/// </summary>
internal sealed class ScriptLists(Engine engine, ScriptBudget budget)
{
    /// <summary>The cost of a visit to a list, however small.</summary>
    private const int BytesOfVisit = 512;

    private readonly List<ObjectInstance> _joining = [];

    public JsValue Join(JsValue self, JsValue separator, bool inLocale)
    {
        var (list, length) = Read(self);
        var between = separator.IsUndefined() ? "," : TypeConverter.ToString(separator);
        if (_joining.Contains(list)) return JsString.Empty;
        _joining.Add(list);
        ScriptBudget.Depth(_joining.Count);
        try
        {
            if (length == 1) return JsString.Create(Text(list, 0, inLocale));
            var text = new StringBuilder();
            for (uint i = 0; i < length; i++)
            {
                if (i > 0) Append(text, between);
                Append(text, Text(list, i, inLocale));
            }

            return JsString.Create(text.ToString());
        }
        finally
        {
            _joining.RemoveAt(_joining.Count - 1);
        }
    }

    public JsValue Flat(JsValue self, JsValue depth) =>
        Flatten(self, depth.IsUndefined() ? 1 : TypeConverter.ToIntegerOrInfinity(depth), null);

    public JsValue FlatMap(JsValue self, JsValue map, JsValue own) => Flatten(self, 1, map is Function function
        ? (item, index, list) => engine.Call(function, own, [item, JsNumber.Create(index), list])
        : throw new JavaScriptException(engine.Intrinsics.TypeError, "flatMap mapper function is not callable"));

    private JsArray Flatten(JsValue self, double depth, Func<JsValue, uint, JsValue, JsValue>? map)
    {
        var found = new List<JsValue>();
        Walk(self, depth, map, 1);
        return new JsArray(engine, [.. found]);

        void Walk(JsValue from, double levels, Func<JsValue, uint, JsValue, JsValue>? change, int nested)
        {
            ScriptBudget.Depth(nested);
            var (list, length) = Read(from);
            for (uint i = 0; i < length; i++)
            {
                budget.Work(1);
                JsValue index = JsNumber.Create(i);
                if (!list.HasProperty(index)) continue;
                var item = list.Get(index);
                if (change is not null) item = change(item, i, list);
                if (levels > 0 && item is JsArray)
                {
                    Walk(item, levels - 1, null, nested + 1);
                    continue;
                }

                if (found.Count == ScriptSandbox.MostItems) throw ScriptFaults.Memory(null);
                budget.Bytes(64);
                found.Add(item);
            }
        }
    }

    private string Text(ObjectInstance list, uint index, bool inLocale)
    {
        var item = list is JsArray array ? array[index] : list.Get(JsNumber.Create(index));
        if (item.IsNull() || item.IsUndefined()) return "";
        if (inLocale && item is ObjectInstance other && other.Get("toLocaleString") is Function spoken)
            item = engine.Call(spoken, other, []);
        return TypeConverter.ToString(item);
    }

    private void Append(StringBuilder text, string part)
    {
        budget.Work(1 + part.Length / 8);
        budget.Text(part.Length + 16);
        if (text.Length + part.Length > ScriptBudget.LongestText) throw ScriptFaults.TextTooLong();
        text.Append(part);
    }

    private (ObjectInstance List, uint Length) Read(JsValue self)
    {
        if (self.IsNull() || self.IsUndefined()) throw new JavaScriptException(engine.Intrinsics.TypeError, "There is no list.");
        var list = self as ObjectInstance ?? (ObjectInstance)engine.Call(engine.Global.Get("Object"), JsValue.Undefined, [self]);
        var length = list is JsArray array ? array.Length : TypeConverter.ToLength(list.Get("length"));
        if (length > ScriptSandbox.MostItems) throw ScriptFaults.Memory(null);
        budget.Work(1);
        budget.Bytes(BytesOfVisit);
        return (list, (uint)length);
    }
}
