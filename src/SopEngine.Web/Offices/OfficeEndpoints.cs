using SopEngine.Web.Http;

namespace SopEngine.Web.Offices;

internal static class OfficeEndpoints
{
    public static void MapOfficePages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/office", async (Person person, PageRequest page) =>
            Pages.Show<OfficePage>(new { Office = await page.Send(new ChangeOffice.Query(person)) }));

        app.MapPost("/office", async (Person person, PageRequest page) =>
        {
            var form = await page.Form();
            var fields = OfficeFields.Read(form);
            page.OnProblem(async problem => Pages.Show<OfficePage>(
                new { Office = (await page.Send(new ChangeOffice.Query(person))) with { Fields = fields }, Problem = problem }, problem));
            var logo = form.Files.GetFile("logo") is { Length: > 0 } file ? await Bytes(file, page.Cancellation) : null;
            return await page.Send(
                new ChangeOffice.Command(person, fields, logo, form.ContainsKey("removeLogo")), "/office", "Office.Saved");
        });

        app.MapPost("/office/first-day", async (Person person, PageRequest page) =>
            await page.Send(
                new EndFirstDay.Command(person, (await page.Form())["deed"].ToString()), "/inbox", "FirstDay.Done"));
    }

    /// <summary>A byte more than a logo may have, so that a larger one is told from the largest.</summary>
    private static async Task<byte[]> Bytes(IFormFile file, CancellationToken cancellation)
    {
        var bytes = new byte[Math.Min(file.Length, ChangeOffice.LargestLogo + 1)];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }
}
