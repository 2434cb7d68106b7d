using Microsoft.AspNetCore.Mvc;
using NodaTime;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;

namespace SopEngine.Web.Asking;

/// <summary>A citizen writes a request: the list of services, the form, its files, and the draft that is kept of it.</summary>
internal static class AskPages
{
    public static void MapAskPages(this IEndpointRouteBuilder app)
    {
        var size = new RequestSizeLimitAttribute(app.ServiceProvider.GetRequiredService<DocumentRules>().LargestForm);
        MapDrafts(app, size);

        app.MapGet("/o/{office}/ask", async (
            string office, string? service, HttpContext context, PublicOffices offices, OnlineServices services, CitizenMail mail) =>
        {
            if (await offices.Find(office, context.RequestAborted) is not { } found) return PublicPages.Missing();
            // The pages of services name theirs, whether it may be asked for or not.
            if (service is not null && await services.Find(found.Unit, service, context.RequestAborted) is { } asked)
                return Pages.Then(AskDesk.PathOf(found, asked.Id));
            var isOpen = await services.IsOpen(found.Unit, context.RequestAborted)
                && (await mail.Ways(found, context.RequestAborted)).Any;
            return Pages.Show<AskListPage>(new
            {
                Office = found,
                Services = isOpen ? (await services.List(found.Unit, context.RequestAborted)).Where(one => one.IsOnline).ToList() : [],
            });
        }).AllowAnonymous();

        app.MapGet("/o/{office}/ask/{sop}", async (string office, string sop, HttpContext context, AskDesk desk) =>
            await desk.Open(context, office, sop) is { } visit
                ? await desk.Show(context, visit.Draft is { IsSending: true } ? visit with { Draft = null } : visit)
                : PublicPages.Missing()).AllowAnonymous();

        app.MapPost("/o/{office}/ask/{sop}", async (
            string office, string sop, PageRequest page, AskDesk desk, AskForm asks, AskSending sending) =>
        {
            var context = page.Context;
            if (await desk.Open(context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            var form = await page.Form();
            page.OnProblem(problem => desk.Show(context, visit, problem, form));
            // A program that fills in every field learns nothing of having been found out.
            if (form[AskForm.Trap].ToString().Length > 0) return Pages.Then($"{visit.Path}/code");
            (visit, form, var problem) = await desk.Keep(context, visit, form);
            if (problem is not null) return await desk.Show(context, visit, problem, form);
            var (asked, wrong) = await asks.Read(
                visit.Office.Unit, visit.Service, visit.Step, form, visit.Draft!.Files, visit.Ways, page.Cancellation);
            return asked is null
                ? await desk.Show(context, visit, wrong, form)
                : await sending.Code(context, visit, asked.Contact, $"{visit.Path}/code");
        }).AllowAnonymous().WithMetadata(size);

        app.MapPost("/o/{office}/ask/{sop}/form", async (
            string office, string sop, bool? part, PageRequest page, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            var form = await page.Form();
            page.OnProblem(problem => desk.Show(page.Context, visit, problem, form));
            Problem? problem = null;
            if (form.Files.Count > 0) (visit, form, problem) = await desk.Keep(page.Context, visit, form);
            form = FormRows.Change(form, visit.Step.Fields, form[FormRows.Button].ToString(), keepsEmpty: true);
            return await desk.Show(page.Context, visit, problem, form, part: part == true, keepsEmpty: true);
        }).AllowAnonymous().WithMetadata(size);
    }

    private static void MapDrafts(IEndpointRouteBuilder app, RequestSizeLimitAttribute size)
    {
        app.MapPost("/o/{office}/ask/{sop}/documents", async (
            string office, string sop, string? field, PageRequest page, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            var form = await page.Form();
            page.OnProblem(problem => desk.Show(page.Context, visit, problem, form));
            (visit, form, var problem) = await desk.Keep(page.Context, visit, form);
            return problem is not null
                ? await desk.Show(page.Context, visit, problem, form)
                : Pages.Then($"{visit.Path}{Place(visit, field)}");
        }).AllowAnonymous().WithMetadata(size);

        app.MapPost("/o/{office}/ask/{sop}/documents/{id:long}/removal", async (
            string office, string sop, long id, string? field, PageRequest page, AskDesk desk, AskSending sending, AskDrafts drafts) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { Draft: { } draft } visit) return PublicPages.Missing();
            if (draft.IsSending) return AskSending.Sent(visit);
            var form = await page.Form();
            page.OnProblem(problem => desk.Show(page.Context, visit, problem, form));
            await drafts.RemoveFile(visit.Office.Unit, draft.Id, id, page.Cancellation);
            await desk.Keep(page.Context, visit, form);
            return Pages.Then($"{visit.Path}{Place(visit, field)}");
        }).AllowAnonymous().WithMetadata(size);

        foreach (var shown in new[] { false, true })
        {
            app.MapGet($"/o/{{office}}/ask/{{sop}}/documents/{{id:long}}{(shown ? "/preview" : "")}", async (
                string office, string sop, long id, HttpContext context, AskDesk desk, AskDrafts drafts) =>
            {
                if (await desk.Open(context, office, sop) is not { Draft: { } draft } visit
                    || draft.Files.FirstOrDefault(one => one.Id == id) is not { Harm: null } file)
                    return PublicPages.Missing();
                var document = desk.Documents(visit).First(one => one.Id == id);
                return SentFile.Of(context, document, drafts.Open(visit.Office.Unit, file), shown && document.Type.IsShown);
            }).AllowAnonymous();
        }

        app.MapPost("/o/{office}/ask/{sop}/draft", async (
            string office, string sop, PageRequest page, AskDesk desk, AskSending sending) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is { IsSending: true }) return AskSending.Sent(visit);
            var form = await page.Form();
            page.OnProblem(problem => desk.Show(page.Context, visit, problem, form));
            (visit, form, var problem) = await desk.Keep(page.Context, visit, form);
            return problem is not null ? await desk.Show(page.Context, visit, problem, form) : Pages.Then($"{visit.Path}/draft");
        }).AllowAnonymous().WithMetadata(size);

        app.MapGet("/o/{office}/ask/{sop}/draft", async (
            string office, string sop, HttpContext context, AskDesk desk, PublicAddress address) =>
        {
            if (await desk.Open(context, office, sop) is not { } visit) return PublicPages.Missing();
            return visit.Draft is { IsSending: false } ? Kept(context, visit, address) : Pages.Then(visit.Path);
        }).AllowAnonymous();

        app.MapPost("/o/{office}/ask/{sop}/draft/link", async (
            string office, string sop, PageRequest page, AskDesk desk, AskSending sending, PublicAddress address, Problems problems) =>
        {
            if (await desk.Open(page.Context, office, sop) is not { } visit) return PublicPages.Missing();
            if (visit.Draft is not { IsSending: false }) return Pages.Then(visit.Path);
            page.OnProblem(problem => Kept(page.Context, visit, address, problem));
            await sending.Link(page.Context, visit, (await page.Form())["contact"].ToString());
            return page.Then($"{visit.Path}/draft", "Ask.LinkSent");
        }).AllowAnonymous();

        // The secret leaves the address at once. Opening the link changes nothing: programs open the links of a mail before its reader.
        app.MapGet("/o/{office}/draft/{token}", async (
            string office, string token, HttpContext context, PublicOffices offices, AskDrafts drafts, Attempts attempts,
            KnownDevices devices, Problems problems) =>
        {
            if (await offices.Find(office, context.RequestAborted) is not { } found) return PublicPages.Missing();
            if (await drafts.Find(found.Unit, token, context.RequestAborted) is { IsSending: false } draft)
            {
                AskDesk.Remember(context, found, draft.Definition, token);
                return Pages.Then(AskDesk.PathOf(found, draft.Definition));
            }

            var wait = await attempts.Take(Brake.Guessing, devices.Read(context).Address, context.RequestAborted);
            return Pages.Show<GonePage>(
                new
                {
                    Office = found,
                    Text = "Ask.DraftGone",
                    Problem = wait > Duration.Zero ? problems.TooMany(wait.ToTimeSpan()).Told(context.Response) : null,
                },
                wait > Duration.Zero ? 429 : 404);
        }).AllowAnonymous();
    }

    private static IResult Kept(HttpContext context, AskVisit visit, PublicAddress address, Problem? problem = null) =>
        Pages.Show<DraftPage>(
            new
            {
                Visit = visit,
                Link = $"{address.ForPage(context.Request)}{visit.Office.Path}/draft/{visit.Token}",
                Message = Pages.TakeMessage(context),
                Problem = problem,
            },
            problem);

    private static string Place(AskVisit visit, string? field) =>
        visit.Step.Fields.FirstOrDefault(one => one.Name == field) is { } own ? $"#field-{own.Name}" : "";
}
