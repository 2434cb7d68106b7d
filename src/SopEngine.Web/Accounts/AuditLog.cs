namespace SopEngine.Web.Accounts;

/// <summary>Deeds on people, accounts and an office's settings, each noted in the transaction that does it.</summary>
public static class AuditLog
{
    /// <summary>Takes <c>@unit, @now, @by, @subject, @action, @detail</c>; <c>by</c> is null before sign-in.</summary>
    public const string Insert =
        "insert into audit_log (unit_id, at, person_id, subject_id, action, detail) values (@unit, @now, @by, @subject, @action, @detail);";

    /// <summary>Stands before a lane that a supervisor answers for, in the details of a person.</summary>
    public const string Overseen = "> ";

    /// <summary>Stands before a SOP that a person answers for, in the details of a person.</summary>
    public const string Answering = "# ";

    public const string SignedIn = "signed-in";
    public const string SignInFailed = "sign-in-failed";
    public const string LockedOut = "locked-out";
    public const string PasswordSet = "password-set";
    public const string PersonAdded = "person-added";
    public const string PersonChanged = "person-changed";
    public const string PersonLeft = "person-left";
    public const string PersonReturned = "person-returned";
    public const string CustomersMerged = "customers-merged";
    public const string LinkMade = "link-made";
    public const string Unlocked = "unlocked";
    public const string SessionsEnded = "sessions-ended";
    public const string SessionEnded = "session-ended";
    public const string SecondFactorOn = "second-factor-on";
    public const string SecondFactorOff = "second-factor-off";
    public const string SecondFactorReset = "second-factor-reset";
    public const string SecondFactorRule = "second-factor-rule";
    public const string SecondFactorWrong = "second-factor-wrong";
    public const string RecoveryCodesMade = "recovery-codes-made";
    public const string RecoveryCodeUsed = "recovery-code-used";
    public const string PostNoted = "post-noted";
    public const string ReportsChosen = "reports-chosen";
    public const string OfficeChanged = "office-changed";
    public const string HoursConfirmed = "hours-confirmed";
    public const string FirstDayPutAway = "first-day-put-away";
    public const string TariffAdded = "tariff-added";
    public const string TariffChanged = "tariff-changed";
    public const string TariffEnded = "tariff-ended";
    public const string DiscountAdded = "discount-added";
    public const string DiscountEnded = "discount-ended";
    public const string EvaluationInterval = "evaluation-interval";
    public const string SurveyChanged = "survey-changed";
    public const string SiteShown = "site-shown";
    public const string InformationChanged = "information-changed";
}
