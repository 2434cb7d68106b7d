using System.Security.Cryptography;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Contacts;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;
using SopEngine.Web.Accounts;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>The ways to a request: its number with a second thing, and the links of messages.</summary>
internal static class FollowPages
{
    private const string ByNumber =
        """
        select c.id, s.secret_hash, p.phone from cases c
        left join follow_secrets s on s.unit_id = c.unit_id and s.case_id = c.id
        left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
        where c.unit_id = @unit and c.register_number = any (@numbers) and c.customer_id is not null limit 1
        """;

    private static readonly byte[] Nothing = new byte[32];

    public static void MapFollowPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}/follow", async (string office, HttpContext context, PublicOffices offices) =>
            await offices.Find(office, context.RequestAborted) is { } found
                ? Pages.Show<FollowPage>(new { Office = found, Message = Pages.TakeMessage(context) }) : PublicPages.Missing())
            .AllowAnonymous();

        app.MapPost("/o/{office}/follow", async (
            string office, PageRequest page, PublicOffices offices, SopDatabase database, Attempts attempts, KnownDevices devices,
            CitizenPasses passes, Problems problems, IStringLocalizer<Texts> texts) =>
        {
            if (await offices.Find(office, page.Cancellation) is not { } found) return PublicPages.Missing();
            var form = await page.Form();
            var (number, second) = (Number(form["number"].ToString()), form["second"].ToString());
            page.OnProblem(problem => Pages.Show<FollowPage>(
                new { Office = found, Number = number, Problem = problem }, problem));
            var numbered = $"{found.Unit}\n{number.ToUpperInvariant()}";
            foreach (var (brake, what) in new[]
            {
                (Brake.Following, devices.Read(page.Context).Address), (Brake.FollowedNumber, numbered),
            })
            {
                if (await attempts.Take(brake, what, page.Cancellation) is var wait && wait > Duration.Zero)
                    throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
            }

            if (await Find(database, found.Unit, number, second, page.Cancellation) is not { } opened)
                throw new ProblemException(problems.Invalid("second", texts["Follow.NotFound"]));
            await attempts.Forgive(Brake.FollowedNumber, numbered, page.Cancellation);
            passes.Open(page.Context, found.Unit, opened);
            return Pages.Then(CitizenRequest.PathOf(found, opened.Case));
        }).AllowAnonymous();

        // The secret leaves the address at once, so that it stands in no history or Referer. Opening a link changes nothing.
        app.MapGet("/f/{token}", async (
            string token, HttpContext context, FollowLinks links, PublicOffices offices, CitizenPasses passes, Attempts attempts,
            KnownDevices devices, Problems problems) =>
        {
            if (await links.Find(token, context.RequestAborted) is { } link
                && await offices.Find(link.Office, context.RequestAborted) is { } office)
            {
                passes.Open(context, link.Unit, new OpenedCase(link.Case, IsFull: true));
                return Pages.Then(CitizenRequest.PathOf(office, link.Case));
            }

            return await Gone(context, attempts, devices, problems);
        }).AllowAnonymous();

        app.MapGet("/f/{token}/messages", async (
            string token, bool? done, HttpContext context, FollowLinks links, PublicOffices offices, Attempts attempts,
            KnownDevices devices, Problems problems) =>
            await links.Find(token, context.RequestAborted) is { } link
                ? Pages.Show<StopPage>(new
                {
                    Office = await offices.Find(link.Office, context.RequestAborted),
                    Token = token,
                    IsDone = done == true,
                })
                : await Gone(context, attempts, devices, problems)).AllowAnonymous();
    }

    /// <summary>
    /// Without the token of the site's other forms: mail programs send this one themself, and there is nothing here that another site could
    /// gain by it.
    /// </summary>
    public static void MapStops(this IEndpointRouteBuilder app) =>
        app.MapPost("/f/{token}/messages", async (
            string token, HttpContext context, FollowLinks links, CitizenChoices choices, Attempts attempts, KnownDevices devices,
            Problems problems) =>
        {
            if (await links.Find(token, context.RequestAborted) is not { } link) return await Gone(context, attempts, devices, problems);
            var resumes = context.Request.HasFormContentType
                && (await context.Request.ReadFormAsync(context.RequestAborted))["deed"].ToString() == "resume";
            await choices.Set(link.Unit, link.Person, isWanted: resumes, context.RequestAborted);
            return Pages.Then($"/f/{token}/messages?done=true");
        }).AllowAnonymous().ExcludeFromDescription();

    /// <summary>
    /// The request of this number that the second thing opens. A number that there is not takes as long as one that there is.
    /// </summary>
    private static async Task<OpenedCase?> Find(
        SopDatabase database, int unit, string number, string second, CancellationToken cancellation)
    {
        var row = number.Length is 0 or > 100 ? null : await database.QuerySingle<Row>(
            unit, ByNumber, new { numbers = new[] { number, number.ToUpperInvariant() } }, cancellation);
        var (secret, digits) = (ReceiptSecret.Read(second), ReceiptSecret.ReadDigits(second));
        var hash = FollowSecrets.Hash(unit, secret ?? "");
        var opens = CryptographicOperations.FixedTimeEquals(hash, row?.SecretHash ?? Nothing) && secret is not null;
        var isOwner = digits is not null && row?.Phone?.EndsWith(digits, StringComparison.Ordinal) == true;
        return row is not null && (opens || isOwner) ? new OpenedCase(row.Id, opens) : null;
    }

    /// <summary>A number as people type it: blanks count once.</summary>
    private static string Number(string typed) =>
        string.Join(' ', (typed.Length > 200 ? typed[..200] : typed).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static async Task<IResult> Gone(HttpContext context, Attempts attempts, KnownDevices devices, Problems problems)
    {
        var wait = await attempts.Take(Brake.Guessing, devices.Read(context).Address, context.RequestAborted);
        return wait > Duration.Zero
            ? Pages.Show<GonePage>(new { Problem = problems.TooMany(wait.ToTimeSpan()).Told(context.Response) }, 429)
            : Pages.Show<GonePage>(status: 404);
    }

    private sealed record Row(long Id, byte[]? SecretHash, string? Phone);
}
