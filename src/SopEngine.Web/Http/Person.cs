using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Substitutes;
using SopEngine.Engine.Cases;

namespace SopEngine.Web.Http;

/// <summary>The signed-in person, as they stand in their unit now. Endpoints take it as a parameter.</summary>
/// <param name="Title">Jabatan of staff, the organisation of a customer.</param>
/// <param name="Actor">The person's rights on cases. Roles and lanes are their own and those that they have as a deputy.</param>
/// <param name="Zone">Time zone of the unit.</param>
public sealed record Person(
    int UnitId, string UserName, string Name, string Title, Actor Actor, string UnitName, string Zone)
{
    public long Id => Actor.Id;

    public bool IsCustomer => Actor.IsCustomer;

    public IReadOnlyList<string> Lanes => Actor.Lanes;

    /// <summary>Ids of the SOPs that the person answers for, their own and those that they have as a deputy.</summary>
    public IReadOnlyList<string> AnswersFor { get; init; } = [];

    /// <summary>The SOPs whose figures the person sees: null for all of the office, else those that they answer for.</summary>
    public IReadOnlyList<string>? Reach => May(Right.SeeDashboards) ? null : AnswersFor;

    /// <summary>True when the person sees any figures.</summary>
    public bool SeesFigures => May(Right.SeeDashboards) || May(Right.SeeFiguresOfOwnSops);

    /// <summary>Current substitutions in which the person is the deputy or away.</summary>
    public IReadOnlyList<Substitute> Substitutes { get; init; } = [];

    /// <summary>The sign-in by which the request came.</summary>
    public long Session { get; init; }

    /// <summary>True when the unit asks for a second factor that the person has not set up: nothing else can be done before.</summary>
    public bool LacksSecondFactor { get; init; }

    public bool May(Right right) => Actor.May(right) || (AnswersFor.Count > 0 && BookOfRights.IsOfOfficers(right));

    /// <summary>
    /// The first page after sign-in: people who lead or look over the office begin with its figures, a customer with their requests.
    /// </summary>
    public string Home => IsCustomer ? "/mine"
        : Actor.Roles.Any(role => role is Role.Head or Role.Supervisor or Role.Auditor) ? "/dashboard" : "/inbox";

    /// <summary>
    /// Staff see the documents of their unit's cases; a customer those of their own cases that they sent or that were shared.
    /// </summary>
    public bool MaySee(Engine.Documents.StoredDocument document) =>
        !IsCustomer || (document.CustomerId == Id && (document.ForCustomer || document.AddedBy == Id));

    /// <summary>Binds the parameter of an endpoint; such endpoints need a signed-in person, which the fallback policy sees to.</summary>
    public static ValueTask<Person?> BindAsync(HttpContext context) => ValueTask.FromResult(context.Features.Get<Person>());
}

/// <summary>A current substitution of a person.</summary>
/// <param name="IsDeputy">True when the person is the deputy, false when they are away.</param>
/// <param name="Name">The other one's.</param>
public sealed record Substitute(bool IsDeputy, SubstituteKind Kind, string Name, string Title, Instant Until);
