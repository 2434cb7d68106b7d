using SopEngine.Engine.Data;
using SopEngine.Web.Http;

namespace SopEngine.Web.Accounts;

/// <summary>The page of a link that was just made: to copy it, to send it, or to print it with a QR code.</summary>
public sealed class MadeLink(LinkSending sending, AccountLinks links, PublicAddress address, Problems problems)
{
    /// <param name="Title">Key of the list's title.</param>
    /// <param name="Person">The path of the person's page.</param>
    public sealed record Place(string List, string Title, string Person);

    internal async Task<IResult> Show(PageRequest page, string path, Place place, LinkOutcome? sent = null)
    {
        var invited = await links.Find(AccountLinks.Token(path), page.Cancellation) ?? throw new ProblemException(problems.NotFound());
        return Pages.Show<LinkPage>(new
        {
            Invited = invited,
            Until = invited.ExpiresAt.ToInstant(),
            Link = address.ForPage(page.Context.Request) + path,
            Path = path,
            Place = place,
            Ways = await sending.Ways(invited.UnitId, invited.PersonId, page.Cancellation),
            Sent = sent,
        });
    }
}

/// <summary>The outcome of sending a link.</summary>
/// <param name="Problem">Null when the channel took it; otherwise the reason.</param>
public sealed record LinkOutcome(string Address, string? Problem);
