using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Workflows.Appointments;
using SopEngine.Core.Workflows.Bills;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Expressions;
using SopEngine.Core.WorkingTime;

namespace SopEngine.Core.Workflows.Forms;

/// <summary>
/// Completes a filled-in form on the server: mends known formats, hides conditional fields, and computes values. It happens once, before
/// the interpreter decides, and the result is stored with the event: a replay reads it there, and needs no calendar.
/// </summary>
public static class FormFilling
{
    /// <summary>Years beyond them are slips of the pen.</summary>
    private const int FirstYear = 1900, LastYear = 2200;

    /// <summary>True when a form of the step has to be filled before the step is decided.</summary>
    public static bool IsNeeded(Step? step) => step?.HasLivelyForm == true;

    /// <summary>True when a page needs the server's look at the form, before it is filled in and while it is.</summary>
    public static bool IsLookNeeded(Step step) => IsNeeded(step) || step.Fields.Any(field => field.Default is not null);

    /// <summary>The fields of a form from which others are computed, or on which others depend.</summary>
    public static IReadOnlySet<string> Watched(Step step)
    {
        var names = step.Fields.SelectMany(field => field.Columns.Prepend(field))
            .SelectMany(field => new[] { field.Formula, field.ShownIf }).OfType<JavaScriptExpression>()
            .SelectMany(script => script.Names.Free.Concat(script.Names.Variables)).ToHashSet();
        return step.Fields.Where(field => names.Contains(field.Name) || names.Contains(ScriptFunctions.Accessors(field.Name).Get))
            .Select(field => field.Name).ToHashSet();
    }

