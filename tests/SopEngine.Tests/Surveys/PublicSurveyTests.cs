using System.Net;
using SopEngine.Tests.Support;
using SopEngine.Web.Surveys;

namespace SopEngine.Tests.Surveys;

/// <summary>The survey by the office's own links, as anybody finds it on the counter.</summary>
internal sealed class PublicSurveyTests : AppTest
{
    // Each test has an address of its own, because answers are slowed down by address.
    protected override string[] Settings => ["--Sop:Proxies=127.0.0.1"];

    [Test]
    public async Task Anybody_answers_without_account_cookie_or_script()
    {
        var path = await SurveySops.Link(App);
        using var phone = SessionClient.Nobody(App).From("198.51.100.1");
        var form = await phone.Get(path);
        var text = WebUtility.HtmlDecode(form.Text);
        Assert.That(text.IndexOf("sarana dan prasarana", StringComparison.Ordinal),
            Is.LessThan(text.IndexOf("penanganan pengaduan", StringComparison.Ordinal)), "the order of the questionnaire");
        Assert.That(text, Does.Contain("Ada tetapi tidak berfungsi").And.Contain("Yang kami simpan"));
        Assert.That(form.Header("X-Robots-Tag"), Is.EqualTo("noindex"));
        var before = await SurveySops.Count(App);
        var sent = await SurveySops.Send(phone, path, SurveySops.Answers());
        Assert.That((sent.Status, sent.Header("Location")), Is.EqualTo((303, path + "?done=1")));
        Assert.That((await phone.Get(path + "?done=1")).Text, Does.Contain("Terima kasih"));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task The_same_form_twice_counts_once_and_the_next_respondents_counts_too()
    {
        var path = await SurveySops.Link(App);
        using var kiosk = SessionClient.Nobody(App).From("198.51.100.2");
        var before = await SurveySops.Count(App);
        var answers = SurveySops.Answers();
        var both = await Task.WhenAll(SurveySops.Send(kiosk, path, answers), SurveySops.Send(kiosk, path, answers));
        Assert.That(both.Select(answer => answer.Status), Is.All.EqualTo(303));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
        await SurveySops.Send(kiosk, path, SurveySops.Answers());
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 2));
    }

    [Test]
    public async Task Wrong_and_odd_answers_are_refused_and_kept_in_the_form()
    {
        var path = await SurveySops.Link(App);
        using var phone = SessionClient.Nobody(App).From("198.51.100.3");
        var before = await SurveySops.Count(App);
        foreach (var odd in new[] { "533433434", "0x3433434", "3 3433434" })
        {
            var refused = await SurveySops.Send(phone, path, SurveySops.Answers(odd));
            Assert.That(refused.Status, Is.EqualTo(422), odd);
        }

        Assert.That((await SurveySops.Send(phone, path)).Status, Is.EqualTo(422));
        Assert.That((await phone.Send(HttpMethod.Post, path, "{}")).Status, Is.AnyOf(400, 415, 422));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));
        var strange = await SurveySops.Send(
            phone, path,
            [.. SurveySops.Answers(), ("__skm-age", "999"), ("service", "tidak-ada"), ("__skm-occupation", new string('x', 5000))]);
        Assert.That(strange.Status, Is.EqualTo(303), "what a respondent says of themself may be left out");
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task A_program_that_fills_in_the_trap_is_thanked_and_not_counted()
    {
        var path = await SurveySops.Link(App);
        using var robot = SessionClient.Nobody(App).From("198.51.100.4");
        var before = await SurveySops.Count(App);
        var sent = await SurveySops.Send(robot, path, [.. SurveySops.Answers(), (AnswerPages.Trap, "https://spam.example")]);
        Assert.That(sent.Status, Is.EqualTo(303));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));
    }

    [Test]
    public async Task One_address_that_answers_without_end_is_slowed_down()
    {
        var path = await SurveySops.Link(App);
        using var flood = SessionClient.Nobody(App).From("198.51.100.5");
        var statuses = new List<int>();
        for (var i = 0; i < 70; i++) statuses.Add((await SurveySops.Send(flood, path, SurveySops.Answers())).Status);
        Assert.That(statuses.Count(status => status == 303), Is.InRange(55, 65));
        Assert.That(statuses[^1], Is.EqualTo(429));
        using var other = SessionClient.Nobody(App).From("198.51.100.6");
        Assert.That((await SurveySops.Send(other, path, SurveySops.Answers())).Status, Is.EqualTo(303));
    }

    [Test]
    public async Task Outside_of_its_times_the_office_takes_no_answer()
    {
        var unit = await App.Unit("bisip");
        var code = await App.Scalar<string>(
            "insert into survey_links (unit_id, code, label, made_at) values (@unit, 'abcdefgh23', 'Loket', now()) returning code",
            new { unit });
        using var admin = await SessionClient.SignIn(App, "kepala.bisip");
        var set = await admin.Submit("/surveys/settings", "/surveys/openings", ("from", "2020-01-01"), ("to", "2020-01-31"));
        Assert.That(set.Status, Is.EqualTo(303), WebUtility.HtmlDecode(set.Text));
        using var phone = SessionClient.Nobody(App).From("198.51.100.7");
        Assert.That((await phone.Get($"/skm/{code}")).Text, Does.Contain("Survei sedang ditutup"));
        var sent = await SurveySops.Send(phone, $"/skm/{code}", SurveySops.Answers());
        Assert.That(sent.Text, Does.Contain("Survei sedang ditutup"));
        Assert.That(await App.Scalar<int>("select count(*)::int from survey_box where unit_id = @unit", new { unit }), Is.Zero);
    }

    [Test]
    public async Task Further_questions_of_the_office_are_asked_and_stay_outside_of_the_index()
    {
        using var head = await SessionClient.SignIn(App, "kepala.pekanbaru");
        var added = await head.Submit(
            "/surveys/settings", "/surveys/questions", ("text", "Apakah petugas meminta imbalan?"), ("answer", "Ya"), ("answer", "Sering"),
            ("answer", "Jarang"), ("answer", "Tidak pernah"));
        Assert.That(added.Status, Is.EqualTo(303), WebUtility.HtmlDecode(added.Text));
        var unit = await App.Unit(SurveySops.Office);
        var no = await App.Scalar<int>("select max(no) from survey_questions where unit_id = @unit", new { unit });
        var path = await SurveySops.Link(App);
        using var phone = SessionClient.Nobody(App).From("198.51.100.8");
        Assert.That((await phone.Get(path)).Text, Does.Contain("meminta imbalan"));
        Assert.That((await SurveySops.Send(phone, path, SurveySops.Answers())).Status, Is.EqualTo(422), "it is asked");
        Assert.That((await SurveySops.Send(phone, path, [.. SurveySops.Answers(), ($"__skm-q{no}", "4")])).Status, Is.EqualTo(303));
        await SurveySops.Count(App);
        Assert.That(await App.Scalar<int>(
            "select total from survey_question_counts where unit_id = @unit and no = @no", new { unit, no }), Is.EqualTo(4));
        Assert.That((await head.Submit("/surveys/settings", $"/surveys/questions/{no}/end")).Status, Is.EqualTo(303));
        Assert.That((await phone.Get(path)).Text, Does.Not.Contain("meminta imbalan"));
    }
}
