using System.Net;
using SopEngine.Tests.Support;
using SopEngine.Web.Forms;

namespace SopEngine.Tests.Surveys;

/// <summary>The survey as a step of a case: one answer, written with the step, and not to be found from the case.</summary>
internal sealed class SurveyStepTests : AppTest
{
    [Test]
    public async Task A_customer_answers_in_the_step_and_nothing_of_the_case_says_what()
    {
        var id = await SurveySops.Start(App, "Uji isi survei");
        var before = await SurveySops.Count(App);
        using var customer = await SessionClient.SignIn(App, SurveySops.Customer);
        var form = (await customer.Get($"/tasks/{id}-2")).Text;
        Assert.That(form, Does.Contain(SurveyInput.Sex).And.Not.Contain("data-draft=").And.Not.Contain("name=\"comment\""));

        var done = await customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", SurveySops.Answers());
        Assert.That(done.Status, Is.EqualTo(303), WebUtility.HtmlDecode(done.Text));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
        Assert.That(await App.Scalar<string>(
            "select string_agg(event::text, '') from history where case_id = @id", new { id }),
            Does.Not.Contain("skm").And.Not.Contain("female"));
        Assert.That(await App.Scalar<int>(
            """
            select count(*)::int from survey_box b join history h on h.unit_id = b.unit_id and h.xmin = b.xmin where h.case_id = @id
            """, new { id }), Is.Zero, "the counted answer shares no transaction with the case");
        await App.Owner("update survey_box set day = day - 1");
        await SurveySops.Count(App);
        Assert.That(await App.Scalar<int>("select count(*)::int from survey_box"), Is.Zero, "a day that is over is mixed");
        Assert.That(await App.Scalar<int>(
            """
            select count(*)::int from information_schema.columns where table_name in ('survey_answers', 'survey_box')
              and (column_name ~ 'case|person|account|_at$|mark' or data_type like 'timestamp%')
            """), Is.Zero, "no column leads to a person or a time");
        Assert.That(await App.Verify(), Is.Empty);
    }

