using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Localization;
using SopEngine.Core.PublicInformation;
using SopEngine.Engine.PublicInformation;
using SopEngine.Engine.Units;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.PublicInformation;

internal static class RegisterPages
{
    /// <summary>In seconds: the public register grows by a few requests a day.</summary>
    private const int Kept = 600;

    public static void MapRegister(this IEndpointRouteBuilder app)
    {
        app.MapGet("/information", async (Person person, string? year, PageRequest page) =>
            Pages.Show<RegisterPage>(new { Register = await page.Send(new ReadRegister.Query(person, Year(year))) }));

        app.MapGet("/information.{ending:regex(^(csv|xlsx)$)}", async (
            Person person, string ending, string? year, PageRequest page, IStringLocalizer<Texts> texts) =>
            RegisterFile.Of(await page.Send(new ReadRegister.Query(person, Year(year))), texts).As(ending));

        app.MapGet("/information/items", (Person person, string? q, PageRequest page) => Items(person, q, page));

        app.MapPost("/information/items", async (Person person, PageRequest page) =>
        {
            var item = Item(await page.Form(), 0);
            page.OnProblem(problem => Items(person, null, page, problem, item));
            return await page.Send(new KeepInformation.Command(person, item), "/information/items", "Information.Kept");
        });

        app.MapGet("/information/items/{id:long}", (Person person, long id, PageRequest page) => One(person, id, page));

        app.MapPost("/information/items/{id:long}", async (Person person, long id, PageRequest page) =>
        {
            var form = await page.Form();
            var item = Item(form, id);
            page.OnProblem(problem => One(person, id, page, problem, item));
            var isWithdrawn = form.ContainsKey("withdraw");
            return await page.Send(
                new KeepInformation.Command(person, item, isWithdrawn), "/information/items",
                isWithdrawn ? "Information.Withdrawn" : "Information.Kept");
        });
    }

    public static void MapInformationSite(this IEndpointRouteBuilder app)
    {
        app.MapGet("/o/{office}/information", async (
            string office, string? q, string? kind, string? page, HttpContext context, PublicOffices offices, InformationList list,
            InformationRegister register, CancellationToken cancellation) =>
        {
            if (await offices.Find(office, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, 60);
            var (search, of, at) = (Start(q), InformationItem.Classes.FirstOrDefault(one => one == kind) ?? "", PageOf(page));
            return Pages.Show<InformationPage>(new
            {
                Office = found,
                Search = search,
                Kind = of,
                At = at,
                Items = await list.Find(found.Unit, search, of, (at - 1) * InformationList.PageSize, cancellation),
                Sop = await register.Sops(found.Unit, cancellation) is [var sop, ..] ? sop : null,
            });
        }).AllowAnonymous();

        app.MapGet("/o/{office}/information/requests", async (
            string office, string? year, HttpContext context, PublicOffices offices, InformationRegister register, NodaTime.IClock clock,
            IMemoryCache cache, CancellationToken cancellation) =>
        {
            if (await offices.Find(office, cancellation) is not { } found) return PublicPages.Missing();
            PublicPages.MayBeKept(context, Kept);
            var zone = (await offices.Calendar(found, cancellation)).Zone;
            var chosen = Year(year) is >= 2000 and <= 2200 and var asked ? asked : clock.GetCurrentInstant().InZone(zone).Year;
            // Anybody may ask as often as they like; the cases are read once a minute.
            var requests = await cache.GetOrCreateAsync((typeof(PublicRegisterPage), found.Unit, chosen), async entry =>
            {
                entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1);
                var all = await register.Of(
                    found.Unit, zone, await register.Sops(found.Unit, cancellation), new(chosen, 1, 1), new(chosen, 12, 31), cancellation);
                return (IReadOnlyList<InformationRequest>)[.. all.Where(request => request.MayBeShown).Reverse()];
            });
            return Pages.Show<PublicRegisterPage>(new { Office = found, Year = chosen, Requests = requests });
        }).AllowAnonymous();
    }

    private static async Task<IResult> Items(
        Person person, string? search, PageRequest page, Problem? problem = null, InformationItem? filled = null)
    {
        var (list, _) = await Open(person, page);
        return Pages.Show<ItemsPage>(
            new
            {
                Search = Start(search),
                Items = await list.Find(person.UnitId, Start(search), "", 0, page.Cancellation),
                Problem = problem,
                Filled = filled,
            },
            problem);
    }

    private static async Task<IResult> One(
        Person person, long id, PageRequest page, Problem? problem = null, InformationItem? filled = null)
    {
        var (list, problems) = await Open(person, page);
        var item = await list.One(person.UnitId, id, page.Cancellation) ?? throw new ProblemException(problems.NotFound());
        return Pages.Show<ItemPage>(new { Item = filled ?? item, Problem = problem }, problem);
    }

    private static async Task<(InformationList List, Problems Problems)> Open(Person person, PageRequest page)
    {
        var services = page.Context.RequestServices;
        var problems = services.GetRequiredService<Problems>();
        if (!await KeepInformation.May(person, services.GetRequiredService<InformationRegister>(), page.Cancellation))
            throw new ProblemException(problems.Forbidden());
        return (services.GetRequiredService<InformationList>(), problems);
    }

    private static InformationItem Item(IFormCollection form, long id)
    {
        return new(
            id, Text("summary"), Text("class"), Text("holder"), Text("maker"), Text("made"), Text("format"), Text("retention"),
            Text("address"));

        string Text(string name) => form[name].ToString().Trim();
    }

    private static string Start(string? text) => Core.Workflows.StorableText.Start(text?.Trim() ?? "", 100);

    private static int? Year(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null;

    private static int PageOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is >= 1 and <= 1000 ? page : 1;
}
