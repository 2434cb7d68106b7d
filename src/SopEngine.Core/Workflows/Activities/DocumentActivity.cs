using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Sop.Document</c>: makes a document from a template, with the case's values and a number of its kind, and goes on once it is made. Its
/// result is the number.
/// </summary>
internal sealed class DocumentActivity : FlowActivity
{
    private readonly Input<string> _name;
    private readonly Input<string> _template;
    private readonly string _kind;
    private readonly string _numbering;
    private readonly string _class;
    private readonly bool _forCustomer;

    public DocumentActivity(ActivityElement element, Compilation compilation) : base(element, compilation)
    {
        _name = compilation.Required(element, "documentName", Json.ToText, "");
        _template = compilation.Required(element, "template", Json.ToText, "");
        _kind = compilation.ConstantText(element, "kind").Trim();
        _numbering = compilation.ConstantText(element, "numbering").Trim();
        _class = compilation.ConstantText(element, "classification").Trim();
        _forCustomer = compilation.Constant(element, "forCustomer", Json.ToBool, false);
        if (_numbering.Length > 0 && NumberRule.Parse(_numbering) is null)
            compilation.Report(ProblemCode.NumberRuleBad, element, _numbering);
        if (!_template.IsConstant) return;
        foreach (var place in DocumentText.Places(_template.Constant).Except(DocumentText.Given))
            compilation.ExpectVariable(element, place);
    }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override WaitKind WaitsFor(Frame frame) => WaitKind.Document;

    internal override void Execute(Run run, Frame frame)
    {
        var scope = new Scope(run, frame);
        var template = _template.Get(run, frame);
        var values = DocumentText.Places(template).Except(DocumentText.Given)
            .ToDictionary(place => place, place => DocumentText.Show(Json.ToText(scope.Variable(place))));
        var name = _name.Get(run, frame);
        run.Effects.Add(new DocumentRequested(
            run.NextWait(frame), name, template, values, _kind.Length > 0 ? _kind : Id,
            _numbering.Length > 0 ? _numbering : null, _class, _forCustomer));
    }

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        Give(run, frame, ActivityOutputs.Result, Json.Of(((DocumentMade)happened).Number));
        run.Complete(frame);
    }
}
