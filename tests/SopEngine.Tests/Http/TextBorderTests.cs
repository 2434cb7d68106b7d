using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>
/// Text that only looks strange is kept as it was written; text that cannot be stored is refused with the name of its field.
/// </summary>
internal sealed class TextBorderTests : AppTest
{
    [TestCase("a\u202Egpj.exe")]
    [TestCase("e\u0301 dan \u00E9")]
    [TestCase("100 % \\u0000 '; --")]
    [TestCase("\uD83D\uDE00 \u05E9\u05DC\u05D5\u05DD")]
    public async Task Text_is_read_back_as_it_was_written(string text)
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = text }))["id"].GetInt64();
        var done = await clerk.Post($"tasks/{id}-1/completion", new { comment = text });

        Assert.That(done.Status, Is.EqualTo(200), done.Text);
        var seen = (await clerk.Get($"cases/{id}")).Json;
        Assert.That(seen.GetProperty("title").GetString(), Is.EqualTo(text));
        Assert.That(seen.GetProperty("tasks")[0].GetProperty("comment").GetString(), Is.EqualTo(text));
    }

    [TestCase("/people/log?kind=&search=&from=&until=")]
    [TestCase("/people/log.csv?kind=&search=&from=&until=")]
    [TestCase("/calendar?year=")]
    public async Task A_filter_whose_fields_were_left_empty_filters_nothing(string address)
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");

        Assert.That((await admin.Get(address)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Half_a_character_in_a_nested_member_is_refused_by_its_path_and_in_english_too()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var answer = await clerk.Send("POST", "cases", """{"sop":"sop-4-bipa-5","inputs":{"a":{"b":["x","\ud800"]}}}""", language: "en");

        Assert.That(answer.Status, Is.EqualTo(422), answer.Text);
        Assert.That(answer["errors"].GetProperty("inputs.a.b[1]")[0].GetString(), Does.Contain("cannot be stored"));
    }

    [TestCase("utf-16")]
    [TestCase("bogus")]
    public async Task Json_in_another_charset_is_refused_before_it_is_read(string charset)
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.palembang");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = clerk.Cookies }) { BaseAddress = App.Address };
        using var content = new ByteArrayContent(Encoding.Unicode.GetBytes("""{"userName":"a\u0000b","password":"x"}"""));
        content.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");

        using var answer = await http.PostAsync("/api/v1/session", content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(415), await answer.Content.ReadAsStringAsync());
    }

    [TestCase("", 422)]
    [TestCase("; charset=\"utf-8\"", 422)]
    [TestCase("; charset=", 422)]
    [TestCase("; charset=UTF-8", 422)]
    public async Task A_byte_order_mark_or_a_way_of_writing_the_charset_opens_no_way_past_the_border(string charset, int status)
    {
        using var nobody = SessionClient.Nobody(App);
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = nobody.Cookies }) { BaseAddress = App.Address };
        foreach (var text in new[] { "a\\u0000b", "a\uFFFEb" })
        {
            byte[] body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($$"""{"userName":"{{text}}","password":"x"}""")];
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json" + charset);

            using var answer = await http.PostAsync("/api/v1/session", content);

            var said = await answer.Content.ReadAsStringAsync();
            Assert.That(((int)answer.StatusCode, said.Contains("userName")), Is.EqualTo((status, true)), said);
        }
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("[::1")]
    [TestCase("xn--")]
    public async Task A_request_to_no_host_is_refused(string host)
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.palembang");
        var cookies = clerk.Cookies.GetCookieHeader(App.Address);
        using var tcp = new System.Net.Sockets.TcpClient(App.Address.Host, App.Address.Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /inbox HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);

        Assert.That(await reader.ReadLineAsync(), Does.Contain(" 400 "));
    }

    [TestCase("/people/import", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nNama\nab")]
    [TestCase("/office", "--x\r\nContent-Disposition: form-data; na")]
    [TestCase("/customers", "--other\r\n\r\n")]
    public async Task A_form_in_parts_without_its_end_is_refused(string path, string body)
    {
        using var admin = await SessionClient.SignIn(App, "admin.palembang");
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = admin.Cookies, AllowAutoRedirect = false })
        {
            BaseAddress = App.Address,
        };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        using var answer = await http.PostAsync(path, content);

        Assert.That((int)answer.StatusCode, Is.EqualTo(400), await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_cursor_that_holds_NUL_is_none_of_ours()
    {
        using var admin = await App.Client("admin.palembang");
        var cursor = System.Buffers.Text.Base64Url.EncodeToString("""{"Name":"a\u0000b","Id":6}"""u8);

        Assert.That((await admin.Get($"people?size=1&after={cursor}")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_search_for_NUL_and_a_sign_in_with_it_are_refused_and_no_fault()
    {
        using var nobody = await App.Client();
        using var clerk = await App.Client("pengelola1.palembang");

        var signIn = await nobody.Send("POST", "session", """{"userName":"a\u0000b","password":"x"}""");
        Assert.That(signIn["errors"].TryGetProperty("userName", out _), Is.True);
        (string, string)[] searches =
            [("tasks?list=Queue&q=%00", "q"), ("tasks?list=Queue&lane=a%00", "lane"), ("cases?q=%00", "q"), ("cases?sop=%00", "sop")];
        foreach (var (address, field) in searches)
        {
            var answer = await clerk.Get(address);
            Assert.That((answer.Status, answer["errors"].TryGetProperty(field, out _)), Is.EqualTo((422, true)), address);
        }
    }

    [TestCase("text=a%00b")]
    [TestCase("text=ok&back=%00")]
    public async Task A_form_with_NUL_is_refused_with_the_name_of_its_field(string form)
    {
        using var clerk = await SessionClient.SignIn(App, "pengelola1.palembang");
        using var api = await App.Client("pengelola1.palembang");
        var id = (await api.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        var page = (await clerk.Get($"/cases/{id}")).Text;
        var token = System.Text.RegularExpressions.Regex.Match(page, "RequestVerificationToken\" value=\"([^\"]+)").Groups[1].Value;

        var answer = await clerk.Send(
            HttpMethod.Post, $"/cases/{id}/comments", new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
            ("RequestVerificationToken", token));

        Assert.That(answer.Status, Is.EqualTo(422));
        Assert.That(answer.Text, Does.Contain(form.Contains("back") ? "back" : "text"));
    }

    [Test]
    public async Task A_case_whose_history_holds_NUL_from_before_is_shown_and_goes_on()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        using var page = await SessionClient.SignIn(App, "pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        var (unit, person) = (await App.Unit("baristand-palembang"), await App.Person("pengelola1.palembang"));
        await App.Services.GetRequiredService<CaseEngine>().Execute(
            new AdvanceCase(unit, id, new TaskCompleted(1, person, null, "a\0b"), person), CancellationToken.None);

        Assert.That((await clerk.Get($"cases/{id}")).Status, Is.EqualTo(200));
        Assert.That((await page.Get($"/cases/{id}")).Status, Is.EqualTo(200));
        Assert.That((await page.Get($"/tasks/{id}-1")).Status, Is.EqualTo(200));
        Assert.That((await page.Get($"/cases/{id}/drawing")).Status, Is.EqualTo(200));
        using var section = await App.Client("kasi.palembang");
        var next = await section.Post($"tasks/{id}-2/completion", new { comment = "lanjut" });
        Assert.That(next.Status, Is.EqualTo(200), next.Text);
        Assert.That((await App.Verify()).Where(found => found.Case == id), Is.Empty);
    }

    [Test]
    public async Task A_key_that_is_used_for_another_case_is_refused()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var first = await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "satu" }, key: "kunci-1");
        var again = await clerk.Post("cases", new { sop = "sop-4-bipa-5", title = "satu" }, key: "kunci-1");
        Assert.That(again["id"].GetInt64(), Is.EqualTo(first["id"].GetInt64()));

        object[] others =
            [new { sop = "sop-21-bipa-5", title = "satu" }, new { sop = "sop-4-bipa-5", title = "dua" }, new { sop = "sop-4-bipa-5" }];
        foreach (var other in others)
        {
            var refused = await clerk.Post("cases", other, key: "kunci-1");
            Assert.That((refused.Status, refused.Problem), Is.EqualTo((422, "key-reused")), JsonSerializer.Serialize(other));
        }
    }

    [Test]
    public async Task Taking_ones_own_task_again_leaves_no_trace_in_the_history()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();
        var first = await clerk.Post($"tasks/{id}-1/claim");
        var again = await clerk.Post($"tasks/{id}-1/claim");

        Assert.That((again.Status, again["seq"].GetInt32()), Is.EqualTo((200, first["seq"].GetInt32())));
        Assert.That(
            await App.Scalar<int>("select count(*)::int from history where case_id = @id and event ->> 'event' = 'claimed'", new { id }),
            Is.EqualTo(1));
    }

    [Test]
    public async Task More_time_than_a_calendar_can_count_is_refused()
    {
        using var clerk = await App.Client("pengelola1.palembang");
        using var head = await App.Client("kepala.palembang");
        var id = (await clerk.Post("cases", new { sop = "sop-4-bipa-5" }))["id"].GetInt64();

        var answers = new List<ApiClient.Answer>();
        for (var i = 0; i < 12; i++) answers.Add(await head.Post($"tasks/{id}-1/extension", new { limit = "120 bulan", reason = "lagi" }));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200).Or.EqualTo(422));
        Assert.That(answers[0].Status, Is.EqualTo(200), answers[0].Text);
        Assert.That(answers[^1]["errors"].TryGetProperty("limit", out _), Is.True, answers[^1].Text);
        Assert.That((await clerk.Get($"tasks/{id}-1")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Accents_meet_in_searches_however_they_were_typed()
    {
        const string Composed = "Pengujian caf\u00E9", Decomposed = "Penyelidikan cafe\u0301";
        using var clerk = await App.Client("pengelola1.palembang");
        var ids = new List<long>();
        foreach (var title in new[] { Composed, Decomposed })
            ids.Add((await clerk.Post("cases", new { sop = "sop-4-bipa-5", title }))["id"].GetInt64());

        foreach (var word in new[] { "caf\u00E9", "cafe\u0301" })
        {
            var cases = await clerk.Get("cases?q=" + Uri.EscapeDataString(word));
            Assert.That(cases["items"].EnumerateArray().Select(found => found.GetProperty("id").GetInt64()), Is.EquivalentTo(ids));
            var tasks = await clerk.Get("tasks?list=Queue&size=200&q=" + Uri.EscapeDataString(word));
            Assert.That(tasks["items"].EnumerateArray().Select(found => found.GetProperty("case").GetInt64()), Is.EquivalentTo(ids));
        }
    }
}
