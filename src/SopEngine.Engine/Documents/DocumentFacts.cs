using Dapper;
using NodaTime;
using Npgsql;
using SopEngine.Core.Documents;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Documents;

/// <summary>The facts of the office and the case that every document can print.</summary>
internal sealed class DocumentFacts : Letterheads.Stored
{
    private const string Sql =
        $"""
        select {Letterheads.Columns}, u.short_name, u.calendar ->> 'zone' as zone, c.id as case_id, c.title, c.started_at,
          d.name as service, d.number as sop, p.name as customer, p.title as organisation, p.address as customer_address,
          p.phone as customer_phone, p.email as customer_email
        from units u
        left join cases c on c.unit_id = u.id and c.id = @caseId
        left join definitions d on d.unit_id = c.unit_id and d.definition_id = c.definition_id and d.version = c.version
        left join people p on p.unit_id = c.unit_id and p.id = c.customer_id
        where u.id = @unit
        """;

    private const string Numbers =
        """
        select distinct on (d.kind) d.kind, d.number from documents d
        join issued_documents i on i.unit_id = d.unit_id and i.document_id = d.id
        where d.unit_id = @unit and d.case_id = @caseId and d.number is not null and i.replaced_by is null and i.cancelled_at is null
        order by d.kind, d.id desc
        """;

    private const string Signer =
        """
        select o.name as post, p.name, p.nip, d.name as deputy, d.nip as deputy_nip, s.kind
        from posts o
        left join people p on p.unit_id = o.unit_id and p.id = post_holder(o.unit_id, o.id, @today)
        left join lateral (
          select i.deputy_id, i.kind from stand_ins i
          where i.unit_id = o.unit_id and i.person_id = p.id and i.lanes is null and i.from_at <= @now and i.until_at > @now
          -- A deputy who is away has a deputy of their own.
          order by exists (select from stand_ins a where a.unit_id = i.unit_id and a.person_id = i.deputy_id and a.lanes is null
            and a.from_at <= @now and a.until_at > @now), i.no
          limit 1) s on true
        left join people d on d.unit_id = o.unit_id and d.id = s.deputy_id
        where o.unit_id = @unit and o.id = @post
        """;

    public string ShortName { get; init; } = "";
    public string Zone { get; init; } = "";
    public long? CaseId { get; init; }
    public string Title { get; init; } = "";
    public DateTime? StartedAt { get; init; }
    public string Service { get; init; } = "";
    public string? Sop { get; init; }
    public string? Customer { get; init; }
    public string? Organisation { get; init; }
    public string? CustomerAddress { get; init; }
    public string? CustomerPhone { get; init; }
    public string? CustomerEmail { get; init; }

    /// <summary>The day in the office.</summary>
    public LocalDate Today { get; private set; }

    private Instant Now { get; set; }

    /// <summary>The numbers of the case's valid documents by kind.</summary>
    private IReadOnlyList<(string Kind, string Number)> Issued { get; set; } = [];

    /// <param name="caseId">Null for the office alone.</param>
    /// <returns>Null when there is no such case.</returns>
    public static async Task<DocumentFacts?> Read(
        NpgsqlConnection connection, int unit, long? caseId, Instant now, CancellationToken cancellation)
    {
        var facts = await connection.QuerySingleAsync<DocumentFacts>(
            new CommandDefinition(Sql, new { unit, caseId }, cancellationToken: cancellation));
        if (facts.CaseId != caseId) return null;
        facts.Now = now;
        if (caseId is not null)
            facts.Issued = [.. await connection.QueryAsync<(string, string)>(
                new CommandDefinition(Numbers, new { unit, caseId }, cancellationToken: cancellation))];
        facts.Today = now.InZone(DateTimeZoneProviders.Tzdb[facts.Zone]).Date;
        return facts;
    }

    /// <summary>The values of the places that every document fills, under those of the case's forms.</summary>
    /// <param name="by">The name of the person who issues it; empty for the system.</param>
    /// <param name="replaced">The document that it takes the place of, in words; empty for none.</param>
    public Dictionary<string, DocumentValue> Fill(
        IReadOnlyDictionary<string, DocumentValue> values, string number, string by, string replaced)
    {
        var all = new Dictionary<string, DocumentValue>
        {
            ["instansi"] = Organisation ?? "",
            ["alamat"] = CustomerAddress ?? "",
            ["kontak"] = string.Join(", ", new[] { CustomerPhone, CustomerEmail }.Where(text => text is { Length: > 0 })),
            ["diterima"] = StartedAt is { } started
                ? DocumentText.Show(started.ToInstant().InZone(DateTimeZoneProviders.Tzdb[Zone]).Date) : "",
            ["layanan"] = Service,
            ["sop"] = Sop ?? "",
            ["petugas"] = by,
            [Performance.Period] = "",
        };
        foreach (var (kind, given) in Issued) all[TemplateKey.NumberPlace(kind)] = given;
        foreach (var (name, value) in values) all[name] = value;
        all["nomor"] = number;
        all["tanggal"] = DocumentText.Show(Today);
        all["unit"] = Unit;
        all["kota"] = City;
        all["perihal"] = Title;
        all["berkas"] = CaseId is { } id ? $"#{id}" : "";
        all["pelanggan"] = Customer ?? "";
        all["menggantikan"] = replaced;
        return all;
    }

    /// <summary>The signature of today's holder of a post, or of the deputy of a holder who is away.</summary>
    public async Task<Signature> Sign(NpgsqlConnection connection, int unit, long? post, CancellationToken cancellation)
    {
        var signer = post is null ? null : await connection.QuerySingleOrDefaultAsync<SignerRow>(new CommandDefinition(
            Signer, new { unit, post, today = Today.ToDateOnly(), now = Now.ToSql() }, cancellationToken: cancellation));
        var on = new Signature(City, DocumentText.Show(Today), signer?.Post ?? "", signer?.Name ?? "", Nip.Show(signer?.Nip));
        return signer is not { Deputy: { } deputy } ? on
            : on with
            {
                Post = $"{(signer.Kind == "plt" ? "Plt." : "Plh.")} {signer.Post}",
                Name = deputy,
                Nip = Nip.Show(signer.DeputyNip),
            };
    }

    private sealed class SignerRow
    {
        public string Post { get; init; } = "";
        public string? Name { get; init; }
        public string? Nip { get; init; }
        public string? Deputy { get; init; }
        public string? DeputyNip { get; init; }
        public string? Kind { get; init; }
    }
}
