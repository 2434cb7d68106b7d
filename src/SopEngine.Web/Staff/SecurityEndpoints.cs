using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class SecurityEndpoints
{
    public static void MapSecurityPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/security", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SecurityPage>(new { Person = person, Rule = await mediator.Send(new SecondFactorRule.Query(person), cancellation) }));

        app.MapPost("/people/security", async (Person person, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            await mediator.Send(new SecondFactorRule.Command(person, [.. form["role"].OfType<string>()]), context.RequestAborted);
            return Pages.Then("/people/security", context, texts["Staff.Saved"]);
        });

        app.MapPost("/people/{id:long}/second-factor/reset", async (Person person, long id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new OpenAccount.ResetSecondFactor(person, id), context.RequestAborted);
            return Pages.Then($"/people/{id}", context, texts["Staff.SecondFactorReset"]);
        });

        app.MapPost("/people/{id:long}/sessions/end", async (Person person, long id, HttpContext context, IMediator mediator, IStringLocalizer<Texts> texts) =>
        {
            await mediator.Send(new OpenAccount.EndSessions(person, id), context.RequestAborted);
            return Pages.Then($"/people/{id}", context, texts["Staff.SessionsEnded"]);
        });
    }
}
