using System.Globalization;
using SopEngine.Core.Sheets;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Surveys;
using SopEngine.Engine.Units;
using SopEngine.Web.Cases;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web.Site;

/// <summary>The site as anybody sees it.</summary>
internal static class PublicSite
{
    /// <summary>In seconds: the page says whether the office is open.</summary>
    private const int Minute = 60;

    private const int Day = 86_400;

    public static void MapPublicSite(this IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}", async (
            string office, HttpContext context, PublicOffices offices, SiteReading reading, CancellationToken cancellation) =>
        {
            if (await offices.Find(office, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, Minute);
            return Pages.Show<HomePage>(new { Home = await reading.Home(found, draft: false, cancellation) });
        }).AllowAnonymous();

        app.MapGet("/o/{office}/services/{sop}", async (
            string office, string sop, HttpContext context, PublicOffices offices, SiteReading reading, CancellationToken cancellation) =>
        {
            if (await offices.Find(office, cancellation) is not { } found
                || await reading.Service(found, StorableText.Start(sop, 200), draft: false, cancellation) is not { IsListed: true } service)
                return PublicPages.Missing();
            PublicPages.MayBeKept(context, Minute);
            return Pages.Show<ServicePage>(new { Office = found, Service = service });
        }).AllowAnonymous();

        app.MapGet("/o/{office}/survey", async (
            string office, HttpContext context, PublicOffices offices, SopDatabase database, SurveyReports surveys,
            CancellationToken cancellation) =>
        {
            if (await offices.Find(office, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, Minute);
            return Pages.Show<SurveyPage>(new
            {
                Office = found,
                Links = await database.Query<SurveyPage.Link>(found.Unit, SurveyPage.Sql, null, cancellation),
                Found = await surveys.Published(found.Code, null, cancellation),
            });
        }).AllowAnonymous();

        MapSheets(app);
        MapPictures(app);
    }

    private static void MapSheets(IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}/sops/{sop}", async (
            string office, string sop, HttpContext context, PublicOffices offices, SitePages pages, Services services, SopSheets sheets,
            CancellationToken cancellation) =>
        {
            if (await Sheet(office, sop, offices, pages, services, sheets, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, Minute);
            return Pages.Show<SopPage>(new { found.Office, Sop = sop, found.Sheet, found.Version });
        }).AllowAnonymous();

        app.MapGet("/o/{office}/sops/{sop}/sheet.pdf", async (
            string office, string sop, HttpContext context, PublicOffices offices, SitePages pages, Services services, SopSheets sheets,
            CancellationToken cancellation) =>
        {
            if (await Sheet(office, sop, offices, pages, services, sheets, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, Minute);
            return Results.File(SheetPdf.Write(found.Sheet, found.Office.Name), "application/pdf");
        }).AllowAnonymous();
    }

    private static async Task<(PublicOffice Office, SopSheet Sheet, int Version)?> Sheet(
        string office, string sop, PublicOffices offices, SitePages pages, Services services, SopSheets sheets,
        CancellationToken cancellation)
    {
        if (await offices.Find(office, cancellation) is not { } found) return null;
        sop = StorableText.Start(sop, 200);
        if ((await pages.Read(found.Unit, sop, cancellation)).Shown?.Has("showsSheet") != true
            || await services.Version(found.Unit, sop, cancellation) is not { } version
            || await sheets.Of(new DefinitionVersion(found.Unit, sop, version), isInForce: true, cancellation) is not { } sheet)
            return null;
        return (found, sheet, version);
    }

    private static void MapPictures(IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}/logo", async (
            string office, HttpContext context, PublicOffices offices, CancellationToken cancellation) =>
            await offices.Find(office, cancellation) is { } found && await offices.Logo(found, cancellation) is { } logo
                ? Picture(context, logo) : PublicPages.Missing()).AllowAnonymous();

        app.MapGet("/o/{office}/pictures/{id:long}", async (
            string office, long id, HttpContext context, PublicOffices offices, SitePages pages, CancellationToken cancellation) =>
            await offices.Find(office, cancellation) is { } found
                && await pages.Picture(found.Unit, id, draft: false, cancellation) is { } picture
                ? Picture(context, picture) : PublicPages.Missing()).AllowAnonymous();
    }

    /// <summary>The address of a picture changes with it, so it may be kept for long; a day, so that one that is taken away goes.</summary>
    private static IResult Picture(HttpContext context, (string MediaType, byte[] Bytes) picture)
    {
        context.Response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"public, max-age={Day}");
        return Results.File(picture.Bytes, picture.MediaType);
    }
}
