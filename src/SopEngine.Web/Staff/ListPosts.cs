using MediatR;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>The posts of the office with the people who held them, from when to when.</summary>
public static class ListPosts
{
    /// <param name="On">Only who held them on this day; null for everybody.</param>
    [Requires(Right.SeeStaff)]
    public sealed record Query(Person Person, LocalDate? On) : IRequestOf<IReadOnlyList<Post>>;

    public sealed record Post(long Id, string Name, IReadOnlyList<Holder> Holders);

    /// <param name="Until">The last day; null while they hold it.</param>
    public sealed record Holder(long Id, long PersonId, string Name, LocalDate From, LocalDate? Until, string Decree);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyList<Post>>
    {
        private const string Sql =
            """
            select o.id as post_id, o.name as post, h.id, h.person_id, p.name, h.from_on::text as from_on, h.until_on::text as until_on,
              h.decree
            from posts o join post_holders h on h.unit_id = o.unit_id and h.post_id = o.id
            join people p on p.unit_id = h.unit_id and p.id = h.person_id
            where o.unit_id = @unit
              and (@on::date is null or (h.from_on <= @on::date and (h.until_on is null or h.until_on >= @on::date)))
            order by lower(o.name), o.id, h.until_on desc nulls first, h.from_on desc, h.id desc limit 5000
            """;

        public async Task<IReadOnlyList<Post>> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await database.Query<Row>(
                query.Person.UnitId, Sql, new { on = query.On is { } day ? LocalDatePattern.Iso.Format(day) : null }, cancellationToken);
            return
            [
                .. rows.GroupBy(row => (row.PostId, row.Post)).Select(post => new Post(post.Key.PostId, post.Key.Post,
                    [.. post.Select(row => new Holder(
                        row.Id, row.PersonId, row.Name, Day(row.FromOn), row.UntilOn is null ? null : Day(row.UntilOn), row.Decree))])),
            ];
        }

        private static LocalDate Day(string iso) => LocalDatePattern.Iso.Parse(iso).Value;

        private sealed record Row(
            long PostId, string Post, long Id, long PersonId, string Name, string FromOn, string? UntilOn, string Decree);
    }
}
