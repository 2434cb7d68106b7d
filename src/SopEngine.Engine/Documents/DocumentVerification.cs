using Dapper;
using NodaTime;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>The public facts of an issued document. None of them is about a person.</summary>
/// <param name="Kind">The name of its template; the bare kind for a text of the SOP's own, whose name may say more.</param>
/// <param name="Number">Null for a document without one.</param>
/// <param name="IsReplaced">True when another one took its place.</param>
/// <param name="ReplacedBy">The number of that one; null without a number.</param>
public sealed record VerifiedDocument(
    string Office, string City, string Kind, string? Number, LocalDate IssuedOn, string Sha256, bool IsReplaced, string? ReplacedBy,
    LocalDate? CancelledOn);

/// <summary>Finds issued documents of all offices, for anybody who holds the token of one.</summary>
public sealed class DocumentVerification(SopDatabase database)
{
    public const int TokenLength = 22;

    /// <summary>These columns are all that leaves an office.</summary>
    private const string Sql =
        """
        select u.name as office, u.city, coalesce(t.name, d.kind) as kind, d.number, i.issued_on, encode(d.hash, 'hex') as sha256,
          i.replaced_by is not null as is_replaced, r.number as replaced_by,
          (i.cancelled_at at time zone (u.calendar ->> 'zone'))::date as cancelled_on
        from issued_documents i
        join documents d on d.unit_id = i.unit_id and d.id = i.document_id
        join units u on u.id = i.unit_id
        left join document_templates t on t.unit_id = i.unit_id and t.kind = d.kind and t.version = i.template_version
        left join documents r on r.unit_id = i.unit_id and r.id = i.replaced_by
        where i.token = @token
        """;

    /// <returns>Null when no document has this token.</returns>
    public async Task<VerifiedDocument?> Find(string token, CancellationToken cancellation)
    {
        if (token.Length != TokenLength || !token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')) return null;
        await using var connection = await database.System.OpenConnectionAsync(cancellation);
        return (await connection.QuerySingleOrDefaultAsync<Row>(
            new CommandDefinition(Sql, new { token }, cancellationToken: cancellation)))?.ToDocument();
    }

    private sealed class Row
    {
        public string Office { get; init; } = "";
        public string City { get; init; } = "";
        public string Kind { get; init; } = "";
        public string? Number { get; init; }
        public DateOnly IssuedOn { get; init; }
        public string Sha256 { get; init; } = "";
        public bool IsReplaced { get; init; }
        public string? ReplacedBy { get; init; }
        public DateOnly? CancelledOn { get; init; }

        public VerifiedDocument ToDocument() => new(
            Office, City, Kind, Number, LocalDate.FromDateOnly(IssuedOn), Sha256, IsReplaced, ReplacedBy,
            CancelledOn is { } day ? LocalDate.FromDateOnly(day) : null);
    }
}
