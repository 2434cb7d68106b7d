using MediatR;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

internal static class SecurityEndpoints
{
    public static void MapSecurityPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/security", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SecurityPage>(
                new { Person = person, Rule = await mediator.Send(new SecondFactorRule.Query(person), cancellation) }));

        app.MapPost("/people/security", async (Person person, PageRequest page) =>
            await page.Send(
                new SecondFactorRule.Command(person, [.. (await page.Form())["role"].OfType<string>()]), "/people/security",
                "Staff.Saved"));

        app.MapPost("/people/{id:long}/second-factor/reset", (Person person, long id, PageRequest page) =>
            page.Send(new OpenAccount.ResetSecondFactor(person, id), $"/people/{id}", "Staff.SecondFactorReset"));

        app.MapPost("/people/{id:long}/sessions/end", (Person person, long id, PageRequest page) =>
            page.Send(new OpenAccount.EndSessions(person, id), $"/people/{id}", "Staff.SessionsEnded"));
    }
}
