namespace SopEngine.Engine.Cases;

/// <summary>
/// The subject of a message. Its texts, in the reader's language, are the office's own or the program's.
/// </summary>
/// <param name="Name">The stored name, also the name of its texts.</param>
/// <param name="Places">Names of the values that its texts may use besides <see cref="Everywhere"/>.</param>
public sealed record MessageKind(string Name, bool ForStaff, bool ForCustomers, params IReadOnlyList<string> Places)
{
    /// <summary>Values of every text: the reader, the name of the office, the case's title and number, and a link.</summary>
    public static readonly IReadOnlyList<string> Everywhere = ["person", "office", "case", "number", "link"];

    public static readonly MessageKind StepDue = new("step-due", true, true, "step", "sop", "due", "percent");

    /// <summary>To the performer of a late step.</summary>
    public static readonly MessageKind StepLate = new("step-late", true, false, "step", "sop", "due", "percent", "raised");

    /// <summary>To the supervisor of its lane.</summary>
    public static readonly MessageKind LaneLate =
        new("lane-late", true, false, "step", "sop", "due", "percent", "lane", "holder", "raised");

    /// <summary>To the people it rose to.</summary>
    public static readonly MessageKind StepRaised = new("step-raised", true, false, "step", "sop", "due", "percent", "lane", "holder");

    /// <summary>To the same people, for a step that is not late: nobody holds its lane.</summary>
    public static readonly MessageKind StepVacant = new("step-vacant", true, false, "step", "sop", "due", "lane");

    /// <summary>To the customer whose step is over its time: no lateness of theirs, a reminder.</summary>
    public static readonly MessageKind CustomerAwaited = new("customer-awaited", false, true, "step", "sop", "due");

    public static readonly MessageKind LateSummary = new("late-summary", true, true, "count");
    public static readonly MessageKind Reminder = new("reminder", true, true, "step", "sop", "due", "by");
    public static readonly MessageKind Mention = new("mention", true, false, "by", "text", "sop");
    public static readonly MessageKind Notification = new("notification", true, true, "subject", "text", "sop");

    /// <summary>To the customer whose case was opened: its number in the office's register, its next step, and its due moment.</summary>
    /// <remarks>The secret of the receipt is put in where the message goes out, for a customer without an account.</remarks>
    public static readonly MessageKind CaseReceived = new("case-received", false, true, "register", "step", "sop", "due", "secret");

    /// <summary>Words of the office to the customer, and of the customer to the office, in the conversation of their case.</summary>
    public static readonly MessageKind OfficeWrote = new("office-wrote", false, true, "text", "sop");
    public static readonly MessageKind CustomerWrote = new("customer-wrote", true, false, "by", "text", "sop");
    public static readonly MessageKind StepOpened = new("step-opened", false, true, "step", "sop", "due");
    /// <summary>To the customer: an appointment was made or changed; it begins at <c>due</c>.</summary>
    public static readonly MessageKind AppointmentMade = new("appointment-made", false, true, "step", "sop", "due", "place");
    public static readonly MessageKind AppointmentOff = new("appointment-off", false, true, "step", "sop", "due", "place");
    public static readonly MessageKind CaseEnded = new("case-ended", false, true, "sop", "status", "result", "text");
    public static readonly MessageKind StepReturned = new("step-returned", true, true, "step", "sop", "by", "text");
    public static readonly MessageKind StepWithdrawn = new("step-withdrawn", true, true, "step", "sop", "by", "text");

    /// <summary>To the people to whom a step was disposed.</summary>
    public static readonly MessageKind Disposition = new("disposition", true, false, "step", "sop", "by", "text");
    public static readonly MessageKind CaseReopened = new("case-reopened", true, true, "sop", "by", "text");

    /// <summary>Before a step lapses, to its customer, holder or lane: the case will be closed, or go back to the step <c>to</c>.</summary>
    public static readonly MessageKind LapseCloses = new("lapse-closes", true, true, "step", "sop", "due", "text");
    public static readonly MessageKind LapseReturns = new("lapse-returns", true, true, "step", "sop", "due", "text", "to");

    /// <summary>To the customer, once it has lapsed.</summary>
    public static readonly MessageKind LapseClosed = new("lapse-closed", false, true, "step", "sop", "due", "text");
    public static readonly MessageKind LapseReturned = new("lapse-returned", false, true, "step", "sop", "due", "text", "to");

    public static readonly MessageKind QuestionAsked = new("question-asked", true, false, "by", "text", "step", "sop", "due");
    public static readonly MessageKind QuestionAnswered = new("question-answered", true, false, "by", "text", "step", "sop");
    public static readonly MessageKind QuestionOverdue = new("question-overdue", true, false, "by", "text", "step", "sop", "due");
    public static readonly MessageKind Report = new("report", true, false, "period");

    /// <summary>The index of satisfaction of a period is counted.</summary>
    public static readonly MessageKind SurveyReport = new("survey-report", true, false, "period");

    /// <summary>A figure of the dashboard has reached the limit that somebody set for it.</summary>
    public static readonly MessageKind Threshold = new("threshold", true, false, "figure", "count", "limit", "sop");

    /// <summary>To the people who assess SOPs: SOPs that are to be monitored or evaluated.</summary>
    public static readonly MessageKind AssessmentsDue = new("assessments-due", true, false, "count", "text");

    /// <summary>To the admins: a case waits for a document whose template the office does not have in force.</summary>
    public static readonly MessageKind TemplateMissing = new("template-missing", true, false, "sop", "template");

    public static readonly IReadOnlyList<MessageKind> All =
    [
        StepDue, StepLate, LaneLate, StepRaised, StepVacant, CustomerAwaited, LateSummary, Reminder, Mention, Notification,
        CaseReceived, OfficeWrote, CustomerWrote, StepOpened, AppointmentMade, AppointmentOff, CaseEnded, StepReturned, StepWithdrawn,
        Disposition, CaseReopened,
        LapseCloses, LapseReturns, LapseClosed, LapseReturned,
        QuestionAsked, QuestionAnswered, QuestionOverdue, Report, SurveyReport, Threshold, AssessmentsDue, TemplateMissing,
    ];

    /// <summary>Messages that a customer cannot decline: the receipt of their request and its result.</summary>
    public static readonly IReadOnlyList<MessageKind> Owed = [CaseReceived, CaseEnded, LapseClosed];

    public static MessageKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
