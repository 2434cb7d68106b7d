using System.Globalization;
using System.Text.Json;

namespace SopEngine.Web.Site;

/// <summary>A text of the site in the language of its reader, or else in Indonesian.</summary>
/// <param name="Language">Of the text when it is another than the page's; null otherwise.</param>
public sealed record SiteWords(string Text, string? Language)
{
    /// <summary>A text that there is in Indonesian alone, such as those of a SOP.</summary>
    public static SiteWords Indonesian(string text) => new(text, SiteContent.IsEnglish ? "id" : null);
}

/// <summary>The texts of a page of the site by the names of their fields, as stored and as a form sends them.</summary>
public sealed class SiteContent(IReadOnlyDictionary<string, string> values)
{
    public static readonly SiteContent Empty = new(new Dictionary<string, string>());

    internal static bool IsEnglish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en";

    public string this[string field] => values.GetValueOrDefault(field, "");

    public bool Has(string field) => this[field].Length > 0;

    /// <summary>A text in the language of the page; in Indonesian where it has no English; null where it has neither.</summary>
    public SiteWords? Words(string field) =>
        IsEnglish && this[field + SiteField.English] is { Length: > 0 } english ? new(english, null)
            : Has(field) ? SiteWords.Indonesian(this[field]) : null;

    public string Write() => JsonSerializer.Serialize(values.OrderBy(value => value.Key, StringComparer.Ordinal).ToDictionary());

    public static SiteContent Read(string? json) =>
        json is null ? Empty : new(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!);

    /// <summary>What a form holds of these fields, without the empty ones.</summary>
    /// <param name="kept">Values that the form does not hold.</param>
    public static SiteContent Read(IFormCollection form, IEnumerable<SiteField> fields, params (string Name, string Value)[] kept) => new(
        fields.SelectMany(field => field.Names).Select(name => (Name: name, Value: form[name].ToString().Trim().ReplaceLineEndings("\n")))
            .Concat(kept).Where(value => value.Value.Length > 0).ToDictionary(value => value.Name, value => value.Value));
}

/// <summary>A field of a page of the site.</summary>
/// <param name="Kind">A line, a text with paragraphs and lists, or a tick.</param>
/// <param name="IsTranslated">True when it can be given in English, too.</param>
public sealed record SiteField(string Name, SiteField.Shape Kind, int Longest, bool IsTranslated = true)
{
    /// <summary>Ends the name of a field's English text.</summary>
    public const string English = ".en";

    public enum Shape
    {
        Line,
        Text,
        Tick,
    }

    public IEnumerable<string> Names => IsTranslated ? [Name, Name + English] : [Name];

    public const string Picture = "picture", PictureText = "pictureText";

    /// <summary>The figures that an office may show.</summary>
    public static readonly IReadOnlyList<string> Figures = ["showKept", "showIndex", "showServed"];

    /// <summary>The fields of the office's own page.</summary>
    public static readonly IReadOnlyList<SiteField> OfOffice =
    [
        new("about", Shape.Text, 4000),
        new(PictureText, Shape.Line, 200),
        new("promise", Shape.Text, 4000),
        new("promiseDecree", Shape.Line, 200, false),
        new("contact", Shape.Text, 1000),
        .. Figures.Select(name => new SiteField(name, Shape.Tick, 2, false)),
    ];

    /// <summary>The fields of a service, the six published components of its standard among them (UU 25/2009).</summary>
    public static readonly IReadOnlyList<SiteField> OfService =
    [
        new("isListed", Shape.Tick, 2, false),
        new("showsSheet", Shape.Tick, 2, false),
        new("name", Shape.Line, 200),
        new("summary", Shape.Text, 500),
        new("requirements", Shape.Text, 4000),
        new("procedure", Shape.Text, 4000),
        new("leadTime", Shape.Text, 1000),
        new("fee", Shape.Text, 2000),
        new("tariffs", Shape.Line, 200, false),
        new("product", Shape.Text, 1000),
        new("complaints", Shape.Text, 2000),
        new("decree", Shape.Line, 200, false),
    ];
}
