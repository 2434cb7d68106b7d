using System.Net;
using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Asking;

/// <summary>What citizens do on the site of Pekanbaru, with requests as a browser sends them.</summary>
internal static partial class Citizens
{
    public const string Office = "bppsi-pekanbaru", Site = $"/o/{Office}", Testing = "pk-tu-pjt-02",
        Information = "ppid-permohonan-informasi", Clerk = "pengelola1.pekanbaru";

    public static string Form(string sop) => $"{Site}/ask/{sop}";

    /// <summary>The fields of a request for information.</summary>
    public static (string Name, string Value)[] Asks(string email, string name = "Siti Aminah", string? phone = null) =>
    [
        ("data.nama", name), ("data.alamat", "Jalan Melati 4, Pekanbaru"), ("data.kontak", email),
        ("data.informasiDiminta", "Jumlah uji 2025"),
        ("data.caraMemperoleh", "Melihat atau membaca"), ("email", email), ("phone", phone ?? ""), ("title", "Data uji"),
    ];

    /// <summary>Fills in the form and goes on to the code, which a demo without a mail server shows.</summary>
    public static async Task<string> Begin(SessionClient citizen, string sop, params (string Name, string Value)[] fields)
    {
        var form = Form(sop);
        var sent = await citizen.Submit(form, form, fields);
        Assert.That((sent.Status, sent.Header("Location")), Is.EqualTo((303, form + "/code")), Text(sent));
        return Code((await citizen.Get(form + "/code")).Text);
    }

    public static string Code(string page) =>
        Digits().Match(WebUtility.HtmlDecode(page)) is { Success: true } found ? found.Groups[1].Value : "";

    /// <summary>Asks and confirms; returns the number and the secret of the receipt.</summary>
    public static async Task<(string Number, string Secret, long Case)> Ask(
        TestApp app, SessionClient citizen, string email, string name = "Siti Aminah", string? phone = null)
    {
        var code = await Begin(citizen, Information, Asks(email, name, phone));
        Assert.That(code, Is.Not.Empty);
        var form = Form(Information);
        var sent = await citizen.Submit(form + "/code", ("code", code));
        Assert.That((sent.Status, sent.Header("Location")), Is.EqualTo((303, form + "/sent")), Text(sent));
        return await Receipt(app, citizen);
    }

    public static async Task<(string Number, string Secret, long Case)> Receipt(TestApp app, SessionClient citizen)
    {
        var page = WebUtility.HtmlDecode((await citizen.Get(Form(Information) + "/sent")).Text);
        var values = Held().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.That(values, Has.Count.EqualTo(2), page);
        var id = await app.Scalar<long>("select id from cases where register_number = @number and unit_id = @unit",
            new { number = values[0], unit = await app.Unit(Office) });
        return (values[0], values[1], id);
    }

    public static string Text(SessionClient.Answer answer) => WebUtility.HtmlDecode(answer.Text);

    /// <summary>The letters of a page without what differs in every answer: tokens, keys and nonces.</summary>
    public static string Plain(SessionClient.Answer answer) => Changing().Replace(Text(answer), "");

    [GeneratedRegex(@"Kode: (\d{6})")]
    private static partial Regex Digits();

    [GeneratedRegex("""asked-number">([^<]+)<""")]
    private static partial Regex Held();

    [GeneratedRegex("""(name="__RequestVerificationToken" value="[^"]+"|name="key" value="[^"]+")""")]
    private static partial Regex Changing();
}
