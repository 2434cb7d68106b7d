using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>
/// The one place that looks at the text of requests before anything reads it: addresses, forms and JSON with NUL or half a surrogate pair
/// are refused with the name of the field. Of the headers only the host needs a look: Kestrel refuses such text in all of them, but takes
/// hosts of which no address can be made (<c>[::1</c>), and host filtering lets any host pass where none are listed.
/// </summary>
internal static class TextBorder
{
    /// <summary>
    /// Comes before anything that reads the host, so as the first of the start-up filters: host filtering, which is one of them, fails on
    /// some.
    /// </summary>
    public static void AddHostBorder(this IServiceCollection services) =>
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(new HostBorder()));

    /// <summary>Comes after routing, which knows what the endpoint reads, and before anything reads the body.</summary>
    public static void UseTextBorder(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        foreach (var (name, value) in context.Request.RouteValues)
        {
            if (!StorableText.Holds(value as string)) throw Refused(context, name);
        }

        foreach (var (name, values) in context.Request.Query) Check(context, name, values);
        if (!context.Request.Path.StartsWithSegments("/api") && !context.Request.Path.StartsWithSegments("/elsa"))
            LeaveOutEmpty(context.Request);
        if (context.Request.HasFormContentType)
        {
            var form = context.Features.Get<IFormFeature>()
                ?? new FormFeature(context.Request, context.RequestServices.GetRequiredService<IOptions<FormOptions>>().Value);
            context.Features.Set<IFormFeature>(new CheckedForm(form, context));
        }
        else if (context.Request.HasJsonContentType() && !IsUtf8(context.Request))
        {
            throw new BadHttpRequestException("JSON is UTF-8 (RFC 8259).", StatusCodes.Status415UnsupportedMediaType);
        }
        else if (ReadsJson(context))
        {
            // Told a charset in quotes, or none behind the equals sign, the framework fails.
            context.Request.ContentType = context.Request.GetTypedHeaders().ContentType!.MediaType.Value;
            await CheckJson(context);
        }

        await next(context);
    });

    private static bool IsHost(HttpRequest request)
    {
        try
        {
            return request.Host is { HasValue: true, Value.Length: <= 300 } host
                && Uri.TryCreate($"http://{host.Value}/", UriKind.Absolute, out var address)
                && HostString.FromUriComponent(address).HasValue;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // "xn--" is no name in Punycode, and cannot even be read.
            return false;
        }
    }

    /// <summary>Forms that filter send their empty fields too; an empty text is no number, day or kind.</summary>
    private static void LeaveOutEmpty(HttpRequest request)
    {
        if (!request.Query.Any(field => StringValues.IsNullOrEmpty(field.Value))) return;
        request.Query = new QueryCollection(request.Query
            .Where(field => !StringValues.IsNullOrEmpty(field.Value)).ToDictionary(field => field.Key, field => field.Value));
    }

    /// <summary>The framework decodes a body by the charset that it names; the look at its bytes sees nothing in another one.</summary>
    private static bool IsUtf8(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.Charset.Value is not { Length: > 0 } charset
            || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static bool ReadsJson(HttpContext context) =>
        context.Request.HasJsonContentType()
            && context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true;

    private static async Task CheckJson(HttpContext context)
    {
        var body = await Buffer(context);
        if (StorableText.FindBad(body.GetBuffer().AsSpan(0, (int)body.Length)) is { } field) throw Refused(context, field);
    }

    private static async Task<MemoryStream> Buffer(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;
        return body;
    }

    private static void Check(HttpContext context, string name, IEnumerable<string?> values)
    {
        if (!StorableText.Holds(name)) throw Refused(context, StorableText.Clean(name));
        if (!values.All(StorableText.Holds)) throw Refused(context, name);
    }

    private static ProblemException Refused(HttpContext context, string field) => new(context.RequestServices.GetRequiredService<Problems>()
        .Invalid(field, context.RequestServices.GetRequiredService<IStringLocalizer<Texts>>()["Problem.NotStorable", field]));

    private sealed class HostBorder : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, then) =>
            {
                if (IsHost(context.Request)) await then(context);
                else
                    await Results.Text("The Host header names no host.", statusCode: StatusCodes.Status400BadRequest)
                        .ExecuteAsync(context);
            });
            next(app);
        };
    }

    /// <summary>Checks a form when it is read, so that nothing is read of requests that are turned away before.</summary>
    private sealed class CheckedForm(IFormFeature form, HttpContext context) : IFormFeature
    {
        private bool _isChecked;

        /// <summary>A page that shows its form again reads it again; the body is gone by then.</summary>
        private Exception? _refusal;

        public bool HasFormContentType => form.HasFormContentType;

        public IFormCollection? Form
        {
            get => form.Form;
            set => form.Form = value;
        }

        public IFormCollection ReadForm() => ReadFormAsync(CancellationToken.None).GetAwaiter().GetResult();

        public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken)
        {
            if (_refusal is not null) throw _refusal;
            if (form.Form is { } before) return Checked(before);
            var type = context.Request.ContentType!;
            var encoded = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                ? await Buffer(context) : null;
            try
            {
                return Checked(await form.ReadFormAsync(cancellationToken));
            }
            catch (InvalidDataException)
            {
                // The reader refuses an encoded NUL without saying where it stands.
                var field = Encoding.UTF8.GetString(encoded?.ToArray() ?? []).Split('&')
                    .FirstOrDefault(pair => pair.Contains("%00", StringComparison.Ordinal))?.Split('=')[0];
                throw _refusal = field is null
                    ? new ProblemException(context.RequestServices.GetRequiredService<Problems>().FormTooLarge())
                    : Refused(context, StorableText.Clean(Uri.UnescapeDataString(field)));
            }
            catch (IOException e) when (e is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
            {
                // A form in parts whose last boundary is missing.
                throw _refusal = new BadHttpRequestException("The form ends before its end.", e);
            }
        }

        private IFormCollection Checked(IFormCollection read)
        {
            if (_isChecked) return read;
            foreach (var (name, values) in read) Check(context, name, values);
            foreach (var file in read.Files) Check(context, file.Name, []);
            _isChecked = true;
            return read;
        }
    }
}
