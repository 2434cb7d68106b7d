using System.Text.Json;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Dispositions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Activities;

/// <summary>
/// A kegiatan of a SOP: <c>Sop.Step</c>, <c>Sop.Decision</c>, <c>Sop.Survey</c> and <c>Sop.StartSop</c>. Opens a task in its lane; the
/// values of its form become variables of the case. A decision goes on by the outcome that the person chose. A step that starts another SOP
/// asks for that case once its own task is done, and goes on without it when no such SOP is in the system.
/// </summary>
internal sealed class StepActivity : TaskActivity
{
    private readonly SopReference _sop;
    private readonly bool _waitsForSop;
    private readonly Input<bool> _onlyIf;
    private (FormField Field, DeclaredType Type)[]? _typed;

    public StepActivity(ActivityElement element, StepKind kind, Compilation compilation) : base(element, compilation)
    {
        Step = StepReader.Read(element, kind, Index, compilation);
        foreach (var field in Step.Fields) compilation.Workflow?.DeclareField(field.Name);
        _onlyIf = compilation.Input(element, "onlyIf", Json.ToBool, true);
        // Passed over, it would go on by none of its outcomes.
        if (Step.Outcomes.Count > 0 && _onlyIf is not { IsConstant: true, Constant: true })
            compilation.Report(ProblemCode.DecisionPassedOver, element);
        if (kind != StepKind.StartSop) return;

        _sop = new SopReference(null, compilation.ConstantText(element, "sopNumber"));
        if (_sop.Number!.Length == 0) compilation.Report(ProblemCode.InputMissing, element, "sopNumber");
        _waitsForSop = compilation.Constant(element, "waitForCompletion", Json.ToBool, true);
    }

    public Step Step { get; }

    internal override IReadOnlyList<string> Ports => Step.Outcomes.Count > 0 ? Step.Outcomes : Done;

    internal override IReadOnlyList<string> Outputs => OnlyResult;

    internal override WaitKind WaitsFor(Frame frame) => frame.Cursor == 0 ? WaitKind.Task : WaitKind.SubCase;

    /// <summary>True when the step would be opened in a container as it stands. A condition that fails opens nothing.</summary>
    internal bool IsNeeded(Run run, Frame around)
    {
        try
        {
            return _onlyIf.Get(run, new Frame { Id = 0, Activity = Index, Parent = around });
        }
        catch (ActivityFaultException)
        {
            return false;
        }
    }

    /// <summary>A step whose condition does not hold is passed over: nobody has to do it.</summary>
    internal override void Execute(Run run, Frame frame)
    {
        if (!_onlyIf.Get(run, frame))
        {
            run.Complete(frame);
            return;
        }

        run.Effects.Add(Chosen.Open(run, frame, Step, new TaskOpened(run.NextWait(frame), Index, Step.Lane, Step.Limit)));
        if (!run.Flow.TellsChosen(Step)) return;
        if (frame.Holder is { } holder) run.Effects.Add(new PeopleChosen(frame.Wait, Index, [holder], ""));
        else if (frame.Chosen is { } chosen) run.Effects.Add(new PeopleChosen(frame.Wait, Index, chosen, ""));
    }

    public override Refusal? Objection(TaskCompleted completed, long? deadline)
    {
        if (Step.Outcomes.Count == 0)
        {
            if (completed.Outcome is not (null or "Done")) return new Refusal(RefusalReason.OutcomeUnknown, completed.Outcome);
        }
        else if (string.IsNullOrEmpty(completed.Outcome))
        {
            return new Refusal(RefusalReason.OutcomeMissing, string.Join(" | ", Step.Outcomes));
        }
        else if (!Step.Outcomes.Contains(completed.Outcome))
        {
            return new Refusal(RefusalReason.OutcomeUnknown, completed.Outcome);
        }

        var problems = FieldProblems(completed, deadline);
        AddCheckProblems(completed.Checks ?? [], problems);
        completed.Counter?.Check(problems);
        return problems.Count > 0 ? new Refusal(RefusalReason.DataInvalid, "", problems) : null;
    }

