using FluentValidation;
using Microsoft.Extensions.Localization;
using Npgsql;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Staff;

/// <summary>Rules for a member of the staff, new or changed.</summary>
internal static class StaffRules
{
    /// <summary>Locks the unit's staff, so that changes of admins and of lanes' holders come one after the other.</summary>
    public const string InTurn = "select pg_advisory_xact_lock(hashtextextended(@unit || ' people', 0));";

    /// <summary>Condition that an admin is left besides <c>@id</c>.</summary>
    public static readonly string AnotherAdmin =
        $"""
        exists (
          select from people o where o.unit_id = @unit and o.id <> @id and {RightsSql.Of(Right.ManageStaff, "o.roles")}
            and o.deactivated_at is null)
        """;

    public static void NameRules<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts) =>
        rule.NotEmpty().MaximumLength(200).WithName(_ => texts["Staff.Name"]);

    public static void TitleRules<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts) =>
        rule.MaximumLength(200).WithName(_ => texts["Staff.JobTitle"]);

    public static void LaneRules<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule, IStringLocalizer<Texts> texts) => rule
        .Must(lanes => lanes.Count <= 100 && lanes.All(lane => lane.Length is > 0 and <= 100)).WithMessage(_ => texts["Staff.LaneUnknown"]);

    public static void RoleRules<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule, IStringLocalizer<Texts> texts) => rule
        .Must(roles => roles.All(IsKnown)).WithMessage(_ => texts["Staff.RoleUnknown"])
        .Must(roles => !OnlyReads(roles) || roles.Count == 1).WithMessage(_ => texts["Staff.AuditorOnly"]);

    public static void NipRules<T>(this IRuleBuilder<T, string> rule, IStringLocalizer<Texts> texts) => rule
        .Must(nip => nip.Length == 0 || Nip(nip) is not null).WithMessage(_ => texts["Header.NipBad"]);

    /// <summary>The digits of a NIP; null for an empty text, and for one that is none.</summary>
    public static string? Nip(string text) => Core.Workflows.Definitions.Nip.TryParse(text, out var digits) ? digits : null;

    /// <summary>The problem of a user name or a NIP that another person has.</summary>
    public static Problem Taken(PostgresException taken, Problems problems, IStringLocalizer<Texts> texts) =>
        taken.ConstraintName == "people_nip"
            ? problems.Invalid("nip", texts["Staff.NipTaken"])
            : problems.Invalid("userName", texts["Staff.UserNameTaken"]);

    public static bool IsKnown(string role) => BookOfRights.Find(role) is not null;

    /// <summary>True for an auditor, who only reads.</summary>
    public static bool OnlyReads(IReadOnlyList<string> roles) => BookOfRights.Read(roles).Any(BookOfRights.Readers.Contains);
}
