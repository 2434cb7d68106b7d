using System.Globalization;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>An open step of the customer's in their request.</summary>
/// <param name="Step">With today's tariffs.</param>
public sealed record OwnStep(CitizenRequest Request, int Task, Flow Flow, CaseState State, Step Step)
{
    public string Path => PathOf(Request, Task);

    public static string PathOf(CitizenRequest request, int task) => $"{request.Path}/steps/{task}";
}

/// <summary>The form of such a step: shows it, keeps what is filled in, takes in its files, and does the step.</summary>
internal sealed class RequestSteps(
    SopDatabase database, FlowCache flows, StepLook looks, TaskDrafts drafts, CaseDocuments documents, CaseCommands commands,
    Problems problems)
{
    private const string Read =
        """
        select c.definition_id as definition, t.version, t.activity, c.state::text as state from tasks t
        join cases c on c.unit_id = t.unit_id and c.id = t.case_id
        where t.unit_id = @unit and t.case_id = @caseId and t.no = @task and t.closed_at is null and c.paused_at is null
        """;

    /// <returns>Null for a step that is not open, or not one of the customer's with a form.</returns>
    public async Task<OwnStep?> Find(CitizenRequest request, int task, CancellationToken cancellation)
    {
        var unit = request.Office.Unit;
        if (request.Awaited.All(open => open.No != task)) return null;
        if (await database.QuerySingle<Row>(unit, Read, new { caseId = request.Case.Id, task }, cancellation) is not { } row) return null;
        var flow = await flows.Get(new DefinitionVersion(unit, row.Definition, row.Version), cancellation);
        return flow.StepAt(row.Activity) is { Kind: not StepKind.Survey } step
            ? new OwnStep(request, task, flow, CaseStateJson.Read(row.State), await looks.Offer(unit, step, cancellation)) : null;
    }

    public async Task<IResult> Show(
        OwnStep own, CancellationToken cancellation, Problem? problem = null, IFormCollection? filled = null, bool part = false,
        bool keepsEmpty = false)
    {
        var request = own.Request;
        if (problem is not null && filled is not null) filled = FormRows.Change(filled, own.Step.Fields, "", keepsEmpty);
        if (filled is null)
        {
            var draft = await drafts.Find(request.Office.Unit, request.Case.Id, own.Task, request.Person.Id, cancellation);
            filled = draft is not null ? FormData.Form(draft.Form)
                : request.Case.Before(own.Task) is { } given ? FormData.Form(FormData.Given(given, own.Step)) : null;
        }

        var (values, state) = await looks.Of(request.Office.Unit, own.Flow, own.State, own.Task, own.Step, filled, cancellation);
        return part
            ? Pages.Show<FormFields>(new
            {
                own.Step,
                Action = $"{own.Path}/form",
                Uploads = $"{own.Path}/documents",
                own.Task,
                request.Case.Documents,
                People = (Func<FormField, IReadOnlyList<Colleague>>)(_ => []),
                Filled = values,
                Form = state,
            })
            : Pages.Show<RequestStepPage>(new { Own = own, Problem = problem, Filled = values, Form = state }, problem);
    }

    /// <summary>Keeps the files that came with the form. The step's draft keeps the rest.</summary>
    public async Task<(IFormCollection Form, Problem? Problem)> Keep(OwnStep own, IFormCollection form, CancellationToken cancellation)
    {
        var (request, errors) = (own.Request, new Dictionary<string, string[]>());
        var parts = form.ToDictionary(part => part.Key, part => part.Value);
        foreach (var group in form.Files.Where(file => file.FileName.Length > 0).GroupBy(file => file.Name))
        {
            if (own.Step.Fields.FirstOrDefault(one => one.Type == FieldType.File && FormData.FilePrefix + one.Name == group.Key)
                is not { } field) continue;
            var name = FormData.Prefix + field.Name;
            var received = await documents.Receive(
                request.Person, request.Case.Id, own.Task, group, cancellation, field, form[name].Count);
            foreach (var document in received.Documents)
                parts[name] = StringValues.Concat(parts.GetValueOrDefault(name), document.Id.ToString(CultureInfo.InvariantCulture));
            foreach (var (place, messages) in received.Problem?.Errors ?? new Dictionary<string, string[]>()) errors[place] = messages;
        }

        var kept = new FormCollection(parts);
        await drafts.Save(
            request.Office.Unit, request.Case.Id, own.Task, request.Person.Id, FormData.Draft(kept), cancellation);
        return (kept, errors.Count == 0 ? null : problems.Invalid(errors));
    }

    /// <summary>Takes a file that the customer sent for the step out of its form; the case's documents stay.</summary>
    public async Task Remove(OwnStep own, long document, IFormCollection form, CancellationToken cancellation)
    {
        var request = own.Request;
        var found = request.Case.Documents.FirstOrDefault(one => one.Id == document && one.Task == own.Task && !one.IsAttached);
        if (found is not null) await documents.Remove(request.Office.Unit, document, cancellation);
        var id = document.ToString(CultureInfo.InvariantCulture);
        var without = new FormCollection(form.ToDictionary(
            part => part.Key, part => new StringValues([.. part.Value.Where(value => value != id)])));
        await Keep(own, without, cancellation);
    }

    /// <summary>Does the step in the name of the case's customer, once.</summary>
    /// <exception cref="ProblemException">The engine refused it.</exception>
    public async Task Complete(OwnStep own, IFormCollection form, CancellationToken cancellation)
    {
        var request = own.Request;
        var outcome = form[AskForm.Outcome].ToString() is { Length: > 0 and <= 200 } chosen ? chosen : null;
        var done = new TaskCompleted(
            own.Task, request.Person.Id, outcome, null, FormData.Read(form, own.Step.Fields),
            Checks: FormData.Checks(form, own.Step.Requirements));
        var key = form["key"].ToString() is { Length: > 0 and <= 100 } sent ? sent : null;
        await commands.Advance(request.Person, request.Case.Id, done, key, cancellation);
        await drafts.Remove(request.Office.Unit, request.Case.Id, own.Task, request.Person.Id, cancellation);
    }

    private sealed record Row(string Definition, int Version, int Activity, string State);
}
