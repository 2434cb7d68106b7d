namespace SopEngine.Benchmarks.Soak;

/// <summary>One deed of one person: their requests, and their retries until there is an answer.</summary>
internal sealed class Visit(Visitor visitor, Office office, Random random, Traffic traffic, Ledger ledger)
{
    private static readonly TimeSpan InsistsFor = TimeSpan.FromSeconds(40);

    public Person Person => visitor.Person;

    public Visitor Visitor => visitor;

    public Office Office => office;

    public Random Random => random;

    public Ledger Ledger => ledger;

    public bool Chance(double share) => random.NextDouble() < share;

    public T Any<T>(IReadOnlyList<T> of) => of[random.Next(of.Count)];

    public Task<Answer> Get(string path) => Send(new Call(HttpMethod.Get, path));

    public Task<Answer> Api(HttpMethod method, string path, object? body = null, string? key = null) =>
        Send(ApiCall(method, path, body, key));

    public static Call ApiCall(HttpMethod method, string path, object? body = null, string? key = null) =>
        new(method, "/api/v1" + path, body is null ? null : Call.Json(body)) { Headers = key is null ? [] : [("Idempotency-Key", key)] };

    /// <summary>Sends a page's form to its address; the page is fetched for its token.</summary>
    public async Task<Answer> Submit(string page, string to, params (string Name, string Value)[] fields)
    {
        var shown = await Get(page);
        return shown.Status == 200 ? await Send(FormCall(shown, to, fields)) : shown;
    }

    public static Call FormCall(Answer page, string to, IEnumerable<(string Name, string Value)> fields) =>
        new(HttpMethod.Post, to, Call.Form(fields.Append(("__RequestVerificationToken", Visitor.FormToken(page.Text)))));

    public async Task Listen(TimeSpan length)
    {
        await visitor.SignIn(isApi: false, traffic, random);
        await traffic.Listen(visitor, length, random);
    }

    /// <summary>Sends a request, signed in; now and then a malformed one before it.</summary>
    public async Task<Answer> Send(Call call)
    {
        if (Chance(SoakSettings.Malformed)) await traffic.Send(visitor, MalformedCalls.Any(this), random);
        await visitor.SignIn(call.IsApi, traffic, random);
        var answer = await traffic.Send(visitor, call, random);
        if (answer.IsSignedOut) visitor.Forget(call.IsApi);
        return answer;
    }

    /// <summary>
    /// Sends a deed with its key until the service tells whether it is done, like a program after a broken connection, or a person who
    /// presses the button again.
    /// </summary>
    public async Task<Answer> Insist(Deed deed, Call call)
    {
        var until = DateTimeOffset.UtcNow + InsistsFor;
        for (var wait = 100; ; wait = Math.Min(2 * wait, 2_000))
        {
            var answer = await Send(call);
            if (answer.IsDone) deed.Settled = Settled.Acknowledged;
            else if (answer is { Status: >= 400 and < 500 and not 429, IsSignedOut: false })
                (deed.Settled, deed.Refusal) = (Settled.Refused, $"{call.Method} {call.Path} {answer.Status} {Reason(answer.Text)}");
            if (deed.Settled != Settled.Never || DateTimeOffset.UtcNow > until) return answer;
            await Task.Delay(wait);
        }
    }

    /// <summary>The text of a page's alert.</summary>
    private static string Reason(string text)
    {
        var at = Math.Max(0, text.IndexOf("role=\"alert\"", StringComparison.Ordinal));
        return text.Substring(at, Math.Min(300, text.Length - at)).ReplaceLineEndings(" ");
    }
}
