using System.Globalization;
using FluentValidation;
using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>
/// The log of changes to accounts, people, substitutes, SOPs and the unit's calendar and, as a kind that is read alone, of views of cases;
/// the latest first. Nobody can change it.
/// </summary>
public static class ReadLog
{
    public enum Kind
    {
        SignIns,
        People,
        Substitutes,
        Sops,
        Office,
        Views,
    }

    /// <param name="Kind">Null for everything.</param>
    /// <param name="Search">Part of the name of the actor or the subject; for views, also the case's number; null for all.</param>
    /// <param name="From">The first day, in the unit's zone; null for no bound.</param>
    /// <param name="Until">The last day.</param>
    [Requires(Right.SeeLog)]
    public sealed record Query(Person Person, Kind? Kind, string? Search, LocalDate? From, LocalDate? Until, string? After, int Size)
        : IRequestOf<Page<Entry>>;

    /// <param name="Action">The action's name in the unit's log.</param>
    /// <param name="By">Null for a person who had not signed in, and for the system.</param>
    /// <param name="About">The person or thing that it was about.</param>
    /// <param name="Before">The value before a change, whose new value is the detail; null when it was not noted.</param>
    /// <param name="Version">Version of the SOP that it was about; null for anything else.</param>
    public sealed record Entry(Instant At, Kind Kind, string Action, string? By, string? About, string? Before, string? Detail,
        int? Version = null);

