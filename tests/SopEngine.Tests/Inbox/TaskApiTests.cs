using SopEngine.Tests.Support;

namespace SopEngine.Tests.Inbox;

/// <summary>The API of tasks: paged lists, and problems that name the fault.</summary>
internal sealed class TaskApiTests
{
    private TestApp _app = null!;
    private ApiClient _counter = null!;
    private ApiClient _otherCounter = null!;
    private ApiClient _analyst = null!;
    private ApiClient _stranger = null!;

    [OneTimeSetUp]
    public async Task SetUp()
    {
        _app = await TestApp.Start();
        _counter = await _app.Client("pengelola1.pekanbaru");
        _otherCounter = await _app.Client("pengelola2.pekanbaru");
        _analyst = await _app.Client("analis1.pekanbaru");
        _stranger = await _app.Client("kepala.palembang");
    }

    [OneTimeTearDown]
    public async Task TearDown()
    {
        foreach (var client in new[] { _counter, _otherCounter, _analyst, _stranger }) client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task A_task_is_claimed_read_released_and_completed()
    {
        var task = await TaskAtTheCounter();

        Assert.That((await _counter.Post($"tasks/{task}/claim")).Status, Is.EqualTo(200));
        Assert.That((await _counter.Get("tasks?list=Mine")).Text, Does.Contain($"\"{task}\""));
        Assert.That((await _counter.Get($"tasks/{task}"))["task"].GetProperty("holder").GetString(), Is.Not.Null);
        Assert.That((await _counter.Send("DELETE", $"tasks/{task}/claim", null)).Status, Is.EqualTo(200));
        Assert.That((await _counter.Get("tasks?list=Mine")).Text, Does.Not.Contain($"\"{task}\""));

        var completed = await _counter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-1"), comment = "lengkap" });
        Assert.That(completed.Status, Is.EqualTo(200), completed.Text);
    }

    [Test]
    public async Task The_queue_is_turned_page_by_page_without_gap_or_repeat()
    {
        for (var i = 0; i < 7; i++) await TaskAtTheCounter();

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await _counter.Get($"tasks?list=Queue&size=3{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            after = page["next"].GetString();
        }
        while (after is not null);

        var all = (await _counter.Get("tasks?list=Queue&size=200"))["items"].EnumerateArray()
            .Select(item => item.GetProperty("id").GetString());
        Assert.That(seen, Is.EqualTo(all));
    }

    [Test]
    public async Task The_queue_is_sorted_by_due_time_with_unlimited_tasks_at_the_end()
    {
        await TaskAtTheCounter();
        var ethics = await _counter.Post("cases", new { sop = "pk-tu-pjt-01", customer = "pelanggan1.pekanbaru" });
        await Complete("pelanggan1.pekanbaru", $"{ethics["id"]}-1", new { outcome = "Jasa lainnya" });

        var due = (await _counter.Get("tasks?list=Queue&size=200"))["items"].EnumerateArray()
            .Select(item => item.GetProperty("dueAt").GetString() ?? "9999").ToList();

        Assert.That(due, Is.Ordered);
        Assert.That(due[^1], Is.EqualTo("9999"));
    }

    [Test]
    public async Task The_queue_holds_only_tasks_of_the_readers_lanes()
    {
        var task = await TaskAtTheCounter();

        Assert.That((await _otherCounter.Get("tasks?list=Queue&size=200")).Text, Does.Contain($"\"{task}\""));
        Assert.That((await _analyst.Get("tasks?list=Queue&size=200")).Text, Does.Not.Contain($"\"{task}\""));
    }

    [Test]
    public async Task A_task_of_another_unit_is_not_found()
    {
        var task = await TaskAtTheCounter();

        Assert.Multiple(async () =>
        {
            Assert.That((await _stranger.Get($"tasks/{task}")).Problem, Is.EqualTo("not-found"));
            Assert.That((await _stranger.Post($"tasks/{task}/claim")).Problem, Is.EqualTo("not-found"));
            Assert.That((await _stranger.Post($"tasks/{task}/completion")).Problem, Is.EqualTo("not-found"));
            Assert.That((await _stranger.Get($"cases/{task.Split('-')[0]}")).Problem, Is.EqualTo("not-found"));
        });
    }

    [Test]
    public async Task A_person_of_the_wrong_lane_is_told_the_lane_of_the_step()
    {
        var answer = await _analyst.Post($"tasks/{await TaskAtTheCounter()}/completion", new { data = SampleForms.Received("BPCU-1") });

        Assert.That((answer.Status, answer.Problem, answer["lane"].GetString()),
            Is.EqualTo((403, "wrong-lane", "Pengelola Pelayanan Publik")));
    }

    [Test]
    public async Task The_second_to_complete_a_task_is_told_of_the_first_and_the_time()
    {
        var task = await TaskAtTheCounter();
        await _counter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-1") });

        var answer = await _otherCounter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-2") });

        Assert.Multiple(() =>
        {
            Assert.That((answer.Status, answer.Problem), Is.EqualTo((409, "task-done")));
            Assert.That(answer["by"].GetString(), Is.EqualTo("Rina Oktaviani"));
            Assert.That(answer["title"].GetString(), Does.Contain("Rina Oktaviani").And.Contain("WIB"));
        });
    }

    [Test]
    public async Task A_held_task_is_refused_to_others()
    {
        var task = await TaskAtTheCounter();
        await _counter.Post($"tasks/{task}/claim");

        var answer = await _otherCounter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-2") });

        Assert.That((answer.Status, answer.Problem, answer["by"].GetString()), Is.EqualTo((409, "task-held", "Rina Oktaviani")));
    }

    [Test]
    public async Task Each_wrong_field_is_named_with_its_fault()
    {
        var task = await TaskAtTheCounter();

        var missing = await _counter.Post($"tasks/{task}/completion");
        var unknown = await _counter.Post($"tasks/{task}/completion", new { data = new { contohDiterima = 5, warna = "biru" } });

        Assert.Multiple(() =>
        {
            Assert.That((missing.Status, missing.Problem), Is.EqualTo((422, "invalid")));
            Assert.That(missing["errors"].GetProperty("data.contohDiterima")[0].GetString(),
                Is.EqualTo("Contoh yang diterima wajib diisi."));
            Assert.That(unknown["errors"].EnumerateObject().Select(error => error.Name),
                Is.EquivalentTo(new[] { "data.contohDiterima", "data.warna" }));
        });
    }

    [Test]
    public async Task A_wrong_or_missing_outcome_is_answered_with_the_choices()
    {
        var report = await (await _app.Client("pengelola1.palembang"))
            .Post("cases", new { sop = "sop-21-bipa-5", customer = "pelanggan1.palembang" });
        await Complete("pengelola1.palembang", $"{report["id"]}-1", new { @checked = new[] { "Form Monitoring SPM" } });
        using var technician = await _app.Client("teknis1.palembang");

        var missing = await technician.Post($"tasks/{report["id"]}-2/completion");
        var wrong = await technician.Post($"tasks/{report["id"]}-2/completion", new { outcome = "Mungkin" });

        Assert.Multiple(() =>
        {
            Assert.That(missing["errors"].GetProperty("outcome")[0].GetString(), Is.EqualTo("Pilih salah satu: Selesai | Belum selesai."));
            Assert.That(wrong["errors"].GetProperty("outcome")[0].GetString(), Does.Contain("Mungkin"));
        });
    }

    [Test]
    public async Task A_repeated_request_with_its_key_gets_the_same_answer()
    {
        var task = await TaskAtTheCounter();
        var body = new { data = SampleForms.Received("BPCU-1") };

        var first = await _counter.Post($"tasks/{task}/completion", body, key: "kirim-ulang");
        var again = await _counter.Post($"tasks/{task}/completion", body, key: "kirim-ulang");
        var other = await _counter.Post($"tasks/{task}/completion", new { data = SampleForms.Received("BPCU-9") }, key: "kirim-ulang");

        Assert.Multiple(() =>
        {
            Assert.That(again, Is.EqualTo(first));
            Assert.That((other.Status, other.Problem), Is.EqualTo((422, "key-reused")));
        });
    }

    [TestCase("{", "bad-json", 400)]
    [TestCase("[]", "bad-json", 400)]
    [TestCase("""{"komentar":"salah eja"}""", "bad-json", 400)]
    [TestCase("""{"comment":5}""", "bad-json", 400)]
    [TestCase("", "bad-request", 400)]
    [TestCase("""{"data":"teks"}""", "invalid", 422)]
    public async Task An_unreadable_body_is_a_problem_and_changes_nothing(string body, string problem, int status)
    {
        var task = await TaskAtTheCounter();

        var answer = await _counter.Send("POST", $"tasks/{task}/completion", body);

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((status, problem)), answer.Text);
        Assert.That((await _counter.Get($"tasks/{task}"))["isOpen"].GetBoolean(), Is.True);
    }

