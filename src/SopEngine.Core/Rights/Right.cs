namespace SopEngine.Core.Rights;

/// <summary>One thing that a person may do or see in their office. <see cref="BookOfRights"/> gives it to roles.</summary>
public enum Right
{
    /// <summary>Open cases; a customer only their own.</summary>
    StartCases,

    /// <summary>Add documents and comments to the cases that the person sees.</summary>
    AddToCases,

    /// <summary>Issue the office's documents from cases.</summary>
    IssueDocuments,

    /// <summary>Enter customers into the register.</summary>
    ServeCustomers,

    /// <summary>Hold lanes, answer questions of colleagues, and stand in for others.</summary>
    HoldLanes,

    /// <summary>See the bills of all cases.</summary>
    SeeBills,

    /// <summary>Cancel and pause cases, cancel issued documents, and give any task more time.</summary>
    LeadCases,

    /// <summary>Hand over tasks of others.</summary>
    AssignTasks,

    /// <summary>Do tasks without a lane, and put back tasks of a holder who has left.</summary>
    AdministerTasks,

    /// <summary>Let a case that is over go on.</summary>
    ReopenCases,

    /// <summary>Move running cases to another version of their SOP.</summary>
    MoveCases,

    /// <summary>Publish events that cases wait for.</summary>
    PublishEvents,

    /// <summary>See the people who viewed a case.</summary>
    SeeViews,

    /// <summary>Write SOPs, and templates of documents.</summary>
    WriteSops,

    /// <summary>Evaluate, sign and revoke SOPs, and put templates of documents in force.</summary>
    DecideOnSops,

    /// <summary>Fill in the monitorings and evaluations of SOPs, and be reminded of them.</summary>
    AssessSops,

    /// <summary>See drafts, earlier versions and the log of SOPs; everybody else sees those in force.</summary>
    SeeDrafts,

    /// <summary>See how the whole unit keeps its standards.</summary>
    SeeDashboards,

    /// <summary>See that by person, too.</summary>
    SeeWhoIsLate,

    /// <summary>See how the SOPs that the person answers for keep their standards, and no other SOP.</summary>
    SeeFiguresOfOwnSops,

    /// <summary>Choose which reports are made.</summary>
    ChooseReports,

    /// <summary>Be told when a report is ready.</summary>
    GetReports,

    /// <summary>Say when SOPs start by themselves.</summary>
    ManageSchedules,

    /// <summary>See when SOPs and the service's own jobs run, and how they ran.</summary>
    SeeSchedules,

    /// <summary>See the jobs of the service itself, which serve all offices; operators, who need no role, change them.</summary>
    SeeJobs,

    /// <summary>Change the working calendar.</summary>
    ChangeCalendar,

    /// <summary>Change the office's name, paper, approval of SOPs and defaults.</summary>
    ManageOffice,

    /// <summary>Add people, change their lanes and roles, open their accounts, and set the rule of second factors.</summary>
    ManageStaff,

    /// <summary>See all of the staff with their lanes and roles.</summary>
    SeeStaff,

    /// <summary>Enter absences and deputies for others, too.</summary>
    MakeSubstitutes,

    /// <summary>See the log of people, accounts and settings.</summary>
    SeeLog,

    /// <summary>Remove customers, and open their accounts anew.</summary>
    ManageCustomers,

    /// <summary>Edit the texts and channels of messages, and see which could not be delivered.</summary>
    ManageMessages,
}
