using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SopEngine.Core.Survey;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Surveys;
using SopEngine.Tests.Support;
using SopEngine.Web.Forms;

namespace SopEngine.Tests.Surveys;

/// <summary>Cases whose customer is asked, in the office of Pekanbaru, and answers to be sent.</summary>
internal static partial class SurveySops
{
    public const string Office = "bppsi-pekanbaru", Sop = "uji-skm", Clerk = "pengelola1.pekanbaru", Customer = "pelanggan1.pekanbaru";

    /// <summary>A case that waits for its customer's answer, in its second step.</summary>
    public static async Task<long> Start(TestApp app, string title)
    {
        var unit = await app.Unit(Office);
        const string Known = "select count(*) from definitions where unit_id = @unit and definition_id = @Sop";
        if (await app.Scalar<int>(Known, new { unit, Sop }) == 0)
        {
            var survey = BillDefinition.Step("nilai", "pelanggan", 2);
            survey["type"] = "Sop.Survey";
            var saved = await app.Services.GetRequiredService<DefinitionStore>().SaveAndPublish(
                unit, null,
                Definition.Chart(Sop, [
                    BillDefinition.Step("layani", "pengelola-pelayanan-publik", 1), survey,
                    BillDefinition.Step("arsip", "pengelola-pelayanan-publik", 3),
                ]), CancellationToken.None);
            Assert.That(saved.Version, Is.Not.Null, string.Join('\n', saved.Problems.Select(problem => problem.Code)));
        }

        using var clerk = await app.Client(Clerk);
        var started = await clerk.Post("cases", new { sop = Sop, title, customer = Customer });
        Assert.That(started.Status, Is.EqualTo(201), started.Text);
        var number = started["id"].GetInt64();
        Assert.That((await clerk.Post($"tasks/{number}-1/completion", new { })).Status, Is.EqualTo(200));
        return number;
    }

    /// <summary>The fields of a filled questionnaire.</summary>
    /// <param name="scores">In the order of the rule's list.</param>
    public static (string Name, string Value)[] Answers(string scores = "333433434", string? key = null) =>
    [
        .. SurveyElements.All.Select(element => (SurveyInput.Of(element), $"{scores[(int)element]}")),
        (SurveyInput.Sex, "female"), (SurveyInput.Education, "bachelor"), ("key", key ?? Guid.NewGuid().ToString("N")),
    ];

    /// <summary>Counts what is in the box, and says how many answers the office has.</summary>
    public static async Task<int> Count(TestApp app, string service = Sop)
    {
        await app.Services.GetRequiredService<SurveyCounting>().Count(CancellationToken.None);
        return await app.Scalar<int>(
            """
            select ((select count(*) from survey_box where unit_id = @unit and service = @service)
              + (select count(*) from survey_answers where unit_id = @unit and service = @service))::int
            """,
            new { unit = await app.Unit(Office), service });
    }

    /// <summary>The path of a new link that everybody may use.</summary>
    public static async Task<string> Link(TestApp app, string? service = Sop) => "/skm/" + await app.Scalar<string>(
        """
        insert into survey_links (unit_id, code, definition_id, label, made_at)
        values (@unit, @code, @service, 'Loket', now()) returning code
        """,
        new { unit = await app.Unit(Office), code = SurveyLinks.NewCode(), service });

    /// <summary>Twelve answers in each of the last two months, the later of them public, and a link.</summary>
    public static async Task Publish(TestApp app, string office, long head)
    {
        var (unit, zone) = (await app.Unit(office), DateTimeZoneProviders.Tzdb["Asia/Jakarta"]);
        var month = SurveyPeriod.Of(SurveyGrain.Month, SystemClock.Instance.GetCurrentInstant().InZone(zone).Date).Previous;
        await app.Services.GetRequiredService<SurveyBox>().Put(unit, Enumerable.Range(0, 24).Select(i => (2_000_000L + i, new SurveyAnswer(
            (i < 12 ? month : month.Previous).From, TimeBand.Morning, "", SurveyChannel.Paper,
            new Respondent((RespondentSex)(i % 2), AgeBand.From31, Education.Bachelor, Occupation.Employee),
            SurveyElements.All.ToDictionary(element => element, element => 2 + ((i + (int)element) % 3)), new Dictionary<int, int>()))),
            CancellationToken.None);
        await app.Services.GetRequiredService<SurveyReports>().Publish(unit, zone, month, head, CancellationToken.None);
        await app.Scalar<int?>(
            "insert into survey_links (unit_id, code, label, made_at) values (@unit, @code, 'Loket', now())",
            new { unit, code = SurveyLinks.NewCode() });
    }

    /// <summary>The path of a new link of a case, as a clerk gets it to see.</summary>
    public static async Task<string> Invite(TestApp app, long id)
    {
        using var clerk = await SessionClient.SignIn(app, Clerk);
        var shown = await clerk.Submit($"/cases/{id}", $"/surveys/cases/{id}/links");
        Assert.That(shown.Status, Is.EqualTo(200), WebUtility.HtmlDecode(shown.Text));
        return SecretLink().Match(shown.Text).Value;
    }

    public static Task<SessionClient.Answer> Send(SessionClient by, string path, params (string Name, string Value)[] fields) =>
        by.Send(
            HttpMethod.Post, path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    [GeneratedRegex("/skm/[A-Za-z0-9_-]{43}")]
    private static partial Regex SecretLink();
}
