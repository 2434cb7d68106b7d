using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>An expression of Elsa's, made ready to evaluate.</summary>
internal abstract class Expression
{
    /// <exception cref="ActivityFaultException">The expression fails; the activity that asked fails with it.</exception>
    public abstract JsonElement Evaluate(Scope scope);

    /// <summary>Prepares an expression of any type we run.</summary>
    /// <exception cref="FormatException">It cannot be run; the message says why.</exception>
    public static Expression Compile(ExpressionElement element) => element.Type switch
    {
        "Literal" => new ConstantExpression(element.Value),
        "Object" => new ConstantExpression(Json.Unwrap(element.Value)),
        "Variable" => new VariableExpression(Json.Unwrap(element.Value) is { ValueKind: JsonValueKind.Object } variable
            ? variable.GetText("id") ?? variable.GetText("name") ?? ""
            : element.Value.Text() ?? ""),
        "Input" => new InputExpression(Json.Unwrap(element.Value) is { ValueKind: JsonValueKind.Object } input
            ? input.GetText("name") ?? ""
            : element.Value.Text() ?? ""),
        "JavaScript" => new JavaScriptExpression(element.Value.Text() ?? ""),
        _ => throw new FormatException(element.Type),
    };
}

/// <summary>A literal or a JSON object, known when the definition is compiled.</summary>
internal sealed class ConstantExpression(JsonElement value) : Expression
{
    public JsonElement Value => value;

    public override JsonElement Evaluate(Scope scope) => value;
}

internal sealed class VariableExpression(string id) : Expression
{
    public string Id => id;

    public override JsonElement Evaluate(Scope scope) => scope.Variable(id);
}

internal sealed class InputExpression(string name) : Expression
{
    public override JsonElement Evaluate(Scope scope) => scope.Input(name);
}
