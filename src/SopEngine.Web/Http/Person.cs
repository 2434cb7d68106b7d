using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Cases;

namespace SopEngine.Web.Http;

/// <summary>Who is signed in, as they stand in their unit now. Endpoints take it as a parameter.</summary>
/// <param name="Title">Jabatan of staff, the organisation of a customer.</param>
/// <param name="Actor">What the person may do to cases. Roles and lanes are his own and those that he has as somebody's deputy.</param>
/// <param name="Zone">Time zone of the unit.</param>
public sealed record Person(
    int UnitId, string UserName, string Name, string Title, Actor Actor, string UnitName, string Zone)
{
    public long Id => Actor.Id;

    public bool IsCustomer => Actor.IsCustomer;

    public IReadOnlyList<string> Roles => Actor.Roles;

    public IReadOnlyList<string> Lanes => Actor.Lanes;

    /// <summary>For whom the person stands in now, and who stands in for the person.</summary>
    public IReadOnlyList<Substitute> Substitutes { get; init; } = [];

    /// <summary>The sign-in by which the request came.</summary>
    public long Session { get; init; }

    /// <summary>Whether the unit asks a second factor of the person that is not there yet: nothing else can be done before.</summary>
    public bool LacksSecondFactor { get; init; }

    public bool Is(string role) => Roles.Contains(role);

    /// <summary>Whether the person leads the unit's work: calls cases off, puts them off, gives tasks more time.</summary>
    public bool Leads => Is("head") || Is("supervisor") || Is("admin");

    /// <summary>Whether the person opens cases again that are over.</summary>
    public bool ReopensCases => Is("head") || Is("admin");

    /// <summary>Whether the person adds documents and comments to the cases he sees, and shows documents to customers if he is staff.</summary>
    public bool AddsToCases => !Actor.Own.IsAuditor;

    /// <summary>Whether the person opens cases.</summary>
    public bool StartsCases => !Actor.Own.IsAuditor;

    /// <summary>Whether the person enters customers into the unit's register; all of the staff see it.</summary>
    public bool ServesCustomers => !IsCustomer && StartsCases;

    /// <summary>Whether the person writes the unit's SOPs.</summary>
    public bool IsAuthor => Is("author") || Is("admin");

    /// <summary>Whether the person evaluates, signs and revokes SOPs, and moves cases.</summary>
    public bool DecidesOnSops => Is("head") || Is("admin");

    /// <summary>Whether the person sees drafts, earlier versions and the log of SOPs; everybody else sees those in force.</summary>
    public bool SeesDrafts => !IsCustomer && (IsAuthor || DecidesOnSops || Is("supervisor") || Is("auditor"));

    /// <summary>Whether the person sees how the whole unit keeps its standards.</summary>
    public bool SeesDashboards => Is("supervisor") || Is("head") || Is("admin") || Is("auditor");

    /// <summary>Whether the person sees who saw a case.</summary>
    public bool SeesViews => !IsCustomer && SeesDashboards;

    /// <summary>Whether the person sees that by who does the work, too.</summary>
    public bool SeesWhoIsLate => Is("supervisor") || Is("head") || Is("admin");

    /// <summary>Whether the person says when SOPs start by themselves.</summary>
    public bool ManagesSchedules => Is("admin");

    /// <summary>Whether the person sees when SOPs and the service's own jobs run, and how they ran.</summary>
    public bool SeesSchedules => !IsCustomer && (ManagesSchedules || Is("head") || Is("supervisor") || Is("auditor"));

    /// <summary>Staff see the documents of their unit's cases; a customer those of his own that he sent or that were shown to him.</summary>
    public bool MaySee(Engine.Documents.StoredDocument document) =>
        !IsCustomer || (document.CustomerId == Id && (document.ForCustomer || document.AddedBy == Id));

    /// <summary>Binds the parameter of an endpoint; such endpoints need a signed-in person, which the fallback policy sees to.</summary>
    public static ValueTask<Person?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Person>());

    /// <summary>Whether the person sees all of the staff with their lanes and roles; an admin also changes them.</summary>
    public bool SeesStaff => !IsCustomer && (Is("admin") || Is("head") || Is("supervisor") || Is("auditor"));

    /// <summary>Whether the person says who is away and who stands in, also of others; everybody says so of himself.</summary>
    public bool MakesSubstitutes => Is("head") || Is("supervisor") || Is("admin");
}

/// <summary>A substitution that a person has to do with now.</summary>
/// <param name="IsDeputy">Whether the person is the deputy; otherwise he is away.</param>
/// <param name="Name">The other one's.</param>
public sealed record Substitute(bool IsDeputy, SubstituteKind Kind, string Name, string Title, Instant Until);
