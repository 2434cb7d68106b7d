using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome;

/// <summary>The list of what an office needs before its first case, each entry done as soon as the office has it.</summary>
public sealed class FirstDay(SopDatabase database)
{
    /// <param name="Text">The last part of the entry's texts.</param>
    /// <param name="Address">The page where it is done.</param>
    public sealed record Entry(string Text, string Address, bool IsDone);

    private const string Sql =
        """
        select exists (select from unit_logos l where l.unit_id = u.id) as has_logo,
          u.address <> '' and u.city <> '' as has_address, u.calendar_version > 1 or u.hours_seen_at is not null as has_hours,
          exists (select from lane_holders h join people p on p.unit_id = h.unit_id and p.id = h.person_id
            where h.unit_id = u.id and p.deactivated_at is null) as has_people,
          exists (select from people p where p.unit_id = u.id and p.deactivated_at is null and 'head' = any (p.roles)) as has_head,
          exists (select from definitions d where d.unit_id = u.id and d.is_published) as has_sops,
          exists (select from cases c where c.unit_id = u.id) as has_case,
          exists (select from definitions d cross join json_array_elements(d.lanes) l
            where d.unit_id = u.id and d.is_published and lower(l ->> 'external') is distinct from 'true'
              and not exists (select from lane_holders h where h.unit_id = d.unit_id and h.lane = l ->> 'id')) as has_vacancy
        from units u where u.id = @unit and u.first_day_away_at is null
        """;

    /// <summary>The entries, or none for a person who cannot do them, and when all are done or put away.</summary>
    public async Task<IReadOnlyList<Entry>> Read(Person person, CancellationToken cancellation)
    {
        if (!person.May(Right.ManageOffice) || !person.May(Right.ManageStaff)) return [];
        if (await database.QuerySingle<Row>(person.UnitId, Sql, null, cancellation) is not { } row) return [];
        Entry[] entries =
        [
            new("Address", "/office", row.HasAddress),
            new("Logo", "/office", row.HasLogo),
            new("Hours", "/calendar", row.HasHours),
            new("Sops", "/sops/shelf", row.HasSops),
            new("Head", "/people", row.HasHead),
            new("People", "/people/lanes", row.HasPeople && !row.HasVacancy),
            new("Case", "/sops", row.HasCase),
        ];
        return entries.All(entry => entry.IsDone) ? [] : entries;
    }

    private sealed record Row(
        bool HasLogo, bool HasAddress, bool HasHours, bool HasPeople, bool HasHead, bool HasSops, bool HasCase, bool HasVacancy);
}
