using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>The record of views of a case by person and time: of its page, of a task's page, and of a document's content.</summary>
public sealed class CaseViews(SopDatabase database, IMemoryCache cache, IClock clock)
{
    private const int QuarterSeconds = 15 * 60;

    public enum Kind
    {
        Case,
        Task,
        Document,
    }

    /// <summary>A person's views of a case, a task or a document.</summary>
    /// <param name="Kind">"case", "task" or "document".</param>
    /// <param name="What">The number of the task in the case, or the document's name; null for the case itself.</param>
    /// <param name="Times">The number of quarters of an hour with a view.</param>
    public sealed record Seen(long PersonId, string Name, string Title, string Kind, string? What, Instant Last, int Times);

    /// <summary>
    /// Notes a view before it is sent, so that nothing is seen unrecorded. A page's refresh costs a look into memory; a new view is one
    /// insert that does not wait for the disk: only a crash of the database server itself could lose the last moment's.
    /// </summary>
    /// <param name="id">The id in the address: of the case, the task or the document.</param>
    public async ValueTask Note(Person person, Kind kind, string id, CancellationToken cancellation)
    {
        var now = clock.Now();
        var quarter = (int)(now.ToUnixTimeSeconds() / QuarterSeconds);
        var key = (typeof(CaseViews), person.UnitId, person.Id, kind, id, quarter);
        if (cache.TryGetValue(key, out _)) return;

        var (caseId, no) = kind == Kind.Task && TaskId.TryParse(id, null, out var task)
            ? (task.Case, task.No)
            : (Number(id), kind == Kind.Document ? Number(id) : 0);
        await database.Execute(
            person.UnitId,
            $"""
            select set_config('synchronous_commit', 'off', true);
            insert into case_views (unit_id, case_id, kind, no, person_id, quarter, at)
            select @unit, {(kind == Kind.Document ? "case_id" : "@caseId")}, @name, @no, @Id, @quarter, @now
            {(kind == Kind.Document ? "from documents where unit_id = @unit and id = @no" : "")}
            on conflict do nothing
            """,
            new { caseId, name = kind.ToString().ToLowerInvariant(), no, person.Id, quarter, now }, cancellation);
        cache.Set(key, true, TimeSpan.FromSeconds(QuarterSeconds));
    }

    /// <summary>The views of a case, its tasks and documents; the latest first.</summary>
    public async Task<IReadOnlyList<Seen>> Of(int unit, long caseId, CancellationToken cancellation) =>
    [
        .. (await database.Query<Row>(
            unit,
            """
            select v.person_id, p.name, p.title, v.kind,
              case v.kind when 'task' then v.no::text when 'document' then d.name end as what, v.last, v.times
            from (
              select person_id, kind, no, max(at) as last, count(*)::int as times from case_views
              where unit_id = @unit and case_id = @caseId group by person_id, kind, no order by last desc limit 300
            ) v
            join people p on p.unit_id = @unit and p.id = v.person_id
            left join documents d on v.kind = 'document' and d.unit_id = @unit and d.id = v.no
            order by v.last desc, v.person_id, v.kind, v.no
            """,
            new { caseId }, cancellation))
        .Select(row => new Seen(row.PersonId, row.Name, row.Title, row.Kind, row.What, row.Last.ToInstant(), row.Times)),
    ];

    private static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private sealed record Row(long PersonId, string Name, string Title, string Kind, string? What, DateTime Last, int Times);
}

internal static class ViewRecording
{
    /// <summary>Notes each answer of this address as a view of a case, once it has been read, and so was allowed.</summary>
    public static RouteHandlerBuilder NotesView(this RouteHandlerBuilder endpoint, CaseViews.Kind kind) =>
        endpoint.AddEndpointFilter(async (context, next) =>
        {
            var answer = await next(context);
            var http = context.HttpContext;
            await http.RequestServices.GetRequiredService<CaseViews>()
                .Note(http.Features.Get<Person>()!, kind, (string)http.GetRouteValue("id")!, http.RequestAborted);
            return answer;
        });
}