    internal override Refusal? Objection(Run run, Frame frame, TaskCompleted completed)
    {
        if (!run.State.HasTypedValues) return null;

        List<FieldProblem> problems = [];
        foreach (var (field, type) in _typed ??= TypedFields(new Scope(run, frame)))
        {
            if (type.Fitting(completed.Data.Get(field.Name)) is null)
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.PatternMismatch));
        }

        return problems.Count > 0 ? new Refusal(RefusalReason.DataInvalid, "", problems) : null;
    }

    /// <summary>The containers around a step are the same in every case, and so are the variables in its scope.</summary>
    private (FormField Field, DeclaredType Type)[] TypedFields(Scope scope) =>
        [.. Step.Fields.Select(field => (field, scope.Declaration(field.Name)!.Type)).Where(field => !field.Type.TakesAny)];

    public override string OutcomeOf(TaskCompleted completed) => Step.Outcomes.Count == 0 ? Done[0] : completed.Outcome!;

    internal override void Resume(Run run, Frame frame, CaseEvent happened)
    {
        if (happened is not TaskCompleted completed)
        {
            run.Complete(frame);
            return;
        }

        var scope = new Scope(run, frame);
        foreach (var field in Step.Fields)
        {
            if (completed.Data.Get(field.Name) is { ValueKind: not JsonValueKind.Undefined } value) scope.SetVariable(field.Name, value);
            // A field that is hidden when its step is done again loses its earlier value.
            else if (completed.Form?.Hidden?.Contains(field.Name) == true) scope.SetVariable(field.Name, default);
        }

        CaseSamples.Keep(run, Step, completed);
        if (Step.Issues.Count > 0)
        {
            var values = DocumentActivity.ForOffice(run, frame);
            run.Effects.AddRange(Step.Issues.Select(kind => new StepDocumentRequested(kind, completed.Person, values)));
        }

        if (Step.HandsOver.Count > 0) run.Effects.Add(new DocumentsHandedOver(Step.HandsOver));
        Appointing.Complete(run, Step, completed);
        var outcome = OutcomeOf(completed);
        Give(run, frame, ActivityOutputs.Result, outcome);
        if (Step.Kind != StepKind.StartSop)
        {
            run.Complete(frame, outcome);
            return;
        }

        frame.Cursor = 1;
        SubWorkflow.Request(run, frame, _sop, [], run.State.CorrelationId, _waitsForSop);
    }

    /// <summary>Runs at every completion, so it allocates nothing when nothing is wrong.</summary>
    private void AddCheckProblems(IReadOnlyList<RequirementCheck> checks, List<FieldProblem> problems)
    {
        foreach (var (item, waived) in checks)
        {
            if (!Step.Requirements.Contains(item)) problems.Add(new FieldProblem(item, item, FieldFault.NotARequirement));
            if (waived is not null && string.IsNullOrWhiteSpace(waived))
                problems.Add(new FieldProblem(item, item, FieldFault.ReasonMissing));
        }

        if (!Step.ChecksRequirements) return;
        foreach (var item in Step.Requirements)
        {
            if (!IsChecked(item)) problems.Add(new FieldProblem(item, item, FieldFault.NotChecked));
        }

        bool IsChecked(string item)
        {
            foreach (var check in checks)
            {
                if (check.Item == item) return true;
            }

            return false;
        }
    }

    private List<FieldProblem> FieldProblems(TaskCompleted completed, long? deadline)
    {
        var data = completed.Data;
        if (Step.Fields.Count == 0 && data.ValueKind == JsonValueKind.Undefined) return [];

        List<FieldProblem> problems = [];
        foreach (var field in Step.Fields)
        {
            var value = data.Get(field.Name);
            if (completed.Form?.Hidden?.Contains(field.Name) != true)
                FieldCheck.Check(field, value, completed.Outcome, deadline, problems);
            else if (!value.IsNothing())
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.IsHidden));
        }

        if (data.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in data.EnumerateObject())
            {
                if (!IsField(property)) problems.Add(new FieldProblem(property.Name, property.Name, FieldFault.Unknown));
            }
        }
        else if (!data.IsNothing())
        {
            problems.Add(new FieldProblem("data", "data", FieldFault.Unknown));
        }

        return problems;
    }

    private bool IsField(JsonProperty property)
    {
        foreach (var field in Step.Fields)
        {
            if (property.NameEquals(field.Name)) return true;
        }

        return false;
    }
}
