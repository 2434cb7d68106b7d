using MediatR;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Sops;

internal static class SopPages
{
    public static void MapSopPages(this IEndpointRouteBuilder app) =>
        app.MapGet("/sops", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SopsPage>(new { Sops = await mediator.Send(new ListSops.Query(person), cancellation) }));
}
