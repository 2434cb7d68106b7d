using System.Globalization;
using System.Text;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Descriptors;
using Jint.Runtime.Interop;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>
/// The functions of scripts besides JavaScript's own: Elsa's functions, and the variables, inputs and outputs in their scope. Functions
/// that give another value each time (<c>newGuid</c>) are left out: a case must replay to the same state.
/// </summary>
internal static class ScriptFunctions
{
    /// <summary>The variables by name, to be read and set.</summary>
    public const string Variables = "variables";

    private static readonly Dictionary<string, Func<ScriptSandbox, Scope, JsValue[], JsValue>> Always = new()
    {
        ["getVariable"] = (sandbox, scope, arguments) => Variable(sandbox, scope, arguments.At(0).ToString()),
        ["setVariable"] = (sandbox, scope, arguments) => Set(sandbox, scope, arguments.At(0).ToString(), arguments.At(1)),
        ["getInput"] = (sandbox, scope, arguments) => sandbox.FromJson(scope.Input(arguments.At(0).ToString())),
        ["getOutputFrom"] = (sandbox, scope, arguments) => sandbox.FromJson(scope.Output(
            scope.ActivityCalled(arguments.At(0).ToString())
                ?? throw new ActivityFaultException($"There is no activity '{arguments.At(0)}'."),
            arguments.At(1).IsString() ? arguments.At(1).AsString() : Activities.ActivityOutputs.Result)),
        ["getLastResult"] = (sandbox, scope, _) => sandbox.FromJson(scope.LastResult()),
        ["getCorrelationId"] = (_, scope, _) => Text(scope.Case.CorrelationId),
        ["setCorrelationId"] = (_, scope, arguments) =>
        {
            scope.Case.CorrelationId = ScriptSandbox.Storable(arguments.At(0));
            return JsValue.Undefined;
        },
        ["getWorkflowInstanceName"] = (_, scope, _) => Text(scope.Case.Name),
        ["setWorkflowInstanceName"] = (_, scope, arguments) =>
        {
            scope.Case.Name = ScriptSandbox.Storable(arguments.At(0));
            return JsValue.Undefined;
        },
        ["getWorkflowDefinitionId"] = (_, scope, _) => Text(scope.Definition.DefinitionId),
        ["getWorkflowDefinitionVersionId"] = (_, scope, _) => Text(scope.Definition.Id),
        ["getWorkflowDefinitionVersion"] = (_, scope, _) => JsNumber.Create(scope.Definition.Version),
        ["isNullOrEmpty"] = (_, _, arguments) => Flag(IsNothing(arguments.At(0)) || arguments.At(0).ToString().Length == 0),
        ["isNullOrWhiteSpace"] = (_, _, arguments) =>
            Flag(IsNothing(arguments.At(0)) || string.IsNullOrWhiteSpace(arguments.At(0).ToString())),
        ["toJson"] = (sandbox, _, arguments) =>
            Text(sandbox.ToJson(arguments.At(0)) is { ValueKind: not JsonValueKind.Undefined } json ? json.GetRawText() : "null"),
        ["parseGuid"] = (_, _, arguments) => Guid.TryParse(arguments.At(0).ToString(), CultureInfo.InvariantCulture, out var id)
            ? Text(id.ToString())
            : throw new ActivityFaultException($"'{arguments.At(0)}' is no GUID."),
        ["stringToBase64"] = (_, _, arguments) => Text(Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.At(0).ToString()))),
        ["stringFromBase64"] = (_, _, arguments) => Text(FromBase64(arguments.At(0).ToString())),
    };

    /// <summary>The names that every script can call.</summary>
    public static IEnumerable<string> Names => Always.Keys;

    /// <summary>The names by which a variable is read and set.</summary>
    public static (string Get, string Set) Accessors(string variable) => ("get" + Capitalised(variable), "set" + Capitalised(variable));

    /// <summary>Gives an engine all of them; each is made only when a script asks for it, since most scripts ask for one or two.</summary>
    public static void Furnish(ScriptSandbox sandbox, Scope scope)
    {
        var engine = sandbox.Engine;
        var functions = new Dictionary<string, Func<JsValue[], JsValue>>();
        foreach (var (name, (activity, output)) in scope.OutputNames)
            functions[name] = _ => sandbox.FromJson(scope.Output(activity, output));

        // Inputs before variables, so that getName() reads the variable when both have the name.
        foreach (var name in scope.InputNames()) functions[Accessors(name).Get] = _ => sandbox.FromJson(scope.Input(name));
        foreach (var name in scope.VariableNames())
        {
            functions[Accessors(name).Get] = _ => Variable(sandbox, scope, name);
            functions[Accessors(name).Set] = arguments => Set(sandbox, scope, name, arguments.At(0));
        }

        foreach (var (name, function) in Always) functions[name] = arguments => function(sandbox, scope, arguments);
        if (scope.FormCalendar is { } calendar)
        {
            foreach (var (name, function) in FormFunctions.Of(sandbox, calendar, scope.Now)) functions[name] = function;
        }

        foreach (var (name, function) in functions) engine.Advanced.AddLazyGlobal(name, _ => Function(engine, name, function));
        engine.Advanced.AddLazyGlobal(Variables, _ => VariablesByName(sandbox, scope));
    }

    private static JsObject VariablesByName(ScriptSandbox sandbox, Scope scope)
    {
        var engine = sandbox.Engine;
        var variables = new JsObject(engine);
        foreach (var name in scope.VariableNames().Distinct())
        {
            var get = Function(engine, name, _ => Variable(sandbox, scope, name));
            var set = Function(engine, name, arguments => Set(sandbox, scope, name, arguments.At(0)));
            variables.FastSetProperty(name, new GetSetPropertyDescriptor(get, set, enumerable: true, configurable: false));
        }

        return variables;
    }

    private static JsValue Variable(ScriptSandbox sandbox, Scope scope, string name)
    {
        var value = scope.Variable(name);
        return scope.IsMoment(name) && value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? JsValue.FromObject(sandbox.Engine, moment.UtcDateTime)
                : sandbox.FromJson(value);
    }

    private static JsValue Set(ScriptSandbox sandbox, Scope scope, string name, JsValue value)
    {
        if (!scope.SetVariable(name, sandbox.ToJson(value))) throw new ActivityFaultException($"There is no variable '{name}'.");
        return JsValue.Undefined;
    }

    private static ClrFunction Function(Engine engine, string name, Func<JsValue[], JsValue> function) =>
        new(engine, name, (_, arguments) => function(arguments));

    private static JsValue Text(string? text) => text is null ? JsValue.Null : JsString.Create(text);

    private static JsBoolean Flag(bool flag) => flag ? JsBoolean.True : JsBoolean.False;

    private static bool IsNothing(JsValue value) => value.IsNull() || value.IsUndefined();

    private static string FromBase64(string text)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException e)
        {
            throw new ActivityFaultException("The text is not Base64.", e);
        }
    }

    private static string Capitalised(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}
