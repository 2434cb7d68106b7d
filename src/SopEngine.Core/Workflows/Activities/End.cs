using System.Text.Json;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;

namespace SopEngine.Core.Workflows.Activities;

/// <summary><c>Elsa.End</c>: ends the flowchart around it; activities still running there are cancelled.</summary>
internal sealed class End(ActivityElement element, Compilation compilation) : FlowActivity(element, compilation)
{
    private const string Plain = "Selesai: ", Reason = "alasan";

    private readonly string? _result =
        element.DisplayText.StartsWith(Plain, StringComparison.OrdinalIgnoreCase) ? element.DisplayText[Plain.Length..].Trim() : null;

    internal override bool IsTerminal => true;

    internal override IReadOnlyList<string> Ports => [];

    internal override void Execute(Run run, Frame frame)
    {
        if (_result is not null)
        {
            var reason = new Scope(run, frame).Variable(Reason);
            run.Result = new CaseEnding(_result, reason.ValueKind == JsonValueKind.String ? reason.GetString() : null);
        }

        run.Complete(frame);
    }
}
