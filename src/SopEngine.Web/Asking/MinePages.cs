using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>A request in the list of a person's.</summary>
public sealed record MineItem(
    long Id, string? Number, string Service, string Title, DateTime StartedAt, DateTime? EndedAt, string Status, bool IsPaused, bool Awaits,
    bool HasBegun)
{
    /// <summary>The list does not read the history, so a cancelled case is called ended.</summary>
    public CitizenStage Stage => CitizenStages.Of(
        Enum.Parse<CaseStatus>(Status, ignoreCase: true), IsPaused, Awaits, HasBegun, null, null);
}

/// <summary>All requests of a person: after a code to their contact, or signed in.</summary>
internal static class MinePages
{
    private const string CodeCookie = "sop-mine";
    private const int Most = 200;

    private const string List =
        $"""
        select c.id, c.register_number as number, d.name as service, c.title, c.started_at, c.ended_at, c.status,
          c.paused_at is not null as is_paused,
          exists (select from tasks t where t.unit_id = c.unit_id and t.case_id = c.id and t.closed_at is null
            and exists (select from json_array_elements(d.lanes) l
              where l ->> 'id' = t.lane and (l ->> 'external')::boolean)) as awaits,
          exists (select from tasks t where t.unit_id = c.unit_id and t.case_id = c.id and t.outcome is not null
            and t.closed_by <> c.customer_id) as has_begun
        from people p join cases c on c.unit_id = p.unit_id and c.customer_id = p.id
          join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        where (@person = 0 and {CitizenRegister.Confirmed}) or (p.unit_id = @unit and p.id = @person)
        order by c.started_at desc, c.id desc limit @Most
        """;

    public static void MapMinePages(this IEndpointRouteBuilder app)
    {
        // A signed-in customer begins here, and the links of their messages lead here. An office without a site shows its own pages.
        app.MapGet("/mine", async (Person person, HttpContext context, SopDatabase database, PublicOffices offices) =>
            !person.IsCustomer ? Pages.Then(person.Home)
            : Pages.Then(await Office(person, context, database, offices) is { } office ? $"{office.Path}/mine" : "/inbox"));

        app.MapGet("/mine/{id:long}", async (
            Person person, long id, HttpContext context, SopDatabase database, PublicOffices offices) =>
            person.IsCustomer && await Office(person, context, database, offices) is { } office
                ? Pages.Then(CitizenRequest.PathOf(office, id)) : Pages.Then($"/cases/{id}"));

        app.MapGet("/o/{office}/mine", async (
            string office, HttpContext context, PublicOffices offices, SopDatabase database, CitizenPasses passes, CitizenMail mail) =>
        {
            if (await offices.Find(office, context.RequestAborted) is not { } found) return PublicPages.Missing();
            var person = CitizenAccess.Customer(context, found);
            var contact = passes.Read(context, found.Unit).Contact;
            if (person is null && contact is null) return await Ask(context, found, mail);
            var items = await database.Query<MineItem>(
                found.Unit, List, new { person = person?.Id ?? 0, address = contact ?? "", Most }, context.RequestAborted);
            return Pages.Show<MinePage>(new
            {
                Office = found,
                Zone = (await offices.Calendar(found, context.RequestAborted)).Zone.Id,
                Items = items,
                Name = person?.Name ?? new CitizenContact(contact!).Shown,
                IsSignedIn = person is not null,
                Message = Pages.TakeMessage(context),
            });
        }).AllowAnonymous();

        app.MapPost("/o/{office}/mine", async (
            string office, PageRequest page, PublicOffices offices, CitizenMail mail, ContactCodes codes, SopDatabase database,
            Attempts attempts, KnownDevices devices, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
            var typed = (await page.Form())["contact"].ToString();
            page.OnProblem(problem => Ask(page.Context, found, mail, problem, typed));
            var ways = await mail.Ways(found, page.Cancellation);
            if (CitizenContact.Read(typed) is not { } contact || !ways.Reach(contact))
                throw new ProblemException(problems.Invalid("contact", texts["Ask.ContactBad"]));
            await Send(page, found, offices, contact, ways, mail, codes, database, attempts, devices, problems, texts);
            return Pages.Then($"{found.Path}/mine/code");
        }).AllowAnonymous();

        app.MapGet("/o/{office}/mine/code", async (
            string office, HttpContext context, PublicOffices offices, ContactCodes codes) =>
            await offices.Find(office, context.RequestAborted) is { } found
                ? await Code(context, found, codes) : PublicPages.Missing()).AllowAnonymous();

        app.MapPost("/o/{office}/mine/code", async (
            string office, PageRequest page, PublicOffices offices, ContactCodes codes, CitizenPasses passes, Problems problems,
            IStringLocalizer<Texts> texts) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
            var typed = (await page.Form())["code"].ToString();
            page.OnProblem(problem => Code(page.Context, found, codes, problem));
            var (contact, wait) = await codes.Take(found.Unit, page.Context.Request.Cookies[CodeCookie], typed, page.Cancellation);
            if (wait > Duration.Zero) throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
            if (contact is null) throw new ProblemException(problems.Invalid("code", texts["Code.Wrong"]));
            passes.Confirm(page.Context, found.Unit, contact);
            return Pages.Then($"{found.Path}/mine");
        }).AllowAnonymous();

