namespace SopEngine.Tests.Browser;

internal static partial class PageVisits
{
    /// <summary>The pages behind a code and a receipt send a new visitor on; <see cref="AskingPagesTests"/> looks at them.</summary>
    private static Visit[] OfAsking =>
    [
        new("/o/{office}/ask", Nobody, "/o/bppsi-pekanbaru/ask"),
        new("/o/{office}/ask", Nobody, "/o/inaker-limapuluhkota/ask"),
        new("/o/{office}/ask/{sop}", Nobody, "/o/bppsi-pekanbaru/ask/pk-tu-pjt-02"),
        new("/o/{office}/ask/{sop}", Nobody, "/o/bisip/ask/sop-b-1664-2023"),
        new("/o/{office}/ask/{sop}", Nobody, "/o/bppsi-pekanbaru/ask/tidak-ada", Status: 404),
        new("/o/{office}/ask/{sop}/code", Nobody, "/o/bppsi-pekanbaru/ask/pk-tu-pjt-02/code"),
        new("/o/{office}/ask/{sop}/draft", Nobody, "/o/bppsi-pekanbaru/ask/pk-tu-pjt-02/draft"),
        new("/o/{office}/ask/{sop}/sent", Nobody, "/o/bppsi-pekanbaru/ask/pk-tu-pjt-02/sent"),
        new("/o/{office}/draft/{token}", Nobody, "/o/bppsi-pekanbaru/draft/lama", Status: 404),
        new("/o/{office}/follow", Nobody, "/o/bppsi-pekanbaru/follow"),
        new("/f/{token}", Nobody, "/f/lama", Status: 404),
        new("/f/{token}/messages", Nobody, "/f/lama/messages", Status: 404),
        new("/o/{office}/requests/{id:long}", Applicant, "/o/bppsi-pekanbaru/requests/{applied}"),
        new("/o/{office}/requests/{id:long}", Nobody, "/o/bppsi-pekanbaru/requests/{applied}"),
        new("/o/{office}/requests/{id:long}/steps/{task:int}", Applicant, "/o/bppsi-pekanbaru/requests/{asked}/steps/1"),
        new("/o/{office}/mine", Nobody, "/o/bppsi-pekanbaru/mine"),
        new("/o/{office}/mine", Applicant, "/o/bppsi-pekanbaru/mine"),
        new("/o/{office}/mine/code", Nobody, "/o/bppsi-pekanbaru/mine/code"),
        new("/office/online", Admin, "/office/online"),
    ];
}
