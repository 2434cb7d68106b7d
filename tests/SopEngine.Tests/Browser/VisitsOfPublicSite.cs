namespace SopEngine.Tests.Browser;

internal static partial class PageVisits
{
    private static Visit[] OfPublicSite =>
    [
        new("/o/{office}", Nobody, "/o/bppsi-pekanbaru"),
        new("/o/{office}", Nobody, "/o/inaker-limapuluhkota"),
        new("/o/{office}", Nobody, "/o/tidak-ada", Status: 404),
        new("/o/{office}/services/{sop}", Nobody, "/o/bppsi-pekanbaru/services/pk-tu-pjt-02"),
        new("/o/{office}/services/{sop}", Clerk, "/o/bppsi-pekanbaru/services/ppid-permohonan-informasi"),
        new("/o/{office}/sops/{sop}", Nobody, "/o/bppsi-pekanbaru/sops/pk-tu-pjt-01"),
        new("/o/{office}/survey", Nobody, "/o/baristand-palembang/survey"),
        new("/o/{office}/information", Nobody, "/o/bppsi-pekanbaru/information"),
        new("/o/{office}/information", Nobody, "/o/bppsi-pekanbaru/information?q=tiada"),
        new("/o/{office}/information/requests", Nobody, "/o/bppsi-pekanbaru/information/requests"),
        new("/information", "kepala.pekanbaru", "/information"),
        new("/information", Supervisor, "/information"),
        new("/information/items", "ppid.pekanbaru", "/information/items"),
        new("/information/items/{id:long}", "ppid.pekanbaru", "/information/items/{information}"),
        new("/site", Admin, "/site"),
        new("/site/preview", Admin, "/site/preview"),
        new("/site/services/{sop}", Admin, "/site/services/sop-21-bipa-5"),
        new("/site/services/{sop}/preview", Admin, "/site/services/sop-21-bipa-5/preview"),
    ];
}
