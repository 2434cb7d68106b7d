using Microsoft.Extensions.Localization;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>The words of a customer's receipt for a request: its next steps, its due moment, and the way to follow it.</summary>
public sealed class CaseReceipt(SopDatabase database, IStringLocalizer<Texts> texts)
{
    private const string ReadContacts =
        """
        select u.phone, u.email, case when u.is_public and cu.phone is not null then u.code end as site, cu.user_name,
          coalesce(cu.password_hash is not null, false) as has_account,
          case when cu.email_confirmed_at is not null then cu.email end as told_at
        from units u join cases c on c.unit_id = u.id left join people cu on cu.unit_id = c.unit_id and cu.id = c.customer_id
        where u.id = @unit and c.id = @caseId
        """;

    /// <param name="Next">The steps that are open now.</param>
    /// <param name="Until">The end of the promise, in words.</param>
    /// <param name="Follow">How to follow the case.</param>
    /// <param name="ToldAt">The e-mail address that the receipt was sent to; null for none.</param>
    public sealed record Words(IReadOnlyList<string> Next, string Until, string Follow, string? ToldAt);

    /// <param name="site">The address of the service.</param>
    public async Task<Words> Of(Person person, CaseView seen, string site, CancellationToken cancellation)
    {
        var contacts = await database.QuerySingle<Contacts>(person.UnitId, ReadContacts, new { caseId = seen.Id }, cancellation)
            ?? throw new InvalidOperationException($"There is no case {seen.Id}.");
        var next = seen.Tasks.Where(task => task.IsOpen).Select(task => task is { Lane.External: true }
            ? texts["Receipt.NextIsYours", task.Step?.ShortCaption ?? task.Title].Value
            : texts["Receipt.NextIs", task.Step?.ShortCaption ?? task.Title, task.Lane?.Name ?? person.UnitName].Value).ToList();
        return new(
            next.Count > 0 ? next : [texts[seen.Status == "running" ? "Receipt.NextByItself" : "Receipt.Over"]],
            seen.Clocks is { Standard: { } standard, StandardDue: { } due }
                ? texts["Receipt.UntilDue", When.Moment(due), LimitText.Of(texts, standard)] : texts["Receipt.NoPromise"],
            Follow(contacts, site), contacts.ToldAt);
    }

    private string Follow(Contacts contacts, string site)
    {
        if (contacts.HasAccount) return texts["Receipt.FollowAtSite", site, contacts.UserName!];
        if (contacts.Site is { } code) return texts["Receipt.FollowOnline", $"{site}/o/{code}/follow"];
        var ways = new[] { contacts.Phone, contacts.Email }.Where(way => way.Length > 0).ToList();
        return ways.Count == 0 ? texts["Receipt.FollowAtCounter"] : texts["Receipt.FollowByCall", string.Join(", ", ways)];
    }

    private sealed record Contacts(string Phone, string Email, string? Site, string? UserName, bool HasAccount, string? ToldAt);
}