    [Test]
    public async Task A_misspelt_member_is_named()
    {
        var answer = await _counter.Send("POST", $"tasks/{await TaskAtTheCounter()}/completion", """{"komentar":"salah eja"}""");

        Assert.That(answer["errors"].EnumerateObject().Single().Name, Is.EqualTo("komentar"));
    }

    [Test]
    public async Task Too_large_a_body_is_answered_while_its_sender_is_still_sending()
    {
        var large = new string('x', 20_000_000); // more than the network buffers: still being sent when the answer is ready
        var answer = await _counter.Send("POST", $"tasks/{await TaskAtTheCounter()}/completion", $$"""{"comment":"{{large}}"}""");

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((413, "too-large")));
    }

    [Test]
    public async Task Too_long_a_comment_is_refused_by_name()
    {
        var answer = await _counter.Post($"tasks/{await TaskAtTheCounter()}/completion",
            new { comment = new string('x', 4_001), data = SampleForms.Received("1") });

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer["errors"].TryGetProperty("comment", out _), Is.True);
    }

    [TestCase("tasks/999999-1")]
    [TestCase("tasks/1-999")]
    [TestCase("cases/999999")]
    [TestCase("sops/tidak-ada")]
    [TestCase("hantu")]
    public async Task A_missing_thing_is_a_problem_of_its_own_type(string path)
    {
        var answer = await _counter.Get(path);

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((404, "not-found")));
    }

    [TestCase("tasks/bukan-nomor")]
    [TestCase("tasks?size=0")]
    [TestCase("tasks?size=9999")]
    [TestCase("tasks?list=Semua")]
    [TestCase("tasks?size=banyak")]
    public async Task A_bad_parameter_is_a_problem_and_not_a_failure(string path)
    {
        var answer = await _counter.Get(path);

        Assert.That(answer.Status, Is.AnyOf(400, 404, 422));
        Assert.That(answer.Problem, Is.Not.Null);
    }

    [Test]
    public async Task Without_a_token_every_request_is_refused()
    {
        using var nobody = await _app.Client();
        var answer = await nobody.Get("tasks");

        Assert.That((answer.Status, answer.Problem), Is.EqualTo((401, "sign-in-needed")));
    }

    [Test]
    public async Task Messages_are_English_on_request()
    {
        var answer = await _counter.Send("POST", $"tasks/{await TaskAtTheCounter()}/completion", "{}", language: "en");

        Assert.That(answer["errors"].GetProperty("data.contohDiterima")[0].GetString(),
            Is.EqualTo("Contoh yang diterima is required."));
    }

    /// <summary>The id of a new task at the counter: a request for testing that has just arrived.</summary>
    private async Task<string> TaskAtTheCounter()
    {
        var started = await _counter.Post("cases", new { sop = "pk-tu-pjt-02", customer = "pelanggan1.pekanbaru" });
        await Complete("pelanggan1.pekanbaru", $"{started["id"]}-1",
            new { data = new { komoditi = "Kopi", parameter = "Kadar air", jumlahContoh = 1 } });
        return $"{started["id"]}-2";
    }

    private async Task Complete(string userName, string task, object body)
    {
        using var client = await _app.Client(userName);
        var answer = await client.Post($"tasks/{task}/completion", body);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
    }
}
