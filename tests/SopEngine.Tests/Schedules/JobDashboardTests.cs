using System.Text.RegularExpressions;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Schedules;

/// <summary>Rights on Hangfire's dashboard.</summary>
internal sealed partial class JobDashboardTests : AppTest
{
    private const string Operator = "pengelola2.palembang";
    private const string Trigger = "/hangfire/recurring/trigger";

    protected override string[] Settings => ["--Sop:Operators:0=Pengelola2.Palembang", "--Sop:Operators:1=pelanggan2.palembang"];

    [TestCase("pelanggan1.palembang", 403)]
    [TestCase("pelanggan2.palembang", 403)]
    [TestCase("pengelola1.palembang", 403)]
    [TestCase("pengawas.palembang", 403)]
    [TestCase("kepala.palembang", 403)]
    [TestCase("admin.palembang", 403)]
    [TestCase("auditor.palembang", 200)]
    [TestCase(Operator, 200)]
    public async Task Operators_and_auditors_see_the_dashboard(string userName, int status)
    {
        using var person = await SessionClient.SignIn(App, userName);
        foreach (var page in new[] { "/hangfire", "/hangfire/recurring", "/hangfire/servers", "/hangfire/jobs/succeeded" })
            Assert.That((await person.Get(page)).Status, Is.EqualTo(status), page);
        if (status != 200) Assert.That((await Run(person)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task Without_a_session_the_dashboard_redirects_to_the_sign_in_page()
    {
        using var nobody = SessionClient.Nobody(App);
        var answer = await nobody.Get("/hangfire");

        Assert.That((answer.Status, answer.Header("Location")), Is.EqualTo((302, $"{App.Address}sign-in?next=%2Fhangfire")));
        Assert.That((await nobody.Post(Trigger)).Status, Is.EqualTo(302));
    }

    [Test]
    public async Task An_auditor_changes_nothing_and_an_operator_runs_a_job_with_the_pages_token_alone()
    {
        await Patience.Until(
            async () => await App.Scalar<int>("select count(*) from hangfire.set where key = 'recurring-jobs'") > 0, "the jobs are there");
        using var auditor = await SessionClient.SignIn(App, "auditor.palembang");
        using var operate = await SessionClient.SignIn(App, Operator);

        Assert.That((await Run(auditor)).Status, Is.EqualTo(401));
        var elsewhere = await operate.Send(HttpMethod.Post, Trigger, Retention());
        Assert.That(elsewhere.Status, Is.EqualTo(403), "a page of another site has no token");
        Assert.That(await App.Scalar<int>("select count(*) from job_runs where name = 'retention'"), Is.Zero);

        Assert.That((await Run(operate)).Status, Is.EqualTo(204));
        await Patience.Until(async () => await App.Scalar<int>("select count(*) from job_runs where name = 'retention'") == 1, "it runs");
    }

    [Test]
    public async Task The_dashboards_pages_have_no_inline_script_and_may_run_none()
    {
        using var operate = await SessionClient.SignIn(App, Operator);
        var page = await operate.Get("/hangfire/recurring");

        Assert.That(
            page.Header("Content-Security-Policy"), Does.Contain("script-src 'self';").And.Contain("style-src 'self' 'unsafe-inline';"));
        Assert.That(page.Text, Does.Not.Match(@"<script(?![^>]*\ssrc=)|\son\w+="));
        Assert.That((await operate.Get("/schedules")).Status, Is.EqualTo(403), "an operator who is a clerk sees no more of the office");
    }

    /// <summary>Runs a job as the page's button does.</summary>
    private static async Task<SessionClient.Answer> Run(SessionClient person)
    {
        var token = Token().Match((await person.Get("/hangfire/recurring")).Text).Groups[1].Value;
        return await person.Send(HttpMethod.Post, Trigger, Retention(), ("RequestVerificationToken", token));
    }

    private static FormUrlEncodedContent Retention() => new(new Dictionary<string, string> { ["jobs[]"] = "retention" });

    [GeneratedRegex("""name="csrf-token" content="([^"]+)""")]
    private static partial Regex Token();
}
