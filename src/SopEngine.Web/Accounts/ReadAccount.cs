using MediatR;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>A person's own account: its open sessions, and whether it has a second factor.</summary>
public static class ReadAccount
{
    public sealed record Query(Person Person) : IRequestOf<View>;

    public sealed record View(IReadOnlyList<OpenSessions.Session> Sessions, bool HasSecondFactor);

    internal sealed class Handler(OpenSessions sessions, SopDatabase database) : IRequestHandler<Query, View>
    {
        public async Task<View> Handle(Query query, CancellationToken cancellationToken) => new(
            await sessions.Of(query.Person.UnitId, query.Person.Id, cancellationToken),
            await database.QuerySingle<bool>(
                query.Person.UnitId,
                "select exists (select from second_factors where unit_id = @unit and person_id = @Id and confirmed_at is not null)",
                new { query.Person.Id }, cancellationToken));
    }
}