    /// <summary>The completion with its form filled, or the refusal of data that a person may not send.</summary>
    /// <param name="state">The state of the case before the event.</param>
    /// <param name="calendar">The office's own.</param>
    /// <param name="patience">As in <see cref="Interpreter.Advance"/>.</param>
    /// <exception cref="ScriptTimeoutException">The patience was used up.</exception>
    public static (TaskCompleted Completed, Refusal? Refusal) Fill(
        Flow flow, CaseState state, TaskCompleted asked, Instant now, WorkingCalendar calendar, TimeSpan? patience = null)
    {
        // The interpreter says what is wrong with a closed task, and with data that are no object.
        if (Open(flow, state, asked.Task, now, calendar, patience) is not var (step, scope)
            || asked.Data.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
            return (asked, null);

        var problems = new List<FieldProblem>();
        var before = step.Appointment is { } made && scope.Variable(made.At.Name) is { ValueKind: JsonValueKind.String } at
            ? at.GetString() : null;
        ReportComputed(step.Fields, asked.Data, problems);
        var form = Work(step, scope, asked.Data, problems);
        // A value that its field does not take is the cause of what cannot be computed from it, and the interpreter names it.
        if (step.Fields.Any(field => !form.Hidden.Contains(field.Name) && !field.BeginsWith(form.Values[field.Name], scope.Deadline)))
            problems.RemoveAll(problem => problem.Fault == FieldFault.CannotBeComputed);
        problems.AddRange(FarDates(step, form));
        if (problems.Count == 0) problems.AddRange(FailedChecks(step, scope, form));
        if (problems.Count > 0) return (asked, new Refusal(RefusalReason.DataInvalid, "", problems));

        var data = form.Data(asked.Data);
        var appointment = AppointmentTime.Of(step.Appointment, data, calendar.Zone);
        // A step that is done again to mend something else keeps the time that it had.
        if (appointment is not null && appointment.From <= now && before != data.Get(step.Appointment!.At.Name).GetString())
            return (asked, Past(step.Appointment.At));
        var filled = new FilledForm(
            Sent(asked.Data), form.Hidden.Count == 0 ? null : form.Hidden, Bill: BillTime.Of(step.Billing, data, calendar.Zone),
            Appointment: appointment);
        return (asked with { Data = data, Form = filled }, null);
    }

    private static Refusal Past(FormField field) => new(
        RefusalReason.DataInvalid, "", [new FieldProblem(field.Name, field.Label, FieldFault.AppointmentInThePast)]);

    /// <summary>A form as it stands with these values: for the page, while it is filled in.</summary>
    /// <param name="data">The values so far; undefined for a form that begins, which gets its default values.</param>
    /// <param name="billDays">The days for which the office's bills can be paid: the end of one that begins is proposed.</param>
    /// <returns>Null when the task is not open.</returns>
    public static FormState? Look(
        Flow flow, CaseState state, int task, JsonElement data, Instant now, WorkingCalendar calendar, TimeSpan? patience = null,
        int? billDays = null)
    {
        if (Open(flow, state, task, now, calendar, patience) is not var (step, scope)) return null;
        if (data.ValueKind == JsonValueKind.Undefined)
            data = Defaults(step, scope, billDays is { } days ? BillTime.Proposed(step, now, days, calendar.Zone) : default);
        return Look(step, scope, data);
    }

    /// <summary>The hash by which a repeated request is known to send the same data.</summary>
    public static string Sent(JsonElement data) => data.ValueKind == JsonValueKind.Undefined ? ""
        : Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(data)));

    private static FormState Look(Step step, Scope scope, JsonElement data)
    {
        var problems = new List<FieldProblem>();
        var form = Work(step, scope, data, problems);
        return new FormState(form.Data(data), form.Hidden, problems);
    }

    private static (Step Step, Scope Scope)? Open(
        Flow flow, CaseState state, int task, Instant now, WorkingCalendar calendar, TimeSpan? patience)
    {
        if (state.Status != CaseStatus.Running || !state.HasBegun) return null;
        var run = new Run(flow, state.Copy(), now, null, patience) { FormCalendar = calendar };
        return Interpreter.Task(run, task) is { } frame && flow.StepAt(frame.Activity) is { } step ? (step, new Scope(run, frame)) : null;
    }

    private static JsonElement Defaults(Step step, Scope scope, JsonElement billEnd)
    {
        var values = new Dictionary<string, JsonElement>();
        if (billEnd.ValueKind == JsonValueKind.String) values[step.Billing!.At!.Name] = billEnd;
        foreach (var field in step.Fields)
        {
            // A default that fails on this case, or does not fit, is no default.
            if (field.Default is { } script && Evaluate(script, scope) is { } value && !FieldCheck.IsEmpty(value)
                && field.BeginsWith(value, scope.Deadline))
                values[field.Name] = value;
        }

        return values.Count == 0 ? default : JsonSerializer.SerializeToElement(values);
    }

    /// <summary>Looked for here and not in the interpreter: older histories may hold such dates.</summary>
    private static IEnumerable<FieldProblem> FarDates(Step step, FormWork form) =>
        from field in step.Fields
        where field.Type is FieldType.Date or FieldType.DateTime && !form.Hidden.Contains(field.Name)
        let value = form.Values[field.Name]
        where value.ValueKind == JsonValueKind.String && value.GetString() is { Length: >= 10 } text && text[4] == '-'
            && int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && year is < FirstYear or > LastYear
        select new FieldProblem(field.Name, field.Label, FieldFault.DateTooFar, $"{FirstYear}\u2013{LastYear}");

    /// <summary>The checks of the author that fail. A value that its field does not take is told by the interpreter alone.</summary>
    private static IEnumerable<FieldProblem> FailedChecks(Step step, Scope scope, FormWork form) =>
        from field in step.Fields
        where field.Check is not null && !form.Hidden.Contains(field.Name)
        let value = form.Values[field.Name]
        where !FieldCheck.IsEmpty(value) && field.BeginsWith(value, scope.Deadline)
        where Evaluate(field.Check!, scope) is not { } holds || !IsTrue(holds)
        select new FieldProblem(field.Name, field.Label, field.Message is null ? FieldFault.CheckFailed : FieldFault.Own, field.Message);

    private static void ReportComputed(IReadOnlyList<FormField> fields, JsonElement data, List<FieldProblem> problems)
    {
        foreach (var field in fields)
        {
            if (field.Type == FieldType.Computed && !data.Get(field.Name).IsNothing())
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.IsComputed));
            if (field.Type != FieldType.Table) continue;
            foreach (var (index, row) in data.Get(field.Name).Items().Index())
            {
                var cells = new List<FieldProblem>();
                ReportComputed(field.Columns, row, cells);
                problems.AddRange(cells.Select(cell =>
                    cell with { Name = $"{FieldCheck.Place(field, index)}.{cell.Name}", Row = index + 1 }));
            }
        }
    }

    private static FormWork Work(Step step, Scope scope, JsonElement data, List<FieldProblem> problems)
    {
        var form = new FormWork();
        foreach (var field in step.Fields) Set(field, Mended(field, data.Get(field.Name)));
        foreach (var field in step.Fields)
        {
            if (field.ShownIf is { } condition)
            {
                if (Evaluate(condition, scope) is not { } shown) Report(field);
                else if (!IsTrue(shown))
                {
                    form.Hidden.Add(field.Name);
                    Set(field, default);
                    continue;
                }
            }

            if (field.Formula is { } formula) Set(field, Computed(field, formula));
            foreach (var column in field.Columns.Where(column => column.Formula is not null))
                Set(field, WithColumn(form.Values[field.Name], column, Evaluate(column.Formula!, scope)));
        }

        return form;

        JsonElement Computed(FormField field, JavaScriptExpression formula)
        {
            if (Evaluate(formula, scope) is not { } value || FormWork.Result(field, value) is not { } result)
            {
                Report(field);
                return default;
            }

            return result;
        }

        JsonElement WithColumn(JsonElement table, FormField column, JsonElement? results)
        {
            if (table.ValueKind != JsonValueKind.Array) return table;
            if (results is { ValueKind: JsonValueKind.Array } list) return FormWork.WithColumn(table, column, list);
            Report(column);
            return table;
        }

        void Set(FormField field, JsonElement value)
        {
            form.Values[field.Name] = value;
            try
            {
                scope.SetVariable(field.Name, value.IsNothing() && field.Type == FieldType.Table ? FormWork.NoRows : value);
            }
            catch (ActivityFaultException)
            {
                // The value does not fit the type that the author declared for the variable: the interpreter refuses it by name.
                scope.SetVariable(field.Name, default);
            }
        }

        void Report(FormField field) => problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.CannotBeComputed));
    }

    /// <summary>The value of an expression; null when it fails.</summary>
    private static JsonElement? Evaluate(JavaScriptExpression script, Scope scope)
    {
        try
        {
            return script.Evaluate(scope);
        }
        catch (ActivityFaultException)
        {
            return null;
        }
    }

    private static JsonElement Mended(FormField field, JsonElement value)
    {
        if (field.Type == FieldType.Table && value.ValueKind == JsonValueKind.Array
            && field.Columns.Any(column => column.Format is not null))
            return FormWork.MendedRows(field, value);
        return field.Format is { } format && value.ValueKind == JsonValueKind.String
            ? Json.Of(format.Mend(value.GetString()!))
            : value;
    }

    private static bool IsTrue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Object or JsonValueKind.Array => true,
        _ => false,
    };
}

/// <summary>A form while it is filled in.</summary>
/// <param name="Data">The values, computed ones included.</param>
/// <param name="Hidden">The fields that are not shown.</param>
/// <param name="Problems">Values that cannot be computed.</param>
public sealed record FormState(JsonElement Data, IReadOnlyList<string> Hidden, IReadOnlyList<FieldProblem> Problems);
