using System.Globalization;
using SopEngine.Core.Workflows;
using SopEngine.Web.Http;

namespace SopEngine.Web.Site;

/// <summary>Where an office writes its site: each page is looked at before the public sees it.</summary>
internal static class SiteWriting
{
    public static void MapSiteWriting(this IEndpointRouteBuilder app)
    {
        app.MapGet("/site", (Person person, PageRequest page) => Office(person, page));

        app.MapPost("/site", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var kept = form.ContainsKey("removePicture") ? "" : form[SiteField.Picture].ToString();
            var content = SiteContent.Read(
                form, SiteField.OfOffice,
                (SiteField.Picture, long.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? kept : ""));
            page.OnProblem(problem => Office(person, page, problem, content));
            return await page.Send(
                new SaveSitePage.Command(person, "", Revision(form), content, await Bytes(form, page.Cancellation)), "/site/preview",
                "Site.Saved");
        });

        app.MapGet("/site/services/{sop}", (Person person, string sop, PageRequest page) => Service(person, sop, page));

        app.MapPost("/site/services/{sop}", async (Person person, string sop, PageRequest page) =>
        {
            var form = await page.Form();
            var content = SiteContent.Read(form, SiteField.OfService);
            page.OnProblem(problem => Service(person, sop, page, problem, content));
            return await page.Send(
                new SaveSitePage.Command(person, StorableText.Start(sop, 200), Revision(form), content),
                $"/site/services/{Uri.EscapeDataString(sop)}/preview", "Site.Saved");
        });

        app.MapGet("/site/preview", async (Person person, PageRequest page, SiteReading reading, SitePages pages) =>
        {
            var office = await page.Send(new ReadSite.Query(person));
            var home = await reading.Home(office.Office, draft: true, page.Cancellation);
            var picture = long.TryParse(home.Content[SiteField.Picture], CultureInfo.InvariantCulture, out var id)
                ? await pages.Picture(person.UnitId, id, draft: true, page.Cancellation) : null;
            return Pages.Show<HomePage>(new
            {
                Home = home,
                Preview = office.Pages.GetValueOrDefault(""),
                IsPreview = true,
                Message = Pages.TakeMessage(page.Context),
                PictureAddress = picture is { } shown ? $"data:{shown.MediaType};base64,{Convert.ToBase64String(shown.Bytes)}" : null,
            });
        });

        app.MapGet("/site/services/{sop}/preview", async (
            Person person, string sop, PageRequest page, SiteReading reading, Problems problems) =>
        {
            var office = await page.Send(new ReadSite.Query(person));
            sop = StorableText.Start(sop, 200);
            return Pages.Show<ServicePage>(new
            {
                office.Office,
                Service = await reading.Service(office.Office, sop, draft: true, page.Cancellation)
                    ?? throw new ProblemException(problems.NotFound()),
                Preview = office.Pages.GetValueOrDefault(sop),
                IsPreview = true,
                Message = Pages.TakeMessage(page.Context),
            });
        });

        app.MapPost("/site/publication", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            return await page.Send(new ShowSitePage.Command(person, form["sop"].ToString(), Revision(form)), "/site", "Site.ShownNow");
        });
    }

    private static async Task<IResult> Office(Person person, PageRequest page, Problem? problem = null, SiteContent? filled = null) =>
        Pages.Show<WriteSitePage>(
            new { Site = await page.Send(new ReadSite.Query(person)), Problem = problem, Filled = filled }, problem);

    private static async Task<IResult> Service(
        Person person, string sop, PageRequest page, Problem? problem = null, SiteContent? filled = null) =>
        Pages.Show<WriteServicePage>(
            new
            {
                Read = await page.Send(new ReadSite.ServiceQuery(person, StorableText.Start(sop, 200))),
                Problem = problem,
                Filled = filled,
            },
            problem);

    private static int Revision(IFormCollection form) =>
        int.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : -1;

    /// <summary>A byte more than a picture may have, so that a larger one is told from the largest.</summary>
    private static async Task<byte[]?> Bytes(IFormCollection form, CancellationToken cancellation)
    {
        if (form.Files.GetFile("pictureFile") is not { Length: > 0 } file) return null;
        var bytes = new byte[Math.Min(file.Length, SaveSitePage.LargestPicture + 1)];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
