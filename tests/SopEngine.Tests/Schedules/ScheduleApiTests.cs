using System.Text.Json;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Schedules;

internal sealed class ScheduleApiTests
{
    private static readonly object FirstWorkingDay = new { every = "month", workingDay = 1, at = "08:00" };

    private TestApp _app = null!;
    private ApiClient _admin = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _admin = await _app.Client("admin.palembang");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task The_demo_office_compiles_its_performance_data_on_the_first_working_day_of_each_month()
    {
        var schedule = (await _admin.Get("schedules")).Json.EnumerateArray()
            .Single(item => item.GetProperty("sop").GetString() == "sop-4-bipa-5");

        Assert.That(schedule.GetProperty("words").GetString(), Is.EqualTo("Setiap bulan, hari kerja pertama, pukul 08.00 WIB"));
        var next = schedule.GetProperty("nextAt").GetDateTimeOffset();
        Assert.That(next.UtcDateTime.TimeOfDay, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(next.Day, Is.LessThan(12));
    }

    [Test]
    public async Task A_schedule_is_made_changed_paused_run_and_deleted()
    {
        var inputs = new { bidang = "jasa" };
        var made = await _admin.Post("schedules",
            new { sop = "sop-4-bipa-5", rule = "0 9 * * 1-5", title = "Harian {tanggal}", inputs, runsWhenMissed = false });
        Assert.That(made.Status, Is.EqualTo(201), made.Text);
        var id = made["id"].GetInt64();

        var changed = await _admin.Send("PUT", $"schedules/{id}",
            JsonSerializer.Serialize(new { sop = "sop-4-bipa-5", rule = FirstWorkingDay, revision = 1 }));
        Assert.That(changed.Status, Is.EqualTo(204), changed.Text);
        Assert.That((await Read(id)).GetProperty("inputs").GetProperty("bidang").GetString(), Is.EqualTo("jasa"), "what is not said stays");
        var late = await _admin.Send("PUT", $"schedules/{id}",
            JsonSerializer.Serialize(new { sop = "sop-4-bipa-5", rule = FirstWorkingDay, revision = 1 }));
        Assert.That(late.Status, Is.EqualTo(422), "somebody changed it meanwhile");

        Assert.That((await _admin.Post($"schedules/{id}/pause")).Status, Is.EqualTo(204));
        Assert.That((await Read(id)).GetProperty("nextAt").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((await _admin.Post($"schedules/{id}/resumption")).Status, Is.EqualTo(204));
        Assert.That((await Read(id)).GetProperty("nextAt").ValueKind, Is.EqualTo(JsonValueKind.String));

        var run = await _admin.Post($"schedules/{id}/runs", key: "kunci");
        var again = await _admin.Post($"schedules/{id}/runs", key: "kunci");
        Assert.That(run["result"].GetString(), Is.EqualTo("Started"), run.Text);
        Assert.That(again.Text, Is.EqualTo(run.Text), "sent again");
        Assert.That((await Read(id)).GetProperty("last").GetProperty("by").GetString(), Is.Not.Null);

        Assert.That((await _admin.Send("DELETE", $"schedules/{id}", null)).Status, Is.EqualTo(204));
        Assert.That((await _admin.Get($"cases/{run["case"].GetInt64()}")).Status, Is.EqualTo(200), "its case stays");
        Assert.That((await _admin.Post($"schedules/{id}/runs")).Status, Is.EqualTo(404));
        Assert.That(await _app.Verify(), Is.Empty);
    }

    [Test]
    public async Task Invalid_schedules_are_refused_in_words()
    {
        using var pekanbaru = await _app.Client("admin.pekanbaru");
        var wrong = await _admin.Post("schedules", new { sop = "sop-4-bipa-5", rule = "setiap hari" });
        var unknown = await _admin.Post("schedules", new { sop = "tidak-ada", rule = FirstWorkingDay });
        var customers = await pekanbaru.Post("schedules", new { sop = "pk-tu-pjt-02", rule = FirstWorkingDay });

        foreach (var (answer, field) in new[] { (wrong, "rule"), (unknown, "sop"), (customers, "sop") })
        {
            Assert.That((answer.Status, answer.Problem), Is.EqualTo((422, "invalid")), answer.Text);
            Assert.That(answer["errors"].TryGetProperty(field, out _), Is.True, answer.Text);
        }
    }

    [Test]
    public async Task A_rule_is_shown_in_words_with_its_next_five_times()
    {
        var answer = await _admin.Post("schedules/preview", new { rule = new { every = "quarter", month = 1, day = 10, at = "09:30" } });

        Assert.That(answer["words"].GetString(),
            Is.EqualTo("Setiap Januari, April, Juli, Oktober, tanggal 10 (bila libur, hari kerja berikutnya), pukul 09.30 WIB"));
        Assert.That(answer["next"].GetArrayLength(), Is.EqualTo(5));
    }

    [Test]
    public async Task Clerks_and_customers_see_no_schedules_and_another_office_sees_its_own()
    {
        foreach (var name in new[] { "pengelola1.palembang", "pelanggan1.palembang" })
        {
            using var client = await _app.Client(name);
            Assert.That((await client.Get("schedules")).Status, Is.EqualTo(403), name);
            Assert.That((await client.Get("jobs")).Status, Is.EqualTo(403), name);
            Assert.That((await client.Post("schedules", new { sop = "sop-4-bipa-5", rule = FirstWorkingDay })).Status,
                Is.EqualTo(403), name);
            Assert.That((await client.Post("jobs/retention/runs")).Status, Is.EqualTo(403), name);
        }

        using var head = await _app.Client("kepala.palembang");
        Assert.That((await head.Get("schedules")).Status, Is.EqualTo(200), "the head reads");
        var id = (await head.Get("schedules")).Json[0].GetProperty("id").GetInt64();
        Assert.That((await head.Post($"schedules/{id}/pause")).Status, Is.EqualTo(403), "and changes nothing");

        using var other = await _app.Client("admin.pekanbaru");
        Assert.That((await other.Get("schedules")).Json.GetArrayLength(), Is.Zero);
        Assert.That((await other.Post($"schedules/{id}/pause")).Status, Is.EqualTo(404));
        Assert.That((await other.Send("DELETE", $"schedules/{id}", null)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task The_services_jobs_are_listed_and_run_when_asked()
    {
        var asked = await _admin.Post("jobs/retention/runs");
        Assert.That(asked.Status, Is.EqualTo(202), asked.Text);
        Assert.That((await _admin.Post("jobs/tidak-ada/runs")).Status, Is.EqualTo(404));

        JsonElement job = default;
        for (var patience = 0;
            patience < 400 && (job.ValueKind == JsonValueKind.Undefined || job.GetProperty("end").ValueKind == JsonValueKind.Null);
            patience++)
        {
            await Task.Delay(50);
            job = (await _admin.Get("jobs")).Json.EnumerateArray().Single(item => item.GetProperty("name").GetString() == "retention");
        }

        Assert.That(job.GetProperty("end").GetString(), Is.EqualTo("Nothing"));
        Assert.That(job.GetProperty("counts").GetProperty("deleted").GetInt32(), Is.Zero);
        Assert.That(job.GetProperty("nextAt").GetDateTimeOffset(), Is.GreaterThan(DateTimeOffset.UtcNow));
    }

    private async Task<JsonElement> Read(long id) =>
        (await _admin.Get("schedules")).Json.EnumerateArray().Single(item => item.GetProperty("id").GetInt64() == id);
}
