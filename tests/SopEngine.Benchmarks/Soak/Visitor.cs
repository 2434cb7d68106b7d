using System.Net;
using System.Text.RegularExpressions;

namespace SopEngine.Benchmarks.Soak;

/// <summary>A person with a browser and a program: the browser keeps cookies, the program a token.</summary>
internal sealed partial class Visitor : IDisposable
{
    private readonly SemaphoreSlim _signingIn = new(1);
    private bool _hasCookie;

    public Visitor(Person person)
    {
        Person = person;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All };
        Http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    public Person Person { get; }

    public HttpClient Http { get; }

    public string? Token { get; private set; }

    /// <summary>Signs in if needed. A failure shows in the requests that follow.</summary>
    public async Task SignIn(bool isApi, Traffic traffic, Random random)
    {
        if (isApi ? Token is not null : _hasCookie) return;
        await _signingIn.WaitAsync();
        try
        {
            if (isApi && Token is null)
            {
                var credentials = Call.Json(new { userName = Person.UserName, password = SoakBenchmark.Password });
                var session = await traffic.Send(this, new Call(HttpMethod.Post, "/api/v1/session", credentials, IsWhole: true), random);
                if (session.Status == 200) Token = session.Json.GetProperty("accessToken").GetString();
            }
            else if (!isApi && !_hasCookie)
            {
                var page = await traffic.Send(this, new Call(HttpMethod.Get, "/sign-in", IsWhole: true), random);
                var token = ("__RequestVerificationToken", FormToken(page.Text));
                var form = Call.Form([("userName", Person.UserName), ("password", SoakBenchmark.Password), token]);
                var entered = await traffic.Send(this, new Call(HttpMethod.Post, "/sign-in", form, IsWhole: true), random);
                _hasCookie = entered.Status is 302 or 303;
            }
        }
        finally
        {
            _signingIn.Release();
        }
    }

    public void Forget(bool isApi)
    {
        if (isApi) Token = null;
        else _hasCookie = false;
    }

    public void Dispose()
    {
        Http.Dispose();
        _signingIn.Dispose();
    }

    public static string FormToken(string page) => TokenField().Match(page).Groups[1].Value;

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex TokenField();
}
