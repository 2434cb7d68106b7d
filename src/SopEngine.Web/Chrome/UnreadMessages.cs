using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Chrome;

/// <summary>The number of a person's unread messages.</summary>
public sealed class UnreadMessages(SopDatabase database)
{
    /// <summary>Messages are counted up to this number.</summary>
    public const int Most = 100;

    private const string Sql =
        "select count(*)::int from (select from messages "
        + "where unit_id = @unit and person_id = @person and read_at is null limit @Most) unread";

    public Task<int> Count(Person person, CancellationToken cancellation) =>
        database.QuerySingle<int>(person.UnitId, Sql, new { person = person.Id, Most }, cancellation);

    public static string Text(int count) => count >= Most ? "99+" : count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
