using System.Net;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Accounts;

/// <summary>Signing in through the API and through the pages, and the brake on guesses.</summary>
internal sealed class SignInTests : AppTest
{
    private int _addresses;

    protected override string[] Settings => ["--Sop:Proxies=127.0.0.1"];

    [Test]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        using var nobody = await App.Client();
        var wrong = await nobody.Post("session", new { userName = "kepala.pekanbaru", password = "salah" });
        var unknown = await nobody.Post("session", new { userName = "hantu.pekanbaru", password = "salah" });

        Assert.That((wrong.Status, wrong.Problem), Is.EqualTo((401, "wrong-credentials")));
        Assert.That((unknown.Status, unknown.Problem, unknown["title"].GetString()),
            Is.EqualTo((wrong.Status, wrong.Problem, wrong["title"].GetString())));
    }

    [Test]
    public async Task Many_right_sign_ins_at_once_all_succeed()
    {
        using var client = await App.Client();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Try(client, "teknis1.palembang")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
    }

    [TestCase("tu1.bisip")]
    [TestCase("siluman.bisip")]
    public async Task Wrong_passwords_slow_down_strangers_for_known_and_unknown_names_alike(string userName)
    {
        using var stranger = (await App.Client()).From(Next());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Try(stranger, userName, "salah")));

        Assert.That(answers.Count(answer => answer is { Status: 401, Problem: "wrong-credentials" }), Is.EqualTo(5));
        var slowed = answers.Where(answer => answer is { Status: 429, Problem: "too-many" }).ToList();
        Assert.That(slowed, Has.Count.EqualTo(15));
        Assert.That(slowed.Select(answer => answer.RetryAfter), Is.All.GreaterThan(TimeSpan.Zero)
            .And.All.LessThanOrEqualTo(TimeSpan.FromSeconds(15)));
        Assert.That((await Try((await App.Client()).From(Next()), userName)).Status, Is.EqualTo(429),
            "from anywhere else, too, with the right password");
    }

    [Test]
    public async Task A_known_address_or_device_signs_in_while_strangers_guess()
    {
        using var browser = SessionClient.Nobody(App).From(Next());
        var enters = (string password) => browser.Submit("/sign-in", ("userName", "kepala.bisip"), ("password", password));
        Assert.That((await enters(TestApp.Password)).Status, Is.EqualTo(303));
        Assert.That((await browser.Submit("/account", "/sign-out")).Status, Is.EqualTo(303));
        var script = Next();
        Assert.That((await Try((await App.Client()).From(script), "kepala.bisip")).Status, Is.EqualTo(200));

        using var stranger = (await App.Client()).From(Next());
        for (var i = 0; i < 6; i++) await Try(stranger, "kepala.bisip", "salah");

        Assert.That((await Try((await App.Client()).From(Next()), "kepala.bisip")).Status, Is.EqualTo(429));
        Assert.That((await Try((await App.Client()).From(script), "kepala.bisip")).Status, Is.EqualTo(200), "the address is known");
        browser.From(Next());
        Assert.That((await enters("salah")).Status, Is.EqualTo(422), "the device is counted by itself");
        Assert.That((await enters(TestApp.Password)).Status, Is.EqualTo(303));
    }

    [Test]
    public async Task An_address_that_tries_many_names_is_slowed_down_and_no_other_is()
    {
        using var stranger = (await App.Client()).From(Next());
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Try(stranger, $"tebakan{i}.bisip", "salah")));

        // The first wait of 10 s may pass on a slow machine; each further failure doubles it.
        for (var i = 0; i < 8 && (await Try(stranger, $"lagi{i}.bisip", "salah")).Status != 429; i++) { }
        Assert.That((await Try(stranger, "pokja1.bisip")).Status, Is.EqualTo(429));
        Assert.That((await Try((await App.Client()).From(Next()), "pokja1.bisip")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Whoever_is_known_at_an_address_signs_in_while_junk_comes_from_there()
    {
        var office = Next();
        Assert.That((await Try((await App.Client()).From(office), "pokja1.bisip")).Status, Is.EqualTo(200));
        using var junk = (await App.Client()).From(office);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Try(junk, $"sampah{i}.bisip", "salah")));

        Assert.That((await Try(junk, "sampah.bisip", "salah")).Status, Is.EqualTo(429));
        Assert.That((await Try((await App.Client()).From(office), "pokja1.bisip")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_person_who_signed_out_stays_known_at_the_address()
    {
        var office = Next();
        using (var browser = (await SessionClient.SignIn(App, "pokja1.bisip")).From(office))
        {
            await App.Scalar<int>("with seen as (update sessions set address = @office where person_id = @person returning 1) "
                + "select count(*)::int from seen", new { office, person = await App.Person("pokja1.bisip") });
            Assert.That((await browser.Submit("/account", "/sign-out")).Status, Is.EqualTo(303));
            Assert.That((await browser.Get("/inbox")).Status, Is.EqualTo(302));
        }

        using var junk = (await App.Client()).From(office);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Try(junk, $"sampah{i}.bisip", "salah")));
        Assert.That((await Try(junk, "sampah.bisip", "salah")).Status, Is.EqualTo(429));
        Assert.That((await Try((await App.Client()).From(office), "pokja1.bisip")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Failures_on_one_node_slow_down_sign_ins_on_another_until_an_admin_unlocks()
    {
        await using var node = await App.AnotherNode();
        using var stranger = (await App.Client()).From(Next());
        for (var i = 0; i < 5; i++) await Try(stranger, "satker2.bisip", "salah");
        using var elsewhere = (await node.Client()).From("198.51.100.7");
        // The second node trusts no proxy, so it sees an address from which this person never signed in.
        Assert.That((await Try(elsewhere, "satker2.bisip")).Status, Is.EqualTo(429));

        using var admin = await SessionClient.SignIn(App, "admin.bisip");
        var id = await App.Person("satker2.bisip");
        Assert.That((await admin.Get($"/people/{id}")).Text, Does.Contain("diblokir s.d."));
        Assert.That((await admin.Submit($"/people/{id}", $"/people/{id}/unlock")).Status, Is.EqualTo(303));
        Assert.That((await Try(elsewhere, "satker2.bisip")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task An_unlisted_proxy_is_not_trusted()
    {
        await using var node = await App.AnotherNode();
        using var client = (await node.Client()).From("203.0.113.77");
        Assert.That((await Try(client, "pokja2.bisip")).Status, Is.EqualTo(200));

        Assert.That(await App.Scalar<string>("select address from sessions order by id desc limit 1"), Is.EqualTo("127.0.0.1"));
    }

    [Test]
    public async Task A_sign_in_form_with_an_expired_token_comes_again_with_the_user_name()
    {
        using var nobody = SessionClient.Nobody(App);
        await nobody.Get("/sign-in");
        var answer = await nobody.Send(HttpMethod.Post, "/sign-in",
            new FormUrlEncodedContent([new("userName", "kepala.bisip"), new("__RequestVerificationToken", "lama")]));

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Text, Does.Contain("value=\"kepala.bisip\""));
    }

    [Test]
    public async Task User_names_are_the_same_in_any_case()
    {
        using var client = await App.Client("Pokja1.BISIP");

        Assert.That((await client.Get("me"))["userName"].GetString(), Is.EqualTo("pokja1.bisip"));
    }

    [Test]
    public async Task A_changed_security_stamp_ends_the_session()
    {
        using var client = await App.Client("satker1.bisip");
        await App.Scalar<int>("update people set security_stamp = 'lain' where user_name = 'satker1.bisip' returning 1");

        Assert.That((await client.Get("me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_form_without_the_sites_token_is_refused()
    {
        using var http = Browser();
        var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["userName"] = "kepala.bisip", ["password"] = TestApp.Password });

        var answer = await http.PostAsync("/sign-in", form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Headers.Contains("Set-Cookie")
            && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.StartsWith("sop-session", StringComparison.Ordinal)), Is.False);
    }

    [TestCase("/inbox")]
    [TestCase("/cases")]
    [TestCase("/cases/1")]
    [TestCase("/tasks/1-1")]
    [TestCase("/sops")]
    public async Task Pages_redirect_to_the_sign_in_page_without_a_session(string path)
    {
        using var http = Browser();

        var answer = await http.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.PathAndQuery, Is.EqualTo($"/sign-in?next={Uri.EscapeDataString(path)}"));
    }

    /// <summary>An address unused so far.</summary>
    private string Next() => $"203.0.113.{Interlocked.Increment(ref _addresses)}";

    private static Task<ApiClient.Answer> Try(ApiClient client, string userName, string password = TestApp.Password) =>
        client.Post("session", new { userName, password });

    /// <summary>A client that follows no redirect.</summary>
    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = App.Address };
}
