using SopEngine.Core.Rights;
using SopEngine.Engine.Data;

namespace SopEngine.Engine.Cases.Tables;

/// <summary>
/// The part of the table <c>people</c> that a transaction reads: a person's lanes and roles, their own and a deputy's.
/// </summary>
internal static class ActorsTable
{
    /// <summary>The person <c>p</c> with their lanes and roles, and the deputyships of <c>acting</c>; see <see cref="Read"/>.</summary>
    public const string Columns =
        """
        p.id, p.kind, p.roles, array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id),
          acting.persons, acting.kinds, acting.lanes
        """;

    /// <summary>The lanes that the person has as a deputy. The caller appends the moment and the closing bracket.</summary>
    public const string Acting =
        "select array_agg(person_id) as persons, array_agg(kind) as kinds, array_agg(lane) as lanes from acting_lanes(p.unit_id, p.id, ";

    public const string ReadOne =
        $"select {Columns} from people p left join lateral ({Acting}$3)) acting on true where p.unit_id = $1 and p.id = $2";

    /// <summary>Reads <see cref="Columns"/>, the last of a row; null for no person.</summary>
    public static Actor? Read(RowCursor row) => row.IsNull
        ? null
        : new Actor(row.Next<long>(), row.Next<string>() == "customer", BookOfRights.Read(row.Next<string[]>()),
            row.Next<string[]>(),
            row.IsNull ? [] : ActingLane.Rows(row.Next<long[]>(), row.Next<string[]>(), row.Next<string[]>()));
}
