using System.Text;
using System.Text.Json;

namespace SopEngine.Benchmarks.Soak;

/// <summary>A request that can be sent more than once.</summary>
/// <param name="Content">Makes the body anew for each sending.</param>
/// <param name="IsWhole">True when the client never breaks it off.</param>
internal sealed record Call(HttpMethod Method, string Path, Func<HttpContent>? Content = null, bool IsWhole = false)
{
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>True for a request that no proper client sends. The answer must not be an error of the server.</summary>
    public bool IsMalformed { get; init; }

    public bool IsApi => Path.StartsWith("/api/", StringComparison.Ordinal) || Path.StartsWith("/elsa/", StringComparison.Ordinal);

    public HttpRequestMessage To(Node node)
    {
        var address = new Uri(node.Address.GetLeftPart(UriPartial.Authority) + Path);
        var request = new HttpRequestMessage(Method, address) { Content = Content?.Invoke() };
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public static Func<HttpContent> Json(object body)
    {
        var text = body as string ?? JsonSerializer.Serialize(body);
        return () => new StringContent(text, Encoding.UTF8, "application/json");
    }

    public static Func<HttpContent> Form(IEnumerable<(string Name, string Value)> fields)
    {
        var pairs = fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).ToList();
        return () => new FormUrlEncodedContent(pairs);
    }

    /// <summary>A form with a file.</summary>
    public static Func<HttpContent> Multipart(IEnumerable<(string Name, string Value)> fields, string? fileName = null, byte[]? file = null)
    {
        var parts = fields.ToList();
        return () =>
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, value) in parts) form.Add(new StringContent(value), name);
            if (file is not null) form.Add(new ByteArrayContent(file), "files", fileName!);
            return form;
        };
    }
}

/// <summary>An answer. Lost: the client broke the request off, or the connection broke.</summary>
internal sealed record Answer(int Status, byte[] Bytes, string? Location = null)
{
    public static readonly Answer Lost = new(0, []);

    private string? _text;

    public bool IsLost => Status == 0;

    public bool IsDone => Status is >= 200 and < 400 && !IsSignedOut;

    /// <summary>True when the session is over: pages redirect to the sign-in, the API answers 401.</summary>
    public bool IsSignedOut => Status == 401 || Location?.Contains("/sign-in", StringComparison.Ordinal) == true;

    public string Text => _text ??= Encoding.UTF8.GetString(Bytes);

    /// <summary>The JSON of a successful answer; undefined without one.</summary>
    public JsonElement Json => Status is >= 200 and < 300 && Bytes.Length > 0 ? JsonDocument.Parse(Bytes).RootElement : default;

    /// <summary>The items of a list, given as a whole or as a page.</summary>
    public IReadOnlyList<JsonElement> Items => Json switch
    {
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { ValueKind: JsonValueKind.Object } page when page.TryGetProperty("items", out var items) => [.. items.EnumerateArray()],
        _ => [],
    };
}
