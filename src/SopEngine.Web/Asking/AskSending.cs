using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Cases;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Forms;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>The receipt that a browser may look at for a while.</summary>
/// <param name="Secret">Null where it is not known any more.</param>
internal sealed record HeldReceipt(int Unit, long Case, string? Secret, long Until);

/// <summary>Sends a request: a code to the contact, then the case, then the receipt.</summary>
internal sealed class AskSending(
    ContactCodes codes, CitizenMail mail, AskDesk desk, AskForm asks, AskDrafts drafts, AskedCases cases, CitizenRegister register,
    CitizenPasses passes, FollowSecrets secrets, CaseCommands commands, IDataProtectionProvider protection, Problems problems, IClock clock,
    IStringLocalizer<Texts> texts)
{
    private const string CodeCookie = "sop-code", ReceiptCookie = "sop-asked";

    /// <summary>How long the receipt with its secret can be looked at and printed.</summary>
    private static readonly Duration ReceiptLasts = Duration.FromMinutes(30);

    private readonly IDataProtector _receipts = protection.CreateProtector("citizen-receipt");

    /// <summary>Sends a code to the contact and goes on to the page that asks for it, whatever becomes of the code.</summary>
    public async Task<IResult> Code(HttpContext context, AskVisit visit, CitizenContact contact, string next)
    {
        await desk.Limit(context, Brake.Coding);
        var (made, wait) = await codes.Make(visit.Office.Unit, contact.Address, context.RequestAborted);
        if (made is null) throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
        Remember(context, visit, made.Token);
        mail.Send(
            visit.Office, visit.Zone, contact, texts["Code.Subject", visit.Office.ShortName],
            texts["Code.Text", made.Code, CodeTries.Lasts.TotalMinutes, visit.Office.Name], next);
        return Pages.Then(next, context, visit.Ways.ShowsCodes && contact.IsEmail ? texts["Code.Demo", made.Code].Value : null);
    }

    /// <summary>Sends the draft's link to a contact.</summary>
    /// <exception cref="ProblemException">The text is no contact that the office reaches, or too many were sent.</exception>
    public async Task Link(HttpContext context, AskVisit visit, string typed)
    {
        if (CitizenContact.Read(typed) is not { } contact || !visit.Ways.Reach(contact))
            throw new ProblemException(problems.Invalid("contact", texts["Ask.ContactBad"]));
        await desk.Limit(context, Brake.Coding);
        // Counted as a code is: nobody's mailbox is filled by strangers.
        var (made, wait) = await codes.Make(visit.Office.Unit, contact.Address, context.RequestAborted);
        if (made is null) throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
        mail.Send(
            visit.Office, visit.Zone, contact, texts["Ask.LinkSubject", visit.Service.Name], texts["Ask.LinkText", visit.Service.Name],
            $"{visit.Office.Path}/draft/{visit.Token}");
    }

    public Task<string?> ContactOf(HttpContext context, AskVisit visit) =>
        codes.ContactOf(visit.Office.Unit, context.Request.Cookies[CodeCookie], context.RequestAborted);

    /// <summary>Takes the code and sends the request. A second time, the same receipt comes.</summary>
    public async Task<IResult> Send(HttpContext context, AskVisit visit, string typed)
    {
        var (unit, stop, draft, token) = (visit.Office.Unit, context.RequestAborted, visit.Draft!, context.Request.Cookies[CodeCookie]);
        if (draft.IsSending) return await Finish(context, visit, token);
        var (contact, wait) = await codes.Take(unit, token, typed, stop);
        if (wait > Duration.Zero) throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
        if (contact is null) throw new ProblemException(problems.Invalid("code", texts["Code.Wrong"]));

        var form = AskForm.WithFiles(FormData.Form(draft.Form), visit.Step, draft.Files);
        var (asked, problem) = await asks.Read(unit, visit.Service, visit.Step, form, draft.Files, visit.Ways, stop);
        if (asked is null) return await desk.Show(context, visit, problem, form);
        if (asked.Contact.Address != contact) throw new ProblemException(problems.Invalid("code", texts["Code.OtherContact"]));
        var customer = await register.Enter(
            unit, new Citizen(asked.Name, asked.Organisation, asked.Contact, asked.Email, asked.Phone), stop);
        var secret = SecretOf(token!, draft.Id);
        await drafts.BeginSending(
            unit, draft.Id,
            new AskedRequest(
                customer, asked.Title, asked.Outcome, asked.Data, asked.Checks, FollowSecrets.Hash(unit, secret), secrets.Seal(secret)),
            stop);
        visit = visit with { Draft = await drafts.Find(unit, visit.Token, stop) ?? draft };
        return await Finish(context, visit, token);
    }

    /// <summary>The answer to a change of a draft that was sent: it changes nothing any more.</summary>
    public static IResult Sent(AskVisit visit) => Pages.Then($"{visit.Path}/sent");

    public HeldReceipt? Receipt(HttpContext context, int unit)
    {
        try
        {
            return context.Request.Cookies[ReceiptCookie] is { Length: > 0 and < 4_000 } cookie
                && JsonSerializer.Deserialize<HeldReceipt>(_receipts.Unprotect(cookie)) is { } held && held.Unit == unit
                && Instant.FromUnixTimeSeconds(held.Until) > clock.GetCurrentInstant() ? held : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<IResult> Finish(HttpContext context, AskVisit visit, string? token)
    {
        var unit = visit.Office.Unit;
        var draft = visit.Draft!;
        var result = await cases.Send(unit, draft.Id, context.RequestAborted);
        if (result is not CaseResult.Done done) throw new ProblemException(await commands.Problem(unit, result, context.RequestAborted));
        var secret = token is null ? null : SecretOf(token, draft.Id);
        if (secret is not null && !(draft.SecretHash?.AsSpan().SequenceEqual(FollowSecrets.Hash(unit, secret)) ?? false)) secret = null;
        passes.Open(context, unit, new OpenedCase(done.Case, IsFull: true));
        var held = new HeldReceipt(unit, done.Case, secret, (clock.GetCurrentInstant() + ReceiptLasts).ToUnixTimeSeconds());
        context.Response.Cookies.Append(
            ReceiptCookie, _receipts.Protect(JsonSerializer.Serialize(held)), Options(visit.Path, ReceiptLasts));
        // The next request from this browser is another one. Until this answer arrives, a repeated one finds the draft again.
        AskDesk.Forget(context, visit);
        return Pages.Then($"{visit.Path}/sent");
    }

    /// <summary>
    /// Made of the browser's own token, so that a request that is sent again after a lost answer gets the same receipt, and nobody else
    /// can make it.
    /// </summary>
    private static string SecretOf(string token, long draft) =>
        ReceiptSecret.Of(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes($"receipt {draft}")));

    private static void Remember(HttpContext context, AskVisit visit, string token) =>
        context.Response.Cookies.Append(CodeCookie, token, Options(visit.Path, CodeTries.Lasts + CodeTries.Rest));

    private static CookieOptions Options(string path, Duration age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = path, MaxAge = age.ToTimeSpan(), IsEssential = true };
}
