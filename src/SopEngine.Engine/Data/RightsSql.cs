using SopEngine.Core.Rights;

namespace SopEngine.Engine.Data;

/// <summary>The book of rights in SQL: conditions on a column of stored roles.</summary>
public static class RightsSql
{
    /// <summary>The condition that staff with these roles have the right.</summary>
    /// <param name="roles">The column, such as <c>p.roles</c>.</param>
    public static string Of(Right right, string roles) => BookOfRights.IsOfStaff(right)
        ? $"(not {roles} && {Array(BookOfRights.Readers)})"
        : $"({roles} && {Array(BookOfRights.RolesWith(right))})";

    /// <summary>The condition that a role is among these, worded as in the index of the heads.</summary>
    /// <inheritdoc cref="Of(Right, string)"/>
    public static string Of(Role role, string roles) => $"'{role.Name()}' = any ({roles})";

    private static string Array(IEnumerable<Role> roles) => $"array[{string.Join(", ", roles.Select(role => $"'{role.Name()}'"))}]";
}
