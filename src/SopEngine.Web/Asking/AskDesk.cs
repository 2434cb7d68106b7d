using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>A browser at the form of a service.</summary>
/// <param name="Step">The first step, with today's tariffs.</param>
/// <param name="Draft">The browser's own; null while there is none.</param>
/// <param name="Token">The draft's secret.</param>
public sealed record AskVisit(
    PublicOffice Office, string Zone, OnlineService Service, Step Step, CitizenWays Ways, AskDraft? Draft, string? Token)
{
    public string Path => AskDesk.PathOf(Office, Service.Id);
}

/// <summary>Shows the form of a service, keeps what is filled in, and takes in its files.</summary>
internal sealed class AskDesk(
    PublicOffices offices, OnlineServices services, AskDrafts drafts, CitizenMail mail, CaseDocuments documents, StepLook looks,
    Attempts attempts, KnownDevices devices, Problems problems, IStringLocalizer<Texts> texts)
{
    private const string Cookie = "sop-ask";

    /// <summary>The most letters of a form that a draft keeps: tables of hundreds of rows, and no more.</summary>
    private const int MostText = 500_000;

    public static string PathOf(PublicOffice office, string sop) => $"{office.Path}/ask/{Uri.EscapeDataString(sop)}";

    /// <returns>Null for no such office or service.</returns>
    public async Task<AskVisit?> Open(HttpContext context, string office, string sop)
    {
        var stop = context.RequestAborted;
        if (await offices.Find(office, stop) is not { } found || await services.Find(found.Unit, sop, stop) is not { } service) return null;
        var ways = await mail.Ways(found, stop);
        if (!ways.Any) return null;
        var token = context.Request.Cookies[Cookie];
        var draft = await drafts.Find(found.Unit, token, stop);
        if (draft?.Definition != service.Id) (draft, token) = (null, null);
        return new AskVisit(
            found, (await offices.Calendar(found, stop)).Zone.Id, service, await looks.Offer(found.Unit, service.Step, stop), ways, draft,
            token);
    }

    /// <summary>Gives the browser a draft to go on with.</summary>
    public static void Remember(HttpContext context, PublicOffice office, string sop, string token) =>
        context.Response.Cookies.Append(Cookie, token, Options(PathOf(office, sop)));

    public static void Forget(HttpContext context, AskVisit visit) => context.Response.Cookies.Delete(Cookie, Options(visit.Path));

    /// <exception cref="ProblemException">The address has done this too often of late.</exception>
    public async Task Limit(HttpContext context, Brake brake)
    {
        if (await attempts.Take(brake, devices.Read(context).Address, context.RequestAborted) is var wait && wait > Duration.Zero)
            throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
    }

    /// <summary>Keeps what is filled in, and the files that came with it. A new draft is the browser's from then on.</summary>
    public async Task<(AskVisit Visit, IFormCollection Form, Problem? Problem)> Keep(
        HttpContext context, AskVisit visit, IFormCollection form)
    {
        var (unit, stop) = (visit.Office.Unit, context.RequestAborted);
        await Limit(context, Brake.Drafting);
        if (form.Sum(part => (long)part.Key.Length + part.Value.Sum(value => value?.Length ?? 0)) > MostText)
            throw new ProblemException(problems.Invalid("form", texts["Ask.TooMuch"]));
        var draft = visit.Draft;
        var token = visit.Token;
        if (draft is null)
        {
            token = await drafts.Make(unit, visit.Service.Id, AskForm.Kept(form), stop);
            Remember(context, visit.Office, visit.Service.Id, token);
            draft = (await drafts.Find(unit, token, stop))!;
        }

        var problem = await Receive(unit, visit.Step, draft, form.Files, stop);
        await drafts.Save(unit, draft.Id, AskForm.Kept(form), stop);
        draft = await drafts.Find(unit, token, stop) ?? draft;
        return (visit with { Draft = draft, Token = token }, AskForm.WithFiles(form, visit.Step, draft.Files), problem);
    }

    public async Task<IResult> Show(
        HttpContext context, AskVisit visit, Problem? problem = null, IFormCollection? filled = null, bool part = false,
        bool keepsEmpty = false)
    {
        filled ??= visit.Draft is { } kept ? FormData.Form(kept.Form) : null;
        if (filled is not null)
        {
            filled = AskForm.WithFiles(filled, visit.Step, visit.Draft?.Files ?? []);
            if (problem is not null) filled = FormRows.Change(filled, visit.Step.Fields, "", keepsEmpty);
        }

        var (values, state) = await looks.Of(
            visit.Office.Unit, visit.Service.Flow, visit.Service.State, visit.Service.Task, visit.Step, filled, context.RequestAborted);
        return part
            ? Pages.Show<FormFields>(new
            {
                visit.Step,
                Action = $"{visit.Path}/form",
                Uploads = $"{visit.Path}/documents",
                Task = visit.Service.Task,
                Documents = Documents(visit),
                People = (Func<FormField, IReadOnlyList<Colleague>>)(_ => []),
                Filled = values,
                Form = state,
            })
            : Pages.Show<AskPage>(
                new
                {
                    Visit = visit,
                    Documents = Documents(visit),
                    Problem = problem?.Told(context.Response),
                    Filled = values,
                    Form = state,
                },
                problem);
    }

    /// <summary>The draft's files as the form's fields show them.</summary>
    public IReadOnlyList<StoredDocument> Documents(AskVisit visit) =>
        [.. (visit.Draft?.Files ?? []).Select(file => Document(file, visit.Service.Task))];

    private StoredDocument Document(AskFile file, int task) => new(
        file.Id, 0, task, file.Name, file.Hash, file.MediaType, file.Size, null, null, false,
        Instant.FromDateTimeUtc(DateTime.SpecifyKind(file.AddedAt, DateTimeKind.Utc)), null, texts["Ask.You"], false, null,
        file.IsUnscanned, file.Harm)
    { Field = file.Field };

    private async Task<Problem?> Receive(
        int unit, Step step, AskDraft draft, IFormFileCollection files, CancellationToken cancellation)
    {
        var refused = new Dictionary<string, string[]>();
        var has = draft.Files.ToList().ConvertAll(file => file.Field);
        foreach (var file in files.Where(file => file.FileName.Length > 0))
        {
            if (step.Fields.FirstOrDefault(field => field.Type == FieldType.File && FormData.FilePrefix + field.Name == file.Name)
                is not { } field) continue;
            if (has.Count >= AskDrafts.MostFiles || has.Count(name => name == field.Name) >= field.MaxFiles)
            {
                refused[FormData.Prefix + field.Name] = [texts["Document.TooManyInField", FileName.Clean(file.FileName), field.MaxFiles]];
                continue;
            }

            try
            {
                await using var content = file.OpenReadStream();
                var kept = await documents.Examine(file.FileName, content, field, cancellation);
                await drafts.AddFile(unit, draft.Id, field.Name, kept.Name, kept.Type, kept.Content, kept.IsUnscanned, cancellation);
                has.Add(field.Name);
            }
            catch (ProblemException e) when (e.Problem.Errors is { } errors)
            {
                foreach (var (name, messages) in errors) refused[name] = messages;
            }
        }

        return refused.Count == 0 ? null : problems.Invalid(refused);
    }

    private static CookieOptions Options(string path) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = path, IsEssential = true };
}
