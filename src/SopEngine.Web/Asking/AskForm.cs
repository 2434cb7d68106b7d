using System.Text.Json;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Primitives;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>What a citizen filled in, when nothing is wrong with it.</summary>
/// <param name="Data">The first step's form, with the numbers of the draft's files.</param>
internal sealed record Asked(
    string Name, string Organisation, CitizenContact Contact, string? Email, string? Phone, string? Title, string? Outcome,
    JsonElement Data, IReadOnlyList<RequirementCheck>? Checks);

/// <summary>
/// The page's form of a request: who asks, and the first step's fields. What the engine would refuse is refused here already, by the same
/// rules: the step is done in a case that is never stored.
/// </summary>
internal sealed class AskForm(OfficeClock clocks, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
{
    public const string Name = "name", Organisation = "organisation", Email = "email", Phone = "phone", Title = "title",
        Outcome = "outcome";

    /// <summary>A field that people do not see; programs fill it in.</summary>
    public const string Trap = "website";

    private const int LongestName = 200;

    private static readonly string[] Own = [Name, Organisation, Email, Phone, Title, Outcome];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Fields of a first form that ask for the citizen's name or organisation: nobody is asked twice.</summary>
    private static readonly Dictionary<string, string> Asks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["nama"] = Name,
        ["namaPemohon"] = Name,
        ["namaLengkap"] = Name,
        ["instansi"] = Organisation,
        ["organisasi"] = Organisation,
    };

    /// <summary>The control of the name or the organisation: a field of the step's form that asks for it, or the page's own.</summary>
    public static string ControlOf(Step step, string own) =>
        step.Fields.FirstOrDefault(field => field.Type == FieldType.Text && Asks.GetValueOrDefault(field.Name) == own) is { } field
            ? FormData.Prefix + field.Name : own;

    /// <summary>What a draft keeps of the page's form.</summary>
    public static IReadOnlyDictionary<string, string[]> Kept(IFormCollection form)
    {
        var kept = new Dictionary<string, string[]>(FormData.Draft(form));
        foreach (var name in Own) kept[name] = [form[name].ToString()];
        return kept;
    }

    /// <summary>The form with the numbers of the draft's files: a browser sends those that its page had.</summary>
    public static IFormCollection WithFiles(IFormCollection form, Step step, IReadOnlyList<AskFile> files)
    {
        var parts = form.ToDictionary(part => part.Key, part => part.Value);
        foreach (var field in step.Fields.Where(field => field.Type == FieldType.File))
        {
            parts[FormData.Prefix + field.Name] = new StringValues([.. files.Where(file => file.Field == field.Name)
                .Select(file => file.Id.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        }

        return new FormCollection(parts);
    }

    /// <summary>Reads the form as it is to be sent.</summary>
    public async Task<(Asked? Asked, Problem? Problem)> Read(
        int unit, OnlineService service, Step step, IFormCollection form, IReadOnlyList<AskFile> files, CitizenWays ways,
        CancellationToken cancellation)
    {
        var errors = new Dictionary<string, string[]>();
        var name = Text(form, ControlOf(step, Name));
        if (name.Length is 0 or > LongestName) errors[ControlOf(step, Name)] = [texts["Ask.NameNeeded", LongestName]];
        var organisation = Text(form, ControlOf(step, Organisation));
        if (organisation.Length > LongestName) errors[ControlOf(step, Organisation)] = [texts["Ask.TooLong", LongestName]];
        if (Text(form, Title).Length > LongestName) errors[Title] = [texts["Ask.TooLong", LongestName]];
        var (email, phone) = (Text(form, Email), Text(form, Phone));
        var keptEmail = email.Length == 0 ? null : CitizenContact.Read(email) is { IsEmail: true } read ? read : null;
        var keptPhone = phone.Length == 0 ? null : PhoneNumber.Read(phone) is { } number ? new CitizenContact(number) : null;
        if (email.Length > 0 && keptEmail is null) errors[Email] = [texts["Choices.EmailBad"]];
        if (phone.Length > 0 && keptPhone is null) errors[Phone] = [texts["Customers.PhoneBad"]];
        var contact = new[] { keptEmail, keptPhone }.OfType<CitizenContact>().FirstOrDefault(ways.Reach);
        if (contact is null && errors.GetValueOrDefault(Email) is null && errors.GetValueOrDefault(Phone) is null)
        {
            errors[ways.Email ? Email : Phone] =
                [texts[!ways.Email ? "Ask.PhoneNeeded" : ways.Phone ? "Ask.ContactNeeded" : "Ask.EmailNeeded"]];
        }


        var data = FormData.Read(form, step.Fields);
        var outcome = Text(form, Outcome) is { Length: > 0 } chosen ? chosen : null;
        var checks = FormData.Checks(form, step.Requirements);
        foreach (var (field, messages) in await Refused(
            unit, service, step, new TaskCompleted(service.Task, 0, outcome, null, data, Checks: checks), files, cancellation))
            errors.TryAdd(field, messages);
        return errors.Count > 0 || contact is null
            ? (null, problems.Invalid(errors))
            : (new Asked(
                name, organisation, contact, keptEmail?.Address, keptPhone?.Address,
                Text(form, Title) is { Length: > 0 } title ? title : null, outcome, data, checks), null);
    }

    private async Task<IReadOnlyDictionary<string, string[]>> Refused(
        int unit, OnlineService service, Step step, TaskCompleted asked, IReadOnlyList<AskFile> files,
        CancellationToken cancellation)
    {
        var faults = new List<FieldProblem>();
        var filled = FormTariffs.Priced(
            step.Fields, FormFiles.Named(step.Fields, asked.Data, files.ToDictionary(file => file.Id, file => file.Name), faults),
            StepLook.Offered(step.Fields));
        if (step.Samples is { } samples) filled = FormSamples.Coded(samples, filled, [], 0, line => $"X{line}");
        var refusal = faults.Count > 0 ? new Refusal(RefusalReason.DataInvalid, "", faults) : null;
        if (refusal is null)
        {
            var now = clock.GetCurrentInstant();
            (asked, refusal) = FormFilling.Fill(
                service.Flow, service.State, asked with { Data = filled }, now, await clocks.Calendar(unit, cancellation), Patience);
            refusal ??= Interpreter.Advance(service.Flow, service.State, asked, now, patience: Patience).Refusal;
        }

        return refusal is null ? new Dictionary<string, string[]>()
            : (await problems.Of(new CaseResult.Refused(refusal), _ => Task.FromResult<string?>(null))) is { Errors: { } errors }
                ? errors : new Dictionary<string, string[]> { [Outcome] = [texts["Problem.Invalid"]] };
    }

    private static string Text(IFormCollection form, string name) => form[name].ToString().Trim().ReplaceLineEndings(" ");
}
