namespace SopEngine.Web.Shared;

/// <summary>Who is signed in, as they stand in their unit now. Endpoints take it as a parameter.</summary>
/// <param name="Title">Jabatan of staff, the organisation of a customer.</param>
/// <param name="Zone">Time zone of the unit.</param>
/// <param name="SecurityStamp">Sessions with another stamp have ended.</param>
public sealed record Person(
    int UnitId, long Id, string UserName, string Name, string Title, bool IsCustomer, IReadOnlyList<string> Roles, IReadOnlyList<string> Lanes,
    string UnitName, string Zone, string SecurityStamp)
{
    public bool Is(string role) => Roles.Contains(role);

    /// <summary>Whether the person writes the unit's SOPs.</summary>
    public bool IsAuthor => Is("author") || Is("admin");

    /// <summary>Whether the person evaluates, signs and revokes SOPs, and moves cases.</summary>
    public bool DecidesOnSops => Is("head") || Is("admin");

    /// <summary>Whether the person sees drafts, earlier versions and the log of SOPs; everybody else sees those in force.</summary>
    public bool SeesDrafts => !IsCustomer && (IsAuthor || DecidesOnSops || Is("supervisor") || Is("auditor"));

    /// <summary>Staff see the documents of their unit's cases; a customer those of his own that he sent or that were shown to him.</summary>
    public bool MaySee(Engine.Documents.StoredDocument document) =>
        !IsCustomer || (document.CustomerId == Id && (document.ForCustomer || document.AddedBy == Id));

    /// <summary>Binds the parameter of an endpoint; such endpoints need a signed-in person, which the fallback policy sees to.</summary>
    public static ValueTask<Person?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Person>());
}
