using static SopEngine.Core.Rights.Right;

namespace SopEngine.Core.Rights;

/// <summary>
/// The roles that a member of the staff has besides lanes, in the order in which pages show them. Stored and sent by name, in lower case.
/// </summary>
public enum Role
{
    Head,
    Supervisor,
    Author,
    Admin,
    Auditor,
}

/// <summary>
/// The only table of roles and their rights. The engine decides where the lane, the holder or the escalation of a task matters.
/// </summary>
public static class BookOfRights
{
    private static readonly Right[] OfCustomers = [StartCases, AddToCases];

    /// <summary>Rights of all staff except auditors: an auditor only reads.</summary>
    private static readonly Right[] OfStaff = [StartCases, AddToCases, IssueDocuments, ServeCustomers, HoldLanes, SeeBills];

    /// <summary>Rights of staff who answer for SOPs, to these SOPs alone.</summary>
    private static readonly Right[] OfOfficers = [SeeFiguresOfOwnSops];

    private static readonly Dictionary<Role, Right[]> OfRole = new()
    {
        [Role.Head] =
        [
            LeadCases, AssignTasks, ReopenCases, MoveCases, SeeViews, DecideOnSops, AssessSops, SeeDrafts, SeeDashboards, SeeWhoIsLate,
            ChooseReports, GetReports, SeeSchedules, ChangeCalendar, ManageOffice, SeeStaff, MakeSubstitutes,
        ],
        [Role.Supervisor] =
        [
            LeadCases, AssignTasks, SeeViews, SeeDrafts, SeeDashboards, SeeWhoIsLate, GetReports, SeeSchedules, SeeStaff, MakeSubstitutes,
        ],
        [Role.Author] = [WriteSops, AssessSops, SeeDrafts],
        [Role.Admin] =
        [
            LeadCases, AdministerTasks, ReopenCases, MoveCases, PublishEvents, SeeViews, WriteSops, DecideOnSops, AssessSops, SeeDrafts,
            SeeDashboards, SeeWhoIsLate, ChooseReports, ManageSchedules, SeeSchedules, ChangeCalendar, ManageOffice, ManageStaff, SeeStaff,
            MakeSubstitutes, SeeLog, ManageCustomers, ManageMessages,
        ],
        [Role.Auditor] = [SeeBills, SeeViews, SeeDrafts, SeeDashboards, SeeSchedules, SeeJobs, SeeStaff, SeeLog],
    };

    private static readonly Dictionary<string, Role> ByName = Enum.GetValues<Role>().ToDictionary(Name);

    public static IReadOnlyList<Role> Roles { get; } = Enum.GetValues<Role>();

    /// <summary>The roles that only read.</summary>
    public static IReadOnlyList<Role> Readers { get; } = [Role.Auditor];

    public static bool Gives(bool isCustomer, IReadOnlyList<Role> roles, Right right)
    {
        if (isCustomer) return OfCustomers.Contains(right);
        return roles.Any(role => OfRole[role].Contains(right)) || (IsOfStaff(right) && !roles.Any(Readers.Contains));
    }

    /// <summary>True when staff have the right without any role.</summary>
    public static bool IsOfStaff(Right right) => OfStaff.Contains(right);

    /// <summary>True when staff who answer for a SOP have the right.</summary>
    public static bool IsOfOfficers(Right right) => OfOfficers.Contains(right);

    /// <summary>The roles that give the right.</summary>
    public static IEnumerable<Role> RolesWith(Right right) => Roles.Where(role => OfRole[role].Contains(right));

    public static string Name(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>Null for a name that no role has.</summary>
    public static Role? Find(string name) => ByName.TryGetValue(name, out var role) ? role : null;

    /// <summary>The roles of these names. A name that a later version of the program stored gives nothing here.</summary>
    public static IReadOnlyList<Role> Read(IReadOnlyList<string> names) => names.Count == 0 ? [] : [.. names.Select(Find).OfType<Role>()];
}
