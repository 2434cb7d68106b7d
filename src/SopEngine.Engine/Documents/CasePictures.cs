using Dapper;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Engine.Documents.Pictures;

namespace SopEngine.Engine.Documents;

/// <summary>The pictures of a case that stand in a document, made ready for paper.</summary>
internal static class CasePictures
{
    /// <summary>More than a report has: each takes a moment to be read and scaled.</summary>
    private const int Most = 30;

    /// <summary>A content that a scanner found harmful is opened by nobody.</summary>
    private const string Sql =
        """
        select d.id, (select string_agg(p.bytes, ''::bytea order by p.no) from content_parts p
          where p.unit_id = d.unit_id and p.hash = d.hash) as bytes
        from documents d join contents c on c.unit_id = d.unit_id and c.hash = d.hash
        where d.unit_id = @unit and d.case_id = @caseId and d.id = @id and c.harm is null and c.media_type = any (@types)
        """;

    private static readonly string[] Types = [FileType.Jpeg.MediaType, FileType.Png.MediaType, FileType.WebP.MediaType];

    /// <param name="caseId">Null for a document of no case.</param>
    /// <returns>By document; one that is no picture, or cannot be read, is left out.</returns>
    public static async Task<IReadOnlyDictionary<long, byte[]>> Read(
        NpgsqlConnection connection, int unit, long? caseId, IReadOnlyList<Block> blocks, CancellationToken cancellation)
    {
        var pictures = new Dictionary<long, byte[]>();
        if (caseId is null) return pictures;
        var files = blocks.OfType<PicturesPlace>().SelectMany(place => place.Files).DistinctBy(file => file.Id).Take(Most);
        foreach (var file in files)
        {
            // One at a time: the pictures of a report would fill the memory together.
            var found = await connection.QuerySingleOrDefaultAsync<Stored>(new CommandDefinition(
                Sql, new { unit, caseId, id = file.Id, types = Types }, cancellationToken: cancellation));
            if (found?.Bytes is { } bytes && ScaledPicture.Of(bytes) is { } ready) pictures[file.Id] = ready;
        }

        return pictures;
    }

    private sealed class Stored
    {
        public long Id { get; init; }
        public byte[]? Bytes { get; init; }
    }
}