    [Test]
    public async Task A_retry_and_two_at_once_give_one_answer()
    {
        var id = await SurveySops.Start(App, "Uji dua kali");
        var before = await SurveySops.Count(App);
        using var customer = await SessionClient.SignIn(App, SurveySops.Customer);
        var answers = SurveySops.Answers(key: Guid.NewGuid().ToString("N"));
        var both = await Task.WhenAll(Send(answers), Send(answers), Send(SurveySops.Answers("111111111")));
        Assert.That(both.Count(answer => answer.Status == 303), Is.GreaterThanOrEqualTo(1));
        Assert.That((await Send(answers)).Status, Is.AnyOf(303, 409), "sent again");
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));

        Task<SessionClient.Answer> Send((string, string)[] fields) =>
            customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", fields);
    }

    [Test]
    public async Task Left_out_questions_are_named_and_nothing_happens()
    {
        var id = await SurveySops.Start(App, "Uji bolong");
        var before = await SurveySops.Count(App);
        using var customer = await SessionClient.SignIn(App, SurveySops.Customer);
        var refused = await customer.Submit(
            $"/tasks/{id}-2", $"/tasks/{id}-2/completion",
            [.. SurveySops.Answers().Where(field => !field.Name.EndsWith("complaints", StringComparison.Ordinal))]);
        Assert.That(refused.Status, Is.EqualTo(422));
        Assert.That(WebUtility.HtmlDecode(refused.Text), Does.Contain("Pertanyaan 9 belum dijawab").And.Contain("value=\"3\" checked"));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));

        var declined = await customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", (SurveyInput.Declined, "true"));
        Assert.That(declined.Status, Is.EqualTo(303), "a survey is voluntary");
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));
    }

    [Test]
    public async Task The_counter_answers_in_the_customers_name_with_a_proof()
    {
        var id = await SurveySops.Start(App, "Uji loket");
        var before = await SurveySops.Count(App);
        using var clerk = await SessionClient.SignIn(App, SurveySops.Clerk);
        var refused = await clerk.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", SurveySops.Answers());
        Assert.That(refused.Status, Is.AnyOf(403, 422), "without a proof");
        var done = await clerk.Submit(
            $"/tasks/{id}-2", $"/tasks/{id}-2/completion",
            [.. SurveySops.Answers(), ("behalf", "true"), ("proof", "Telephone"), ("proofNote", "Ditelepon 0812, dibacakan")]);
        Assert.That(done.Status, Is.EqualTo(303), WebUtility.HtmlDecode(done.Text));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task The_link_of_a_case_does_its_step_once()
    {
        var id = await SurveySops.Start(App, "Uji tautan");
        var before = await SurveySops.Count(App);
        var path = await SurveySops.Invite(App, id);
        using var scanner = SessionClient.Nobody(App);
        for (var i = 0; i < 3; i++)
            Assert.That((await scanner.Get(path)).Status, Is.EqualTo(200), "a scanner opens it");
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));
        Assert.That(await App.Scalar<int>(
            "select count(*)::int from survey_invitations where token_hash = convert_to(@secret, 'UTF8')", new { secret = path[5..] }),
            Is.Zero, "the secret itself is not stored");

        using var phone = SessionClient.Nobody(App);
        var both = await Task.WhenAll(
            SurveySops.Send(phone, path, SurveySops.Answers("444444444")), SurveySops.Send(scanner, path, SurveySops.Answers("111111111")));
        Assert.That(both.Select(answer => answer.Status).Order(), Is.EqualTo((int[])[200, 303]));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
        Assert.That(await App.Scalar<string>("select outcome from tasks where case_id = @id and no = 2", new { id }), Is.Not.Null);
        var again = await SurveySops.Send(phone, path, SurveySops.Answers());
        Assert.That(WebUtility.HtmlDecode(again.Text), Does.Contain("sudah diisi"));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task A_link_that_is_over_guessed_or_closed_gets_the_same_answer()
    {
        var id = await SurveySops.Start(App, "Uji tamat");
        var path = await SurveySops.Invite(App, id);
        await App.Owner($"update survey_invitations set expires_at = now() - interval '1 second' where case_id = {id}");
        var closed = await SurveySops.Link(App);
        await App.Owner($"update survey_links set closed_at = now() where code = '{closed[5..]}'");
        using var nobody = SessionClient.Nobody(App);
        var pages = new List<string>();
        foreach (var odd in new[]
        {
            path, closed, "/skm/" + new string('a', 43), "/skm/abcdefghjk", "/skm/x", "/skm/%27%3B--",
            path[..^1] + (path[^1] == 'A' ? 'B' : 'A'),
        })
        {
            foreach (var answer in new[] { await nobody.Get(odd), await SurveySops.Send(nobody, odd, SurveySops.Answers()) })
            {
                Assert.That(answer.Status, Is.EqualTo(404), odd);
                pages.Add(System.Text.RegularExpressions.Regex.Replace(
                    answer.Text, "csp-nonce\" content=\"[^\"]*\"|value=\"[^\"]*\"|href=\"/language[^\"]*\"", ""));
            }
        }

        Assert.That(pages.Where((_, i) => i % 2 == 0).Distinct().Count(), Is.EqualTo(1), "to look");
        Assert.That(pages.Where((_, i) => i % 2 == 1).Distinct().Count(), Is.EqualTo(1), "to send");
        Assert.That(await App.Scalar<string>("select outcome from tasks where case_id = @id and no = 2", new { id }), Is.Null);
    }

    [Test]
    public async Task A_clerk_makes_links_of_their_own_offices_cases_alone()
    {
        var id = await SurveySops.Start(App, "Uji kantor lain");
        using var stranger = await SessionClient.SignIn(App, "pengelola1.palembang");
        Assert.That((await stranger.Submit("/surveys/paper", $"/surveys/cases/{id}/links")).Status, Is.EqualTo(404));
        using var customer = await SessionClient.SignIn(App, SurveySops.Customer);
        Assert.That((await customer.Submit($"/cases/{id}", $"/surveys/cases/{id}/links")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task A_step_that_is_done_again_asks_nobody_twice()
    {
        var id = await SurveySops.Start(App, "Uji ulang");
        using var customer = await SessionClient.SignIn(App, SurveySops.Customer);
        await customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", SurveySops.Answers());
        var before = await SurveySops.Count(App);
        Assert.That((await customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/undo")).Status, Is.EqualTo(303));
        Assert.That(WebUtility.HtmlDecode((await customer.Get($"/tasks/{id}-2")).Text), Does.Contain("tinggal diselesaikan"));
        Assert.That((await customer.Submit($"/tasks/{id}-2", $"/tasks/{id}-2/completion", SurveySops.Answers())).Status, Is.EqualTo(303));
        Assert.That(await SurveySops.Count(App), Is.EqualTo(before));
    }
}
