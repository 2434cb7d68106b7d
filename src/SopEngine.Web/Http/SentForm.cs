using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace SopEngine.Web.Http;

/// <summary>The fields of a form that cannot be carried out; its files are not stored.</summary>
internal sealed record SentForm(IReadOnlyList<KeyValuePair<string, string>> Fields, bool HadFiles)
{
    private const int Longest = 1024 * 1024;

    /// <summary>The first value of a field.</summary>
    public string? this[string name] => Fields.FirstOrDefault(field => field.Key == name).Value;

    /// <summary>Null when the request has no form, or one that is too long.</summary>
    public static async Task<SentForm?> Read(HttpContext context)
    {
        if (context.Features.Get<IFormFeature>()?.Form is { } read) return From(read);
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)) return null;
        try
        {
            if (type.MediaType == "multipart/form-data"
                && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 70 } boundary)
                return await Parts(new MultipartReader(boundary, context.Request.Body), context.RequestAborted);
            return context.Request is { HasFormContentType: true, ContentLength: <= Longest }
                ? From(await context.Request.ReadFormAsync(context.RequestAborted))
                : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private static SentForm From(IFormCollection form) =>
        new(
            [.. form.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? "")))],
            form.Files.Any(file => file.Length > 0));

    private static async Task<SentForm?> Parts(MultipartReader reader, CancellationToken cancellation)
    {
        var fields = new List<KeyValuePair<string, string>>();
        var hadFiles = false;
        var left = Longest;
        while (await reader.ReadNextSectionAsync(cancellation) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)) return null;
            if (disposition.IsFileDisposition())
            {
                // Our forms begin with the mark; a form without it is not read.
                if (fields.All(field => field.Key != KeptForms.Field)) return null;
                hadFiles |= disposition.FileName.Length > 2 || disposition.FileNameStar.Length > 0;
                continue;
            }

            var value = await Text(section.Body, left, cancellation);
            if (value is null) return null;
            left -= value.Length;
            fields.Add(KeyValuePair.Create(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "", value));
        }

        return new SentForm(fields, hadFiles);
    }

    private static async Task<string?> Text(Stream part, int most, CancellationToken cancellation)
    {
        using var reader = new StreamReader(part, Encoding.UTF8);
        var text = new StringBuilder();
        var buffer = new char[4096];
        for (var count = await reader.ReadAsync(buffer, cancellation); count > 0; count = await reader.ReadAsync(buffer, cancellation))
        {
            if (text.Length + count > most) return null;
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }
}
