using MediatR;
using SopEngine.Core.Sheets;
using SopEngine.Web.Shared;

namespace SopEngine.Web.Sops;

internal static class SopPages
{
    public static void MapSopPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sops", async (Person person, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SopsPage>(new { Sops = await mediator.Send(new ListSops.Query(person), cancellation), ShowSheets = !person.IsCustomer }));

        app.MapGet("/sops/{id}/sheet", async (Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
            Pages.Show<SheetPage>(new { Sheet = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation) }));

        app.MapGet("/sops/{id}/sheet.svg", async (Person person, string id, int? version, IMediator mediator, CancellationToken cancellation) =>
        {
            var read = await mediator.Send(new ReadSheet.Query(person, id, version), cancellation);
            return Results.File(System.Text.Encoding.UTF8.GetBytes(SvgWriter.Document(read.Sheet)), "image/svg+xml; charset=utf-8", read.FileName + ".svg");
        });
    }
}
