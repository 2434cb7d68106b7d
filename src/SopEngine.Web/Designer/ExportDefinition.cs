using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer;

/// <summary>Gives definitions as files that any Elsa 3 imports.</summary>
internal static class ExportDefinition
{
    public static void MapExport(this RouteGroupBuilder elsa)
    {
        elsa.MapGet("/workflow-definitions/{definitionId}/export", async (
            Person person, string definitionId, string? versionOptions, DefinitionStore definitions, Problems problems,
            CancellationToken cancellation) =>
        {
            var (versions, version) = DefinitionReading.ReadVersions(versionOptions ?? "Latest", problems);
            var definition = await definitions.Find(person.UnitId, definitionId, versions, version, cancellation)
                ?? throw new ProblemException(problems.NotFound());
            return Results.File(Bytes(definition), "application/json", FileName(definition));
        });

        elsa.MapPost("/bulk-actions/export/workflow-definitions", async (
            Person person, JsonElement body, DefinitionStore definitions, Problems problems, CancellationToken cancellation) =>
        {
            var found = await definitions.FindByIds(person.UnitId, Bulk.Ids(body, "ids"), cancellation);
            return found.Count == 0
                ? throw new ProblemException(problems.NotFound())
                : Results.File(Zip(found), "application/zip", "sop.zip");
        });
    }

    private static byte[] Zip(IReadOnlyList<StoredDefinition> definitions)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var definition in definitions)
            {
                using var entry = zip.CreateEntry(names.Add(FileName(definition)) ? FileName(definition) : $"{definition.Id}.json").Open();
                entry.Write(Bytes(definition));
            }
        }

        return stream.ToArray();
    }

    private static byte[] Bytes(StoredDefinition definition) =>
        Encoding.UTF8.GetBytes(StudioDefinition.File(definition)
            .ToJsonString(new JsonSerializerOptions(StudioDefinition.Relaxed) { WriteIndented = true }));

    private static string FileName(StoredDefinition definition)
    {
        var letters = definition.Name.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is ' ' or '-' or '_' or '.' or '(' or ')' ? letter : '_');
        var name = string.Concat(letters).Trim(' ', '.');
        return $"{(name.Length is 0 or > 120 ? definition.DefinitionId : name)}.json";
    }
}
