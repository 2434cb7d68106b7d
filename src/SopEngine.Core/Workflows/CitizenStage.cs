namespace SopEngine.Core.Workflows;

/// <summary>How a case stands, as its customer is told.</summary>
public enum CitizenStage
{
    /// <summary>It came in, and the office has done nothing yet.</summary>
    Received,

    /// <summary>The office works on it.</summary>
    InWork,

    /// <summary>It goes on when the customer has done something.</summary>
    AwaitsYou,

    /// <summary>The office has put it off.</summary>
    PutOff,

    Done,

    /// <summary>The customer took it back.</summary>
    Withdrawn,

    /// <summary>Nobody did a step in time, and the SOP closes such cases.</summary>
    Lapsed,

    /// <summary>The office does not go on with it.</summary>
    Refused,
}

/// <summary>Says how a case stands from what everybody may know of it.</summary>
public static class CitizenStages
{
    /// <param name="isPaused">True while the office has put it off.</param>
    /// <param name="awaitsCustomer">True when a step of the customer's is open.</param>
    /// <param name="officeHasActed">True when a step of the office's was done.</param>
    /// <param name="endedBy">The event that ended it; null for none, and for one that ended by its own course.</param>
    /// <param name="customer">The case's customer.</param>
    public static CitizenStage Of(
        CaseStatus status, bool isPaused, bool awaitsCustomer, bool officeHasActed, CaseEvent? endedBy, long? customer) => status switch
        {
            CaseStatus.Finished => CitizenStage.Done,
            CaseStatus.Cancelled => endedBy switch
            {
                CaseCancelled cancelled when cancelled.Person == customer => CitizenStage.Withdrawn,
                TaskLapsed => CitizenStage.Lapsed,
                _ => CitizenStage.Refused,
            },
            // A case that failed on its way is the office's to mend: its customer need not know of it.
            CaseStatus.Faulted => CitizenStage.InWork,
            _ when isPaused => CitizenStage.PutOff,
            _ when awaitsCustomer => CitizenStage.AwaitsYou,
            _ => officeHasActed ? CitizenStage.InWork : CitizenStage.Received,
        };

    /// <summary>True while the case may still come to a result.</summary>
    public static bool IsOpen(this CitizenStage stage) => stage < CitizenStage.Done;
}
