using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using SopEngine.Engine.Data;
using SopEngine.Web.Accounts;
using SopEngine.Web.Http;

namespace SopEngine.Web.Tariffs;

/// <summary>The office's tariff lines as stored.</summary>
internal static class TariffLines
{
    public const string Columns =
        """
        t.id, t.basis, t.tariff_group as "group", t.item, t.condition, t.per, t.amount, t.valid_from::text as valid_from,
        t.valid_to::text as valid_to, t.follows
        """;

    /// <summary>Adds lines, ends the lines that they follow, and notes each in the log.</summary>
    private const string Insert =
        """
        with given as (
          select * from jsonb_to_recordset(@rows::jsonb) as g(
            basis text, "group" text, item text, condition text, per text, amount bigint, valid_from date, valid_to date, follows bigint,
            before text, after text)
        ), ended as (
          update tariffs t set valid_to = g.valid_from - 1 from given g
          where t.unit_id = @unit and t.id = g.follows and (t.valid_to is null or t.valid_to >= g.valid_from)
        ), added as (
          insert into tariffs (
            unit_id, basis, tariff_group, item, condition, per, amount, valid_from, valid_to, follows, noted_at, noted_by)
          select @unit, g.basis, g."group", g.item, g.condition, g.per, g.amount, g.valid_from, g.valid_to, g.follows, @now, @by
          from given g
          returning id
        ), noted as (
          insert into audit_log (unit_id, at, person_id, subject_id, action, detail, before)
          select @unit, @now, @by, null, case when g.before is null then @added else @changed end, g.after, g.before from given g
        )
        select id from added order by id
        """;

    /// <param name="lines">Each with the line whose price it changes, as that was; null for a line of its own.</param>
    public static Task<List<long>> Add(
        SopDatabase database, Person person, IEnumerable<(TariffFields Fields, Line? Follows)> lines, Instant now,
        CancellationToken cancellation) => database.Query<long>(person.UnitId, Insert, new
        {
            rows = JsonSerializer.Serialize(lines.Select(line => new Dictionary<string, object?>
            {
                ["basis"] = line.Fields.Basis,
                ["group"] = line.Fields.Group,
                ["item"] = line.Fields.Item,
                ["condition"] = line.Fields.Condition,
                ["per"] = line.Fields.Per,
                ["amount"] = line.Fields.Rupiah,
                ["valid_from"] = TariffFields.Iso(line.Fields.From),
                ["valid_to"] = TariffFields.Iso(line.Fields.Until),
                ["follows"] = line.Follows?.Id,
                ["before"] = line.Follows?.Fields.InWords(),
                ["after"] = line.Fields.InWords(),
            })),
            now,
            by = person.Id,
            added = AuditLog.TariffAdded,
            changed = AuditLog.TariffChanged,
        }, cancellation);

    public sealed class Row
    {
        public long Id { get; init; }
        public string Basis { get; init; } = "";
        public string Group { get; init; } = "";
        public string Item { get; init; } = "";
        public string Condition { get; init; } = "";
        public string Per { get; init; } = "";
        public long Amount { get; init; }
        public string ValidFrom { get; init; } = "";
        public string? ValidTo { get; init; }
        public long? Follows { get; init; }

        public Line Line => new(Id, Amount, Day(ValidFrom), ValidTo is null ? null : Day(ValidTo), Follows, new(
            Basis, Group, Item, Condition, Per, TariffFields.Written(Amount), Day(ValidFrom), ValidTo is null ? null : Day(ValidTo)));

        private static LocalDate Day(string iso) => LocalDatePattern.Iso.Parse(iso).Value;
    }
}

/// <summary>A line of the tariff list.</summary>
/// <param name="Until">The last day; null while it is valid.</param>
/// <param name="Follows">The line whose price it changed; null for none.</param>
public sealed record Line(long Id, long Amount, LocalDate From, LocalDate? Until, long? Follows, TariffFields Fields)
{
    public bool IsWithdrawn => Until < From;

    public bool IsValid(LocalDate day) => From <= day && (Until is null || Until >= day);
}
