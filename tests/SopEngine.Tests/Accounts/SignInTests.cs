using System.Net;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Accounts;

/// <summary>Who is let in, by the API and by the pages.</summary>
internal sealed class SignInTests : AppTest
{
    [Test]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        using var nobody = await App.Client();
        var wrong = await nobody.Post("session", new { userName = "kepala.bisip", password = "salah" });
        var unknown = await nobody.Post("session", new { userName = "hantu.bisip", password = "salah" });

        Assert.That((wrong.Status, wrong.Problem), Is.EqualTo((401, "wrong-credentials")));
        Assert.That((unknown.Status, unknown.Problem, unknown["title"].GetString()), Is.EqualTo((wrong.Status, wrong.Problem, wrong["title"].GetString())));
    }

    [Test]
    public async Task After_five_wrong_passwords_the_right_one_does_not_help_for_a_while()
    {
        using var client = await App.Client();
        for (var i = 0; i < 5; i++) await client.Post("session", new { userName = "tu1.bisip", password = "salah" });

        var locked = await client.Post("session", new { userName = "tu1.bisip", password = TestApp.Password });

        Assert.That((locked.Status, locked.Problem), Is.EqualTo((401, "locked-out")));
    }

    [Test]
    public async Task User_names_are_the_same_in_any_case()
    {
        using var client = await App.Client("Pokja1.BISIP");

        Assert.That((await client.Get("me"))["userName"].GetString(), Is.EqualTo("pokja1.bisip"));
    }

    [Test]
    public async Task A_session_whose_stamp_has_changed_has_ended()
    {
        using var client = await App.Client("satker1.bisip");
        await App.Scalar<int>("update people set security_stamp = 'lain' where user_name = 'satker1.bisip' returning 1");

        Assert.That((await client.Get("me")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_form_without_the_sites_token_is_refused()
    {
        using var http = Browser();
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["userName"] = "kepala.bisip", ["password"] = TestApp.Password });

        var answer = await http.PostAsync("/sign-in", form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(answer.Headers.Contains("Set-Cookie") && answer.Headers.GetValues("Set-Cookie").Any(cookie => cookie.StartsWith("sop-session", StringComparison.Ordinal)), Is.False);
    }

    [TestCase("/inbox")]
    [TestCase("/cases")]
    [TestCase("/cases/1")]
    [TestCase("/tasks/1-1")]
    [TestCase("/sops")]
    public async Task Pages_send_those_who_have_not_signed_in_to_do_so(string path)
    {
        using var http = Browser();

        var answer = await http.GetAsync(path);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location!.PathAndQuery, Is.EqualTo($"/sign-in?next={Uri.EscapeDataString(path)}"));
    }

    /// <summary>One that follows no redirect.</summary>
    private HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = App.Address };
}
