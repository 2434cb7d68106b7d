using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>What must hold of a member of the staff, new or changed.</summary>
internal static class StaffRules
{
    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Roles = ["head", "supervisor", "author", "admin", "auditor"];

    /// <summary>Makes changes of who is an admin, and of who holds what, come one after the other.</summary>
    public const string InTurn = "select pg_advisory_xact_lock(hashtextextended(@unit || ' people', 0));";

    /// <summary>That an admin is left besides <c>@id</c>.</summary>
    public const string AnotherAdmin =
        "exists (select from people o where o.unit_id = @unit and o.id <> @id and 'admin' = any (o.roles) and o.deactivated_at is null)";

    public static void NameRules<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts) => rule.NotEmpty().MaximumLength(200).WithName(_ => texts["Staff.Name"]);

    public static void TitleRules<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts) => rule.MaximumLength(200).WithName(_ => texts["Staff.JobTitle"]);

    public static void LaneRules<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule, IStringLocalizer<Texts> texts) => rule
        .Must(lanes => lanes.Count <= 100 && lanes.All(lane => lane.Length is > 0 and <= 100)).WithMessage(_ => texts["Staff.LaneUnknown"]);

    public static void RoleRules<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule, IStringLocalizer<Texts> texts) => rule
        .Must(roles => roles.All(Roles.Contains)).WithMessage(_ => texts["Staff.RoleUnknown"])
        // Whoever audits has a hand in nothing.
        .Must(roles => !roles.Contains("auditor") || roles.Count == 1).WithMessage(_ => texts["Staff.AuditorOnly"]);
}
