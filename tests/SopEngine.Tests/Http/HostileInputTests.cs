using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Http;

/// <summary>
/// Every route is sent hostile values in every place that it reads, as somebody who is let in: each part of its address, each field of its
/// query and form that it asked for, each member of its JSON. No answer is a fault of ours, and a value that cannot be stored is refused
/// with the name of its field.
/// </summary>
internal sealed class HostileInputTests
{
    private readonly FieldNames _fields = new();
    private readonly ConcurrentQueue<string> _wrong = [];
    private Permissions _permissions = null!;
    private SampleBody _bodies = null!;

    [Test]
    public async Task No_value_in_any_place_of_any_route_is_answered_with_a_fault_of_ours()
    {
        await using var app = await TestApp.Start(services => services.AddSingleton<IStartupFilter>(_fields));
        using var permissions = _permissions = new Permissions(app);
        await permissions.Begin();
        _bodies = new SampleBody(app.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);
        var table = PermissionTests.Read().ToDictionary(line => line.Route);
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .ToLookup(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'));

        var ending = permissions.Routes().Where(route => Permissions.EndsSessions.Contains(route.Pattern));
        var others = permissions.Routes().Where(route => !Permissions.EndsSessions.Contains(route.Pattern));
        await Parallel.ForEachAsync(others, new ParallelOptions { MaxDegreeOfParallelism = 4 }, (route, _) => Attack(route));
        // A wrong password may lock an account, so the one page of these that asks for it comes last.
        foreach (var route in ending.OrderBy(route => route.Pattern == "/account/password")) await Attack(route);
        Assert.That(string.Join('\n', _wrong), Is.Empty);

        async ValueTask Attack(Permissions.Route route)
        {
            var line = table.GetValueOrDefault(route.ToString());
            var endpoint = endpoints[route.Pattern].First(candidate =>
                candidate.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains(route.Method) != false);
            await this.Attack(route, line?.Own ?? "", line?.Body, endpoint);
        }
    }

    private async Task Attack(Permissions.Route route, string letIn, string? known, RouteEndpoint endpoint)
    {
        // For the same reason, routes that ask for the password again are tried as people whom no other route needs.
        var order = !route.Pattern.StartsWith("/account", StringComparison.Ordinal) ? "KDHASUC-"
            : Permissions.EndsSessions.Contains(route.Pattern) ? "C"
            : "U";
        var values = await _permissions.Values(route, otherUnit: false);
        var target = new Target(route, order.FirstOrDefault(letIn.Contains, 'D'), known, endpoint, values);
        await Send(target, target.Address(), Good(target), "as it is", isStorable: true);

        foreach (var parameter in target.Values.Keys)
        {
            // An empty part makes another address.
            foreach (var value in HostileValues.InAddress.Where(value => value.Sent.Length > 0))
                await Send(
                    target, target.Address((parameter, value.Sent)), Good(target), $"{parameter} = {Short(value.Sent)}", isStorable: true);
        }

        foreach (var field in _fields.Of(route.Method, route.Pattern, isForm: false).ToList())
        {
            foreach (var value in HostileValues.InAddress)
            {
                var address = $"{target.Address()}?{Uri.EscapeDataString(field)}={value.Sent}";
                await Send(target, address, Good(target), $"?{field} = {Short(value.Sent)}", value.IsStorable, field);
            }
        }

        foreach (var value in HostileValues.InHeaders)
            await Send(target, target.Address(), Good(target), $"headers: {Short(value)}", isStorable: true, inHeaders: value);

        if (target.Body is { } body) await AttackJson(target, body);
        else if (route.Method is "POST" or "PUT") await AttackForm(target);
    }

    private async Task AttackJson(Target target, Type type)
    {
        var isFirst = true;
        foreach (var (place, before, after) in SampleBody.Places(_bodies.Of(type, target.Known)))
        {
            foreach (var value in HostileValues.InJson.Concat(isFirst ? [HostileValues.LargeJson] : []))
            {
                await Send(
                    target, target.Address(), Json([.. before, .. value.Sent, .. after]),
                    $"{{{place}}} = {Short(Encoding.UTF8.GetString(value.Sent))}", value.IsStorable, place);
            }

            isFirst = place.Length == 0;
        }
    }

    private async Task AttackForm(Target target)
    {
        var fields = _fields.Of(target.Route.Method, target.Route.Pattern, isForm: true).ToList();
        foreach (var field in fields)
        {
            var others = (target.Known ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Where(pair => !pair.StartsWith(field + '=', StringComparison.Ordinal));
            foreach (var value in HostileValues.InForm.Concat(field == fields[0] ? [HostileValues.LargeForm] : []))
            {
                var form = Form(string.Join('&', others.Append($"{Uri.EscapeDataString(field)}={value.Sent}")));
                await Send(target, target.Address(), form, $"[{field}] = {Short(value.Sent)}", value.IsStorable, field);
            }
        }
    }

    /// <param name="field">The name that the refusal of a value has to have; null for any.</param>
    private async Task Send(
        Target target, string address, HttpContent? content, string what, bool isStorable, string? field = null, string? inHeaders = null)
    {
        var (status, answer) = await TryAsk();
        var asked = $"{status} {target.Route} as {target.Role}: {what}";
        if (status >= 500 && status != 501) _wrong.Enqueue(asked);
        else if (!isStorable && status < 400) _wrong.Enqueue($"{asked} is taken");
        else if (!isStorable && status is 400 or 422 && field is { Length: > 0 } && !answer.Contains(field, StringComparison.Ordinal))
            _wrong.Enqueue($"{asked} is refused without the name of {field}: {answer}");
        if (status < 400 && Permissions.EndsSessions.Contains(target.Route.Pattern)) await _permissions.SignIn(target.Role);
        // A success may have used up the things of the address, so they are made anew for the next one.
        if (status < 400 && target.Route.Method != "GET" && target.Values.Count > 0)
            target.Values = await _permissions.Values(target.Route, otherUnit: false);

        async Task<(int, string)> TryAsk()
        {
            try
            {
                return await _permissions.Ask(target.Role, target.Route.Method, address, content, inHeaders);
            }
            catch (HttpRequestException e)
            {
                return (500, $"No answer: {e.Message}");
            }
        }
    }

    private ByteArrayContent? Good(Target target) => target.Route.Method is not ("POST" or "PUT") ? null
        : target.Body is { } type ? Json(Encoding.UTF8.GetBytes(target.Known ?? _bodies.Of(type, null).ToJsonString()))
        : Form(target.Known ?? "nothing=1");

    private static ByteArrayContent Json(byte[] body) =>
        new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static ByteArrayContent Form(string body) => new(Encoding.UTF8.GetBytes(body))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") },
    };

    private static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}... ({text.Length})";

    /// <summary>A route with existing things for its address.</summary>
    private sealed class Target(
        Permissions.Route route, char role, string? known, RouteEndpoint endpoint, Dictionary<string, string> values)
    {
        public Permissions.Route Route => route;

        public char Role => role;

        public string? Known => known;

        /// <summary>The type that its JSON is read into; null when it reads none.</summary>
        public Type? Body { get; } = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts
            && accepts.ContentTypes.Contains("application/json") ? type : null;

        public Dictionary<string, string> Values { get; set; } = values;

        /// <param name="instead">Another value of a part, percent-encoded.</param>
        public string Address((string Name, string Value)? instead = null) => Permissions.Parameter().Replace(route.Pattern, match =>
            instead is { } other && other.Name == match.Groups[1].Value
                ? other.Value
                : Uri.EscapeDataString(Values[match.Groups[1].Value]));
    }
}
