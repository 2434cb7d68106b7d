using System.Text.Json;

namespace SopEngine.Core.Workflows.Expressions;

/// <summary>An activity's input of one type. A literal is converted once, when the definition is compiled.</summary>
internal sealed class Input<T>
{
    private readonly Expression? _expression;
    private readonly Func<JsonElement, T> _convert;
    private readonly T _constant;

    /// <param name="expression">The author's expression.</param>
    /// <exception cref="FormatException">A literal is not of the input's type.</exception>
    public Input(Expression expression, Func<JsonElement, T> convert)
    {
        _convert = convert;
        _expression = expression is ConstantExpression ? null : expression;
        _constant = expression is ConstantExpression { Value: var value } ? convert(value) : default!;
    }

    /// <param name="constant">The default of an input that the author left empty.</param>
    public Input(T constant)
    {
        _convert = _ => constant;
        _constant = constant;
    }

    /// <summary>True when the value is known when the definition is compiled.</summary>
    public bool IsConstant => _expression is null;

    /// <summary>The value of a constant input.</summary>
    public T Constant => IsConstant ? _constant : throw new InvalidOperationException("The input is an expression.");

    /// <exception cref="ActivityFaultException">The expression fails, or gives a value of another type.</exception>
    public T Get(Run run, Frame frame)
    {
        if (_expression is null) return _constant;
        try
        {
            return _convert(_expression.Evaluate(new Scope(run, frame)));
        }
        catch (FormatException e)
        {
            throw new ActivityFaultException($"The expression gave {e.Message}, which is not a {typeof(T).Name}.", e);
        }
    }
}
