using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Engine.Asking;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Asking;

/// <summary>Sends the link of a request to the contact that its customer confirmed, for who has lost their secret.</summary>
public sealed class CitizenLinks(
    SopDatabase database, FollowLinks links, CitizenMail mail, Attempts attempts, Problems problems, IStringLocalizer<Texts> texts)
{
    private const string Contact =
        """
        select case when email_confirmed_at is not null then email_key when phone_confirmed_at is not null then phone end
        from people where unit_id = @unit and id = @Id
        """;

    internal async Task Send(HttpContext context, CitizenRequest request)
    {
        var stop = context.RequestAborted;
        var unit = request.Office.Unit;
        if (await attempts.Take(Brake.Mail, $"follow {unit} {request.Case.Id}", stop) is var wait && wait > Duration.Zero)
            throw new ProblemException(problems.TooMany(wait.ToTimeSpan()));
        if (await database.QuerySingle<string>(unit, Contact, new { request.Person.Id }, stop) is not { } address) return;
        var token = await links.Make(unit, request.Case.Id, request.Person.Id, stop);
        mail.Send(
            request.Office, request.Zone, new CitizenContact(address), texts["Request.Link.Subject", request.Number],
            texts["Request.Link.Text", request.Number, request.Case.Flow.Definition.Name], $"/f/{token}");
    }
}
