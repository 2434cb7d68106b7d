using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;

namespace SopEngine.Web.Asking;

/// <summary>
/// A citizen's choice to get no more messages on their requests. What the office owes them by law still comes: the receipt, and the result.
/// </summary>
public sealed class CitizenChoices(SopDatabase database)
{
    private const string Save =
        """
        insert into message_choices (unit_id, person_id, kind, email, webhook)
        select p.unit_id, p.id, k.name, case when @isWanted then 'now' else 'off' end, @isWanted and p.phone_confirmed_at is not null
        from people p cross join unnest(@kinds::text[]) as k (name) where p.unit_id = @unit and p.id = @person and p.kind = 'customer'
        on conflict (unit_id, person_id, kind) do update set email = excluded.email, webhook = excluded.webhook
        """;

    public Task Set(int unit, long person, bool isWanted, CancellationToken cancellation) => database.Execute(
        unit, Save,
        new
        {
            person,
            isWanted,
            kinds = MessageKind.All.Where(kind => kind.ForCustomers && !MessageKind.Owed.Contains(kind)).Select(kind => kind.Name)
                .ToArray(),
        }, cancellation);
}