        app.MapPost("/o/{office}/mine/code/again", async (
            string office, PageRequest page, PublicOffices offices, CitizenMail mail, ContactCodes codes, SopDatabase database,
            Attempts attempts, KnownDevices devices, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
            page.OnProblem(problem => Code(page.Context, found, codes, problem));
            if (await codes.ContactOf(found.Unit, page.Context.Request.Cookies[CodeCookie], page.Cancellation) is not { } address)
                return Pages.Then($"{found.Path}/mine");
            var ways = await mail.Ways(found, page.Cancellation);
            await Send(
                page, found, offices, new CitizenContact(address), ways, mail, codes, database, attempts, devices, problems, texts);
            return Pages.Then($"{found.Path}/mine/code");
        }).AllowAnonymous();

        app.MapPost("/o/{office}/mine/end", async (string office, HttpContext context, PublicOffices offices, CitizenPasses passes) =>
        {
            if (await offices.Find(office, context.RequestAborted) is not { } found) return PublicPages.Missing();
            passes.End(context);
            return Pages.Then($"{found.Path}/follow");
        }).AllowAnonymous();
    }

    private static async Task<PublicOffice?> Office(Person person, HttpContext context, SopDatabase database, PublicOffices offices) =>
        await offices.Find(
            await database.QuerySingle<string>(
                person.UnitId, "select code from units where id = @unit", null, context.RequestAborted) ?? "",
            context.RequestAborted);

    /// <summary>
    /// Makes a code for any contact, and sends it to one that the office knows: strangers' mailboxes are left alone, and the page is the
    /// same.
    /// </summary>
    private static async Task Send(
        PageRequest page, PublicOffice office, PublicOffices offices, CitizenContact contact, CitizenWays ways, CitizenMail mail,
        ContactCodes codes, SopDatabase database, Attempts attempts, KnownDevices devices, Problems problems, IStringLocalizer<Texts> texts)
    {
        var (context, stop) = (page.Context, page.Cancellation);
        var wait = await attempts.Take(Brake.Coding, devices.Read(context).Address, stop);
        var (made, rest) = wait > Duration.Zero ? (null, wait) : await codes.Make(office.Unit, contact.Address, stop);
        if (made is null) throw new ProblemException(problems.TooMany(rest.ToTimeSpan()));
        context.Response.Cookies.Append(CodeCookie, made.Token, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = $"{office.Path}/mine",
            MaxAge = (CodeTries.Lasts + CodeTries.Rest).ToTimeSpan(),
            IsEssential = true,
        });
        var isKnown = await database.QuerySingle<bool>(
            office.Unit, $"select exists (select from people p where {CitizenRegister.Confirmed})", new { address = contact.Address },
            stop);
        if (!isKnown) return;
        if (ways.ShowsCodes && contact.IsEmail) Pages.Then("/", context, texts["Code.Demo", made.Code]);
        mail.Send(
            office, (await offices.Calendar(office, stop)).Zone.Id, contact, texts["Code.Subject", office.ShortName],
            texts["Code.Text", made.Code, CodeTries.Lasts.TotalMinutes, office.Name], $"{office.Path}/mine/code");
    }

    private static async Task<IResult> Ask(
        HttpContext context, PublicOffice office, CitizenMail mail, Problem? problem = null, string contact = "") =>
        Pages.Show<MineAskPage>(
            new { Office = office, Ways = await mail.Ways(office, context.RequestAborted), Problem = problem, Contact = contact }, problem);

    private static async Task<IResult> Code(HttpContext context, PublicOffice office, ContactCodes codes, Problem? problem = null)
    {
        var contact = await codes.ContactOf(office.Unit, context.Request.Cookies[CodeCookie], context.RequestAborted);
        return contact is null && problem is null
            ? Pages.Then($"{office.Path}/mine")
            : Pages.Show<CodePage>(
                new
                {
                    Office = office,
                    Part = "follow",
                    Action = $"{office.Path}/mine/code",
                    Back = $"{office.Path}/mine",
                    Contact = contact is null ? null : new CitizenContact(contact).Shown,
                    Message = Pages.TakeMessage(context),
                    Problem = problem,
                },
                problem);
    }
}
