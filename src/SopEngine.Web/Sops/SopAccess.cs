using SopEngine.Web.Shared;

namespace SopEngine.Web.Sops;

/// <summary>Who sees and does what with the SOPs themselves. Everybody else sees those in force.</summary>
internal static class SopAccess
{
    /// <summary>Drafts, earlier versions, the log and who holds the lanes.</summary>
    public static bool MaySeeDrafts(this Person person) =>
        !person.IsCustomer && (person.MayEdit() || person.MayDecide() || person.Is("supervisor") || person.Is("auditor"));

    public static bool MayEdit(this Person person) => person.Is("author") || person.Is("admin");

    /// <summary>Evaluates, signs, revokes, moves cases.</summary>
    public static bool MayDecide(this Person person) => person.Is("head") || person.Is("admin");
}
