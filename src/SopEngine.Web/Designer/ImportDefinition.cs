using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>
/// Imports definitions, also those of another Elsa. Each becomes a draft; activities that cannot run here are named and kept. The Studio
/// reads files and zips itself and sends one definition a call; programs may send the files.
/// </summary>
internal static class ImportDefinition
{
    private const int MostFiles = 100;

    public static void MapImport(this RouteGroupBuilder elsa)
    {
        elsa.MapPost("/workflow-definitions/import", async (
            Person person, JsonElement body, HttpContext context, DefinitionStore definitions, Problems problems,
            CancellationToken cancellation) =>
        {
            if (body.ValueKind != JsonValueKind.Object) throw new JsonException("definition");
            var started = SaveDefinition.Started(context, body, problems);
            var imported = await Import(person, body.GetRawText(), started, definitions, problems, cancellation);
            var answer = StudioDefinition.Full(imported);
            answer["validationErrors"] = new JsonArray([.. Problems(imported).Select(text => JsonValue.Create(text))]);
            return StudioDefinition.Answer(context, imported, answer);
        });

        elsa.MapPost("/workflow-definitions/import-files", async (
            Person person, HttpRequest request, DefinitionStore definitions, Problems problems, CancellationToken cancellation) =>
        {
            if (!request.HasFormContentType) throw new ProblemException(problems.BadRequest(400));
            var results = new List<object>();
            foreach (var file in (await request.ReadFormAsync(cancellation)).Files)
            {
                foreach (var (name, json) in await Read(file, problems, cancellation))
                    results.Add(await TryImport(person, name, json, definitions, problems, cancellation));
            }

            return StudioDefinition.Json(new { items = results, count = results.Count });
        });
    }

    private static async Task<StoredDefinition> Import(
        Person person, string json, DefinitionRevision? started, DefinitionStore definitions, Problems problems,
        CancellationToken cancellation) =>
        SaveDefinition.Done(
            await definitions.Save(person.UnitId, person.Id, json, started, DefinitionAct.Imported, cancellation), problems);

    /// <summary>Imports one of several files; its faults do not keep the others out.</summary>
    private static async Task<object> TryImport(
        Person person, string file, string json, DefinitionStore definitions, Problems problems, CancellationToken cancellation)
    {
        try
        {
            var imported = await Import(person, json, null, definitions, problems, cancellation);
            return new
            {
                file,
                imported = true,
                definitionId = imported.DefinitionId,
                version = imported.Version,
                messages = Problems(imported),
            };
        }
        catch (Exception e) when (problems.Of(e) is { Status: < 500 } problem)
        {
            return new
            {
                file,
                imported = false,
                definitionId = (string?)null,
                version = 0,
                messages = (IReadOnlyList<string>)[$"{problem.Title}. {problem.Detail}"],
            };
        }
    }

    private static IReadOnlyList<string> Problems(StoredDefinition definition) =>
        [.. FlowCompiler.Compile(WorkflowDefinition.Parse(definition.Json)).Problems
            .Where(problem => problem is { IsError: true, Code: not ProblemCode.SubWorkflowMissing })
            .Select(problem => problem.Text(System.Globalization.CultureInfo.CurrentUICulture))];

    private static async Task<IReadOnlyList<(string Name, string Json)>> Read(
        IFormFile file, Problems problems, CancellationToken cancellation)
    {
        await using var stream = file.OpenReadStream();
        if (!file.FileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return [(file.FileName, await ReadText(stream, problems, cancellation))];

        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            var found = new List<(string, string)>();
            var entries = zip.Entries.Where(entry => entry.FullName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)).ToList();
            if (entries.Count > MostFiles) throw new ProblemException(problems.TooLarge());
            foreach (var entry in entries)
            {
                await using var content = await entry.OpenAsync(cancellation);
                found.Add((entry.FullName, await ReadText(content, problems, cancellation)));
            }

            return found;
        }
        // The reader of zips looks for parts where a broken one says that they are.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new ProblemException(problems.BadRequest(400));
        }
    }

    /// <summary>Reads no more than the size of a definition, however far a zip swells.</summary>
    private static async Task<string> ReadText(Stream stream, Problems problems, CancellationToken cancellation)
    {
        using var text = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > ElsaApi.LargestBody) throw new ProblemException(problems.TooLarge());
        }

        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)).TrimStart('\uFEFF');
    }
}
