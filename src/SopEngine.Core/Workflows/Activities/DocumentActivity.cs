using System.Globalization;
using System.Text.Json;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// <c>Sop.Document</c>: makes a document with the case's values and a number of its kind, and goes on once it is made. Its text is its own,
/// or that of a template of the office, which then says everything else, too. Its result is the number.
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
        OfficeTemplate = compilation.ConstantText(element, "officeTemplate").Trim() is { Length: > 0 } key ? key : null;
        _name = OfficeTemplate is null
            ? compilation.Required(element, "documentName", Json.ToText, "")
            : compilation.Input(element, "documentName", Json.ToText, "");
        _template = OfficeTemplate is null ? compilation.Required(element, "template", Json.ToText, "") : new Input<string>("");
        _kind = compilation.ConstantText(element, "kind").Trim();
        _numbering = compilation.ConstantText(element, "numbering").Trim();
        _class = compilation.ConstantText(element, "classification").Trim();
        _forCustomer = compilation.Constant(element, "forCustomer", Json.ToBool, false);
        if (OfficeTemplate is { } named && !TemplateKey.IsGood(named))
            compilation.Report(ProblemCode.InputBad, element, "officeTemplate", named);
        if (OfficeTemplate is not null) return;

        if (_numbering.Length > 0 && NumberRule.Parse(_numbering) is null)
            compilation.Report(ProblemCode.NumberRuleBad, element, _numbering);
        if (!_template.IsConstant) return;
        foreach (var place in DocumentText.Places(_template.Constant).Except(DocumentText.Given).Except(DocumentText.Facts))
            compilation.ExpectVariable(element, place);
        foreach (var problem in DocumentCheck.Of(_template.Constant, null))
            compilation.Report(
                ProblemCode.DocumentTextBad, element, problem.Line.ToString(CultureInfo.InvariantCulture), problem.Subject);
    }

    /// <summary>The key of the office's template; null for a text of its own.</summary>
    public string? OfficeTemplate { get; }

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override WaitKind WaitsFor(Frame frame) => WaitKind.Document;

    internal override void Execute(Run run, Frame frame)
    {
        var template = _template.Get(run, frame);
        var values = OfficeTemplate is null ? Values(run, frame, DocumentText.Places(template)) : ForOffice(run, frame);
        var name = _name.Get(run, frame);
        run.Effects.Add(OfficeTemplate is { } office
            ? new DocumentRequested(run.NextWait(frame), name, "", values, office, null, "", false, IsOfOffice: true)
            : new DocumentRequested(
                run.NextWait(frame), name, template, values, _kind.Length > 0 ? _kind : Id,
                _numbering.Length > 0 ? _numbering : null, _class, _forCustomer));
    }

    /// <summary>The values of all forms: the office's template may ask for any field, in any of its versions.</summary>
    internal static Dictionary<string, DocumentValue> ForOffice(Run run, Frame frame) => Values(run, frame, run.Flow.Fields.Keys);

    private static Dictionary<string, DocumentValue> Values(Run run, Frame frame, IEnumerable<string> places)
    {
        var scope = new Scope(run, frame);
        return places.Except(DocumentText.Given).Select(place => (Name: place, Value: scope.Variable(place)))
            .Where(place => place.Value.ValueKind != JsonValueKind.Undefined || !DocumentText.Facts.Contains(place.Name))
            .ToDictionary(
                place => place.Name, place => PrintedValue.Of(run.Flow.Fields.GetValueOrDefault(place.Name), place.Value));
    }

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        Give(run, frame, ActivityOutputs.Result, Json.Of(((DocumentMade)happened).Number));
        run.Complete(frame);
    }
}
