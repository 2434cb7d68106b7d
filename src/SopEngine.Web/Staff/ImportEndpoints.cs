using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Chrome;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

internal static class ImportEndpoints
{
    public static void MapImportPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/people/import", (Person person, PageRequest page, SopDatabase database, Problems problems) =>
            person.May(Right.ManageStaff) ? Form(person, page, database) : throw new ProblemException(problems.Forbidden()));

        app.MapGet("/people/import/sample.csv", (Person person, Problems problems, IStringLocalizer<Texts> texts) =>
            person.May(Right.ManageStaff)
                ? new TableFile(
                    "pegawai", ["Nama", "NIP", "E-mail", "Jabatan", "Pelaksana", "Peran", "Nama pengguna"],
                    [[texts["Import.Sample.Name"].Value, "19861101 200911 1 001", "nama@kantor.go.id", "Analis", "", "", ""]]).As("csv")
                : throw new ProblemException(problems.Forbidden()));

        app.MapPost("/people/import", async (Person person, PageRequest page, SopDatabase database, Problems problems) =>
        {
            if (!person.May(Right.ManageStaff)) throw new ProblemException(problems.Forbidden());
            page.OnProblem(problem => Form(person, page, database, problem));
            var table = await TableImport.Uploaded(page);
            return Show(person, table, await page.Send(new ImportPeople.Query(person, table)));
        }).WithMetadata(new RequestSizeLimitAttribute(TableImport.LargestFile));

        app.MapPost("/people/import/rows", async (
            Person person, [FromForm] string? table, [FromForm] int? expected, PageRequest page, SopDatabase database) =>
        {
            page.OnProblem(problem => Form(person, page, database, problem));
            var added = await page.Send(new ImportPeople.Command(person, TableReader.Sent(table), expected ?? 0));
            return page.Then("/people/invitations", "Import.Done", added);
        }).WithMetadata(new RequestSizeLimitAttribute(TableImport.LargestFile));
    }

    private static IResult Show(Person person, IReadOnlyList<IReadOnlyList<string>>? table, IReadOnlyList<PersonRow> rows) =>
        Pages.Show<ImportPage>(new { Person = person, Rows = rows, Table = JsonSerializer.Serialize(table) });

    private static async Task<IResult> Form(Person person, PageRequest page, SopDatabase database, Problem? problem = null)
    {
        var lanes = await UnitLanes.Read(database, person.UnitId, page.Cancellation);
        return Pages.Show<ImportPage>(
            new
            {
                Person = person,
                Lanes = string.Join(", ", lanes.Where(lane => !lane.External).Select(lane => lane.Name)),
                Problem = problem,
            },
            problem);
    }
}
