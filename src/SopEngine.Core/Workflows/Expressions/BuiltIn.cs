using Jint;
using Jint.Native;
using Jint.Native.Function;
using Jint.Native.Object;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>Puts a counting function in the place of a built-in one.</summary>
internal static class BuiltIn
{
    /// <param name="real">The function of the script engine.</param>
    public delegate JsValue Body(Function real, JsValue self, JsValue[] arguments);

    /// <param name="path">Names with dots between, as <c>Array.prototype</c>; empty for the global object.</param>
    public static ObjectInstance? Holder(Engine engine, string path)
    {
        ObjectInstance? at = engine.Global;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries)) at = at?.Get(part) as ObjectInstance;
        return at;
    }

    public static void Put(Engine engine, ObjectInstance at, JsValue name, Body body)
    {
        if (at.Get(name) is not Function real) return;
        var counted = new ClrFunction(engine, name.ToString(), (self, arguments) => body(real, self, arguments));
        at.DefineOwnProperty(name, new PropertyDescriptor(counted, true, false, true));
    }
}
