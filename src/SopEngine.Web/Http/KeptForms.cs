using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Primitives;
using NodaTime;
using SopEngine.Engine.Data;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>
/// Keeps a form that is sent after its session has ended, or with an expired token. Nothing is done; when its person has signed in, the
/// page comes back with the typed text. A sealed mark in each form names its person and its page; another person never sees it.
/// </summary>
internal sealed class KeptForms(
    SopDatabase database, IDataProtectionProvider protection, IConfiguration settings, IClock clock, IStringLocalizer<Texts> texts)
{
    public const string Field = "__page";

    /// <summary>The place that the page scrolls to.</summary>
    public const string Anchor = "kept";

    private const int LongestPage = 2000;
    private const int MostOfPerson = 20;
    private static readonly TimeSpan CookieLasts = TimeSpan.FromHours(12);
    private static readonly TimeSpan MarkLasts = TimeSpan.FromDays(30);

    /// <summary>Fields of passwords and codes, which are never kept.</summary>
    public static readonly IReadOnlySet<string> Secrets = new HashSet<string> { "password", "current", "again", "code", "secret" };

    private readonly ITimeLimitedDataProtector _marks = protection.CreateProtector("form-mark").ToTimeLimitedDataProtector();
    private readonly IDataProtector _contents = protection.CreateProtector("kept-form");
    private readonly string _cookie = FrontDoor.CookieName(settings, "sop-kept");

    private sealed record Owner(int Unit, long Person, string Page);

    /// <summary>A form as it was sent.</summary>
    /// <param name="Page">The address of the page that it stands on.</param>
    /// <param name="Action">The address that it was sent to.</param>
    /// <param name="HadFiles">Files are not kept: they have to be chosen again.</param>
    public sealed record Form(string Page, string Action, IReadOnlyList<KeyValuePair<string, string>> Fields, bool HadFiles)
    {
        /// <summary>The fields as a page reads them that has to know how many they are.</summary>
        internal IFormCollection Values() => new FormCollection(Fields.GroupBy(field => field.Key, field => field.Value)
            .ToDictionary(field => field.Key, field => new StringValues([.. field])));
    }

    /// <summary>The mark of the forms of the page that is being made.</summary>
    public string Mark(HttpContext context, Person person)
    {
        if (context.Items[typeof(KeptForms)] is not string mark)
        {
            // A page that answers a form has the address of the form's deed; it stands for the page that the form came from.
            var page = HttpMethods.IsGet(context.Request.Method) ? Address(context.Request)
                : context.Features.Get<IFormFeature>()?.Form is { } form && Open(form[Field].ToString()) is { } before
                    ? before.Page : "/inbox";
            mark = _marks.Protect(JsonSerializer.Serialize(new Owner(person.UnitId, person.Id, page)), MarkLasts);
            context.Items[typeof(KeptForms)] = mark;
        }

        return mark;
    }

    /// <summary>Keeps the form of a request that cannot be carried out, and leads to its page, by way of the sign-in if need be.</summary>
    /// <returns>False when there is nothing to keep, or when somebody else is signed in now: the request is still to be answered.</returns>
    public async Task<bool> Keep(HttpContext context)
    {
        if (await SentForm.Read(context) is not { } sent || Open(sent[Field]) is not { } mark) return false;

        var person = context.Features.Get<Person>();
        var fields = sent.Fields
            .Where(field => !field.Key.StartsWith("__", StringComparison.Ordinal) && !Secrets.Contains(field.Key));
        var form = new Form(mark.Page, Address(context.Request), [.. fields], sent.HadFiles);
        // A button alone has nothing to fill in again.
        if (person is null && form is { Fields.Count: 0, HadFiles: false })
        {
            await Pages.Then($"/sign-in?next={Uri.EscapeDataString(mark.Page)}").ExecuteAsync(context);
            return true;
        }

        var id = await database.QuerySingle<long>(
            mark.Unit,
            """
            with older as (
              delete from kept_forms where unit_id = @unit and person_id = @Person and id <= (
                select id from kept_forms where unit_id = @unit and person_id = @Person order by id desc offset @MostOfPerson - 1 limit 1)
            )
            insert into kept_forms (unit_id, person_id, kept_at, content) values (@unit, @Person, @now, @content) returning id
            """,
            new { mark.Person, MostOfPerson, now = clock.Now(), content = _contents.Protect(Packed(form)) }, context.RequestAborted);
        var cookie = string.Create(CultureInfo.InvariantCulture, $"{id}.{Short(form.Page)}.{Short(form.Action)}");
        context.Response.Cookies.Append(_cookie, cookie, Options(CookieLasts));
        if (person is not null && (person.UnitId != mark.Unit || person.Id != mark.Person)) return false;

        var page = $"{mark.Page}#{Anchor}";
        var next = person is null
            ? Pages.Then($"/sign-in?next={Uri.EscapeDataString(page)}", context, texts["Kept.SignIn"])
            : Pages.Then(page);
        await next.ExecuteAsync(context);
        return true;
    }

    /// <summary>True when a form is kept for the requested page.</summary>
    public bool Has(HttpRequest request) => Cookie(request) is { } cookie && cookie.Page == Short(Address(request));

    /// <summary>The form that is kept for that page and its reader; null for none.</summary>
    public async Task<Form?> Find(HttpContext context)
    {
        if (context.Features.Get<Person>() is not { } person || Cookie(context.Request) is not { } cookie) return null;
        var content = await database.QuerySingle<byte[]>(
            person.UnitId, "select content from kept_forms where unit_id = @unit and person_id = @person and id = @Id",
            new { person = person.Id, cookie.Id }, context.RequestAborted);
        return content is null ? null : Unpacked(_contents.Unprotect(content));
    }

    /// <summary>Forgets the kept form when a request carries it out.</summary>
    public void ForgetWhenDone(HttpContext context)
    {
        if (Cookie(context.Request) is not { } cookie || cookie.Action != Short(Address(context.Request))) return;
        context.Response.OnStarting(() =>
        {
            if (context.Response.StatusCode < 400) context.Response.Cookies.Delete(_cookie, Options(null));
            return Task.CompletedTask;
        });
    }

    private static string Address(HttpRequest request)
    {
        var address = request.Path.ToUriComponent() + request.QueryString;
        return address.Length > LongestPage ? request.Path.ToUriComponent() : address;
    }

    private Owner? Open(string? mark)
    {
        try
        {
            return string.IsNullOrEmpty(mark) ? null : JsonSerializer.Deserialize<Owner>(_marks.Unprotect(mark));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private (long Id, string Page, string Action)? Cookie(HttpRequest request) =>
        request.Cookies[_cookie]?.Split('.') is [var number, var page, var action]
            && long.TryParse(number, CultureInfo.InvariantCulture, out var id)
            ? (id, page, action) : null;

    private static string Short(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)), 0, 8);

    private static byte[] Packed(Form form)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest)) JsonSerializer.Serialize(deflate, form);
        return packed.ToArray();
    }

    private static Form Unpacked(byte[] content)
    {
        using var deflate = new DeflateStream(new MemoryStream(content), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<Form>(deflate)!;
    }

    private static CookieOptions Options(TimeSpan? age) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = age, IsEssential = true };
}
