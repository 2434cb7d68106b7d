using MediatR;
using SopEngine.Core.Contacts;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Customers;

/// <summary>The customers of the register who may be the one that is being typed.</summary>
public static class FindAlike
{
    /// <param name="Id">The customer whose fields they are; null for a new one.</param>
    [Requires(Right.ServeCustomers)]
    public sealed record Query(Person Person, long? Id, CustomerFields Fields) : IRequestOf<IReadOnlyList<Alike>>;

    /// <summary>The reason to think so, the strongest first.</summary>
    public enum Reason
    {
        Npwp,
        Email,
        Phone,
        Name,

        /// <summary>Only the typed beginnings of words are the same: it may help while typing, and stops nobody.</summary>
        Beginning,
    }

    public sealed record Alike(long Id, string Name, string UserName, string Title, string Phone, Reason Reason);

    internal sealed class Handler(SopDatabase database) : IRequestHandler<Query, IReadOnlyList<Alike>>
    {
        private const int MostShown = 5;
        private const int MostWords = 6;

        /// <summary>Of a word in <c>customer_words</c>; an e-mail address may be longer.</summary>
        private const int LongestWord = 60;

        /// <summary>A wrong letter behind these does not hide a customer.</summary>
        private const int Beginning = 4;

        /// <summary>With fewer letters, most of the register would begin like that.</summary>
        private const int ShortestName = 3;

        // All words of the name begin alike, but for one. A frequent word is read no further than its limit; the others are still counted.
        internal const string Sql =
            """
            with candidates as (
              select w.person_id from unnest(@contacts) as c (word)
              join customer_words w on w.unit_id = @unit and w.word = c.word
              union
              (select f.person_id
               from unnest(@beginnings) as b (beginning)
               cross join lateral (
                 select distinct person_id from (
                   select w.person_id from customer_words w
                   where w.unit_id = @unit and w.word >= b.beginning and w.word < b.beginning || chr(1114111) limit 3000) found) f
               group by f.person_id having count(*) >= greatest(cardinality(@beginnings) - 1, 1) order by count(*) desc limit 200)
            )
            select p.id, p.name, p.user_name, p.title, coalesce(p.phone, '') as phone, coalesce(p.email, '') as email,
              coalesce(p.npwp, '') as npwp
            from candidates c join people p on p.unit_id = @unit and p.id = c.person_id
            where p.deactivated_at is null and p.id is distinct from @Id
            """;

        public async Task<IReadOnlyList<Alike>> Handle(Query query, CancellationToken cancellationToken)
        {
            var fields = query.Fields;
            var words = CustomerNames.Words(fields.Name);
            var isTyped = words.Sum(word => word.Length) >= ShortestName && fields.Name.Length <= CustomerFields.LongestName;
            string[] contacts =
            [
                .. new[]
                {
                    fields.KeptPhone?.TrimStart('+'), fields.KeptEmail?.ToLowerInvariant(),
                    fields.KeptNpwp is { } number ? TaxNumber.Key(number) : null,
                }.OfType<string>().Select(word => word[..Math.Min(word.Length, LongestWord)]),
            ];
            string[] beginnings = isTyped
                ? [.. words.Select(word => word[..Math.Min(word.Length, Beginning)]).Distinct().Take(MostWords)]
                : [];
            if (contacts.Length + beginnings.Length == 0) return [];

            var rows = await database.Query<Row>(
                query.Person.UnitId, Sql, new { contacts, beginnings, query.Id }, cancellationToken);
            return
            [
                .. rows.Select(row => (Row: row, Reason: Why(fields, words, row))).Where(found => found.Reason is not null)
                    .OrderBy(found => found.Reason).ThenBy(found => found.Row.Name, StringComparer.CurrentCultureIgnoreCase)
                    .Take(MostShown)
                    .Select(found => new Alike(
                        found.Row.Id, found.Row.Name, found.Row.UserName, found.Row.Title, PhoneNumber.Show(found.Row.Phone),
                        found.Reason!.Value)),
            ];
        }

        private static Reason? Why(CustomerFields fields, IReadOnlyList<string> words, Row row) =>
            fields.KeptNpwp is { } npwp && TaxNumber.Key(npwp) == TaxNumber.Key(row.Npwp) ? Reason.Npwp
            : fields.KeptEmail is { } email && email.Equals(row.Email, StringComparison.OrdinalIgnoreCase) ? Reason.Email
            : fields.KeptPhone is { } phone && phone == (PhoneNumber.Read(row.Phone) ?? "") ? Reason.Phone
            : fields.Name.Length <= CustomerFields.LongestName && CustomerNames.AreAlike(fields.Name, row.Name) ? Reason.Name
            : words.Count > 0 && CustomerNames.Words($"{row.Name} {row.Title}") is var others
                && words.All(word => others.Any(other => other.StartsWith(word, StringComparison.Ordinal))) ? Reason.Beginning
            : null;

        private sealed record Row(long Id, string Name, string UserName, string Title, string Phone, string Email, string Npwp);
    }
}