    /// <summary>The largest page: one file.</summary>
    public const int MostRows = 50_000;

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(query => query.Size).InclusiveBetween(1, MostRows);
    }

    private sealed record Position(DateTime At, string Key);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, Page<Entry>>
    {
        // Each source is read no further than a page, along its own index.
        private const string Sql =
            """
            with entries as (
              (select at, 'a' || lpad(id::text, 19, '0') as key, case
                when action in ('signed-in', 'sign-in-failed', 'locked-out', 'second-factor-wrong', 'recovery-code-used') then 'SignIns'
                when action in ('reports-chosen', 'evaluation-interval', 'office-changed', 'hours-confirmed', 'first-day-put-away')
                  then 'Office' else 'People' end as kind,
                 action, person_id as by_id, subject_id as about_id, null as about, null::int as version, before,
                 detail
               from audit_log where unit_id = @unit and at >= @from and at < @until and at <= @At)
              union all
              (select at, 'd' || definition_id || lpad(no::text, 10, '0'), 'Sops', action, person_id, null,
                 coalesce((select name from definitions d where d.unit_id = l.unit_id and d.definition_id = l.definition_id
                   and d.version = l.version), definition_id), version, null, note
               from definition_log l where unit_id = @unit and at >= @from and at < @until and at <= @At)
              union all
              (select at, 'c' || lpad(version::text, 10, '0'), 'Office', 'calendar-changed', by_id, null, null, null, null,
                 concat_ws(E'\n', reason, nullif(changes, ''))
               from calendar_changes where unit_id = @unit and at >= @from and at < @until and at <= @At)
              union all
              (select s.made_at, 's' || lpad(s.id::text, 19, '0'), 'Substitutes', 'substitute-made', s.made_by, s.person_id, null, null,
                null, d.name || ': ' || s.reason
               from substitutions s join people d on d.unit_id = s.unit_id and d.id = s.deputy_id
               where s.unit_id = @unit and s.made_at >= @from and s.made_at < @until and s.made_at <= @At)
              union all
              (select s.until_at, 't' || lpad(s.id::text, 19, '0'), 'Substitutes', 'substitute-ended', s.ended_by, s.person_id, null, null,
                null, d.name
               from substitutions s join people d on d.unit_id = s.unit_id and d.id = s.deputy_id
               where s.unit_id = @unit and s.ended_by is not null and s.until_at >= @from and s.until_at < @until and s.until_at <= @At)
              union all
              (select a.at, 'v' || lpad(a.id::text, 19, '0'), 'Sops', case a.kind when 'monitoring' then 'monitored' else 'assessed' end,
                a.person_id, null, d.name, a.version, null, null
               from assessments a
               join definitions d on d.unit_id = a.unit_id and d.definition_id = a.definition_id and d.version = a.version
               where a.unit_id = @unit and a.at >= @from and a.at < @until and a.at <= @At)
            )
            select e.at, e.key, e.kind,
              case when subject.kind = 'customer' and e.action like 'person-%' then 'customer' || substr(e.action, 7) else e.action end
                as action,
              who.name as by, coalesce(e.about, subject.name) as about, e.version, e.before, e.detail
            from entries e
            left join people who on who.unit_id = @unit and who.id = e.by_id
            left join people subject on subject.unit_id = @unit and subject.id = e.about_id
            where (e.at, e.key) < (@At, @Key) and (@kind::text is null or e.kind = @kind)
              and (@search::text is null or strpos(folded(who.name), @search) > 0
                or strpos(folded(coalesce(e.about, subject.name)), @search) > 0)
            order by e.at desc, e.key desc limit @limit
            """;

        // Views are many more than all other entries together, so they are read alone.
        private const string Views =
            """
            select v.at, v.key, 'Views' as kind, 'seen-' || v.kind as action, p.name as by, c.title || ' #' || c.id as about,
              null::int as version, null as before,
              case v.kind when 'document' then d.name when 'task' then '#' || v.case_id || '-' || v.no end as detail
            from (
              select v.*, lpad(v.case_id::text, 19, '0') || v.kind || lpad(v.no::text, 19, '0') || v.person_id as key from case_views v
              where v.unit_id = @unit and v.at >= @from and v.at < @until and v.at <= @At
                and (@caseId::bigint is null or v.case_id = @caseId)
                and (@search::text is null or @caseId::bigint is not null
                  or v.person_id = any (array(select id from people where unit_id = @unit and strpos(folded(name), @search) > 0)))
            ) v
            join people p on p.unit_id = @unit and p.id = v.person_id
            join cases c on c.unit_id = @unit and c.id = v.case_id
            left join documents d on v.kind = 'document' and d.unit_id = @unit and d.id = v.no
            where (v.at, v.key) < (@At, @Key)
            order by v.at desc, v.key desc limit @limit
            """;

        public async Task<Page<Entry>> Handle(Query query, CancellationToken cancellationToken)
        {
            var zone = DateTimeZoneProviders.Tzdb[query.Person.Zone];
            var after = Cursor.Read<Position>(query.After) ?? new Position(new DateTime(9999, 1, 1, 0, 0, 0, DateTimeKind.Utc), "");
            var rows = await database.Query<Row>(query.Person.UnitId, query.Kind == Kind.Views ? Views : Sql, new
            {
                from = query.From?.AtStartOfDayInZone(zone).ToInstant() ?? NodaConstants.UnixEpoch,
                until = query.Until?.PlusDays(1).AtStartOfDayInZone(zone).ToInstant() ?? Instant.MaxValue,
                At = DateTime.SpecifyKind(after.At, DateTimeKind.Utc),
                after.Key,
                kind = query.Kind?.ToString(),
                search = string.IsNullOrWhiteSpace(query.Search) ? null : query.Search.Trim().Normalize().ToLowerInvariant(),
                caseId = long.TryParse(query.Search?.Trim().TrimStart('#'), CultureInfo.InvariantCulture, out var number)
                    ? number : (long?)null,
                limit = query.Size + 1,
            }, cancellationToken);
            var page = Cursor.Page(rows, query.Size, row => new Position(row.At, row.Key));
            return new(
                [.. page.Items.Select(row => new Entry(
                    row.At.ToInstant(), Enum.Parse<Kind>(row.Kind), row.Action, row.By, row.About, row.Before, row.Detail,
                    row.Version))], page.Next);
        }

        private sealed record Row(
            DateTime At, string Key, string Kind, string Action, string? By, string? About, int? Version, string? Before,
            string? Detail);
    }
}
