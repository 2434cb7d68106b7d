using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using HandlebarsDotNet;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Survey;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>
/// Marks the texts that the program brings: <c>kind.Subject</c> and <c>kind.Body</c>, with the names of values in double braces.
/// </summary>
public sealed class Templates;

/// <summary>A kind's texts as a template.</summary>
public sealed record Template(string Subject, string Body);

/// <summary>A message in words.</summary>
public sealed record Words(string Subject, string Body);

/// <summary>
/// Puts messages into words: the office's own template, or else the program's, filled with the message's details. The words are plain
/// text; code that shows them as HTML encodes all of it.
/// </summary>
public sealed partial class MessageTexts(SopDatabase database, IStringLocalizer<Templates> defaults, IStringLocalizer<Texts> texts)
{
    public static readonly IReadOnlyList<string> Languages = ["id", "en"];

    public const int LongestSubject = 200, LongestBody = 4_000;

    private const int MostCompiled = 2_000;

    private static readonly IHandlebars Handlebars = HandlebarsDotNet.Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });

    /// <summary>Templates by text, compiled once; an office has a handful.</summary>
    private readonly ConcurrentDictionary<string, HandlebarsTemplate<object, object>> _compiled = new();

    /// <summary>The office's own templates in one language.</summary>
    public async Task<IReadOnlyDictionary<string, Template>> Own(int unit, string language, CancellationToken cancellation) =>
        (await database.Query<(string Kind, string Subject, string Body)>(unit,
            "select kind, subject, body from message_templates where unit_id = @unit and language = @language", new { language },
            cancellation))
        .ToDictionary(row => row.Kind, row => new Template(row.Subject, row.Body));

    /// <summary>The program's own template, in the language of the current culture.</summary>
    public Template Default(MessageKind kind) => new(defaults[$"{kind.Name}.Subject"], defaults[$"{kind.Name}.Body"]);

    /// <summary>Fills a template, in the reader's language and zone.</summary>
    public Words Write(Template template, IReadOnlyDictionary<string, string> details)
    {
        var values = details.ToDictionary(detail => detail.Key, detail => Shown(detail.Key, detail.Value));
        return new Words(Fill(template.Subject, values).ReplaceLineEndings(" ").Trim(), Fill(template.Body, values).Trim());
    }

    /// <summary>A template filled with made-up values; unchanged when it cannot be filled.</summary>
    public Words Sample(MessageKind kind, Template template, Person reader, Instant now)
    {
        var values = MessageKind.Everywhere.Concat(kind.Places).ToDictionary(name => name, name => name switch
        {
            "person" => reader.Name,
            "office" => reader.UnitName,
            "due" => InstantPattern.General.Format(now + Duration.FromHours(3)),
            "status" => "finished",
            "period" => "2026-10",
            "figure" => "Late",
            _ => texts[$"Sample.{name}"].Value,
        });
        return Unknown(kind, template.Subject).Count + Unknown(kind, template.Body).Count > 0
            ? new Words(template.Subject, template.Body) : Write(template, values);
    }

    /// <summary>Expressions in double braces that are no value of this kind and no condition on one; empty when all is right.</summary>
    public IReadOnlyList<string> Unknown(MessageKind kind, string template)
    {
        var known = MessageKind.Everywhere.Concat(kind.Places).ToHashSet();
        var wrong = Expression().Matches(template).Select(match => match.Groups[1].Value.Trim())
            .Where(inside => inside is not ("else" or "/if") && !known.Contains(Condition().Replace(inside, ""))).Distinct().ToList();
        if (wrong.Count > 0) return wrong;
        try
        {
            Handlebars.Compile(template)(new Dictionary<string, string>());
            return [];
        }
        catch (HandlebarsException e)
        {
            return [e.Message];
        }
    }

    private string Fill(string template, Dictionary<string, string> values)
    {
        // Each preview of a draft adds a template.
        if (_compiled.Count > MostCompiled) _compiled.Clear();
        return _compiled.GetOrAdd(template, text => Handlebars.Compile(text))(values);
    }

    private string Shown(string name, string value) => name switch
    {
        "due" when InstantPattern.General.Parse(value) is { Success: true, Value: var at } => When.Moment(at),
        "period" when SurveyPeriod.TryParse(value, out var period) => PeriodText.Of(texts, period),
        "raised" => value.Replace(Escalated.Head, texts["Escalation.Head"], StringComparison.Ordinal),
        "figure" => texts[$"Dashboard.{value}"],
        "number" => "#" + value,
        "status" => texts[$"Status.{value}"].Value.ToLower(CultureInfo.CurrentCulture),
        _ => value,
    };

    [GeneratedRegex(@"\{\{([^{}]*)\}?\}?")]
    private static partial Regex Expression();

    [GeneratedRegex(@"^#if\s+")]
    private static partial Regex Condition();
}
