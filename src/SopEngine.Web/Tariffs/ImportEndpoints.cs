using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using SopEngine.Core.Rights;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;

namespace SopEngine.Web.Tariffs;

internal static class ImportEndpoints
{
    public static void MapTariffImport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/tariffs/import", (Person person, Problems problems) =>
            person.May(Right.ManageOffice) ? Form(person) : throw new ProblemException(problems.Forbidden()));

        app.MapGet("/tariffs/import/sample.csv", (Person person, Problems problems) => person.May(Right.ManageOffice)
            ? new TableFile("tarif", TariffSheet.Written,
            [
                ["PP 54/2021", "Kalibrasi", "Neraca analitik", "sampai 150 kg", "per alat", "300000", "2026-01-01", ""],
            ]).As("csv")
            : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/tariffs/import", async (Person person, PageRequest page, Problems problems) =>
        {
            if (!person.May(Right.ManageOffice)) throw new ProblemException(problems.Forbidden());
            page.OnProblem(problem => Form(person, problem));
            var table = await TableImport.Uploaded(page);
            return Pages.Show<ImportPage>(new
            {
                Person = person,
                Rows = await page.Send(new ImportTariffs.Query(person, table)),
                Table = JsonSerializer.Serialize(table),
            });
        }).WithMetadata(new RequestSizeLimitAttribute(TableImport.LargestFile));

        app.MapPost("/tariffs/import/rows", async (
            Person person, [FromForm] string? table, [FromForm] int? expected, PageRequest page) =>
        {
            page.OnProblem(problem => Form(person, problem));
            var added = await page.Send(new ImportTariffs.Command(person, TableReader.Sent(table), expected ?? 0));
            return page.Then("/tariffs", "Tariffs.Imported", added);
        }).WithMetadata(new RequestSizeLimitAttribute(TableImport.LargestFile));
    }

    private static IResult Form(Person person, Problem? problem = null) =>
        Pages.Show<ImportPage>(new { Person = person, Problem = problem }, problem);
}
