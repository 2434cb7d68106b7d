using SopEngine.Core.Rights;
using SopEngine.Web.Http;

namespace SopEngine.Web.Find;

/// <summary>A page that a person may want to go to without its menu.</summary>
/// <param name="Text">Key of its name.</param>
internal sealed record Deed(string Icon, string Text, string Address);

internal static class Deeds
{
    public static IEnumerable<Deed> Of(Person person)
    {
        yield return new("inbox", "Inbox.Mine", "/inbox");
        if (!person.IsCustomer)
        {
            yield return new("inbox", "Inbox.Queue", "/inbox?list=queue");
            yield return new("inbox", "Inbox.Escalated", "/inbox?list=escalated");
        }

        yield return new("folder", "Cases.Title", "/cases");
        if (person.May(Right.StartCases)) yield return new("player-play", "Start.Title", "/sops");
        if (person.May(Right.ServeCustomers))
        {
            yield return new("user", "Customers.Title", "/customers");
            yield return new("user-plus", "Customers.New", "/customers/new");
            yield return new("chart-bar", "Paper.Title", "/surveys/paper");
        }

        if (person.May(Right.HoldLanes) || person.May(Right.SeeStaff)) yield return new("flask", "Samples.Title", "/samples");
        if (person.May(Right.SeeBills)) yield return new("file-text", "Bills.Title", "/bills");
        if (person.May(Right.SeeDrafts)) yield return new("clipboard-list", "Sops.Library", "/sops");
        if (person.May(Right.WriteSops)) yield return new("plus", "Sops.New", "/sops/new");
        if (person.May(Right.SeeDrafts)) yield return new("clipboard-list", "Assessment.List", "/sops/assessments");
        if (!person.IsCustomer) yield return new("file-text", "Book.Title", "/sops/book");
        if (person.SeesFigures)
        {
            yield return new("chart-bar", "Dashboard.Title", "/dashboard");
            yield return new("chart-bar", "Report.Title", "/dashboard/reports");
            yield return new("chart-bar", "Ikm.Title", "/surveys");
        }

        if (person.May(Right.ManageOffice)) yield return new("building", "Office.Title", "/office");
        if (person.May(Right.SeeStaff)) yield return new("users", "Staff.Title", "/people");
        if (person.May(Right.SeeLog)) yield return new("history", "Audit.Title", "/people/log");
        if (person.May(Right.SeeSchedules)) yield return new("calendar-repeat", "Schedules.Title", "/schedules");
        if (!person.IsCustomer)
        {
            yield return new("calendar", "Calendar.Title", "/calendar");
            yield return new("calendar-off", "Substitutes.Menu", "/people/substitutes");
        }

        yield return new("bell", "Messages.Title", "/messages");
        yield return new("lock", "Account.Title", "/account");
    }
}
