using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Symbol;
using Jint.Runtime;
using Jint.Runtime.Descriptors;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The makers of iterators. A spread, a pattern, <c>new Set</c> and the functions of iterators ask them without a call by name, and walk
/// all items without a statement between. So the items count when the iterator is made.
/// </summary>
internal sealed class ScriptIterators(Engine engine, ScriptBudget budget)
{
    private static readonly (string Holder, string[] Names, string Default)[] Makers =
    [
        ("Array.prototype", ["keys", "entries", "values"], "values"),
        ("Map.prototype", ["keys", "values", "entries"], "entries"),
        ("Set.prototype", ["entries", "values"], "values"),
    ];

    public void Put()
    {
        foreach (var (holder, names, byDefault) in Makers)
        {
            var at = BuiltIn.Holder(engine, holder)!;
            foreach (var name in names) BuiltIn.Put(engine, at, name, OfItems);
            at.DefineOwnProperty(GlobalSymbolRegistry.Iterator, new PropertyDescriptor(at.Get(byDefault), true, false, true));
        }

        BuiltIn.Put(engine, BuiltIn.Holder(engine, "String.prototype")!, GlobalSymbolRegistry.Iterator, OfCharacters);
    }

    private JsValue OfItems(Function real, JsValue self, JsValue[] arguments)
    {
        var items = ScriptBuiltIns.Size(self);
        budget.Work(1 + items);
        budget.Bytes(ScriptBuiltIns.BytesOfItem * items);
        return engine.Call(real, self, arguments);
    }

    private JsValue OfCharacters(Function real, JsValue self, JsValue[] arguments)
    {
        budget.Bytes(ScriptBuiltIns.BytesOfItem * TypeConverter.ToString(self).Length);
        return engine.Call(real, self, arguments);
    }
}
