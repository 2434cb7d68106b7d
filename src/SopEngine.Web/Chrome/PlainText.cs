using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace SopEngine.Web.Chrome;

/// <summary>
/// Text that people type, as paragraphs and lists: an empty line begins a paragraph, "- " or "1. " a line of a list, and a whole https
/// address becomes a link. Everything else is shown as it was typed, so no text can be markup.
/// </summary>
public static partial class PlainText
{
    public static MarkupString Html(string text)
    {
        var html = new StringBuilder();
        foreach (var block in Blocks().Split(text.Trim()).Where(block => block.Length > 0)) Add(html, block.Split('\n'));
        return new MarkupString(html.ToString());
    }

    private static void Add(StringBuilder html, string[] lines)
    {
        var open = "";
        foreach (var line in lines)
        {
            var kind = Bullet().IsMatch(line) ? "ul" : Number().IsMatch(line) ? "ol" : "p";
            if (kind == "p" && open == "p") html.Append("<br>");
            else if (kind != open)
            {
                Close(html, open);
                // The numbers are those that were typed.
                html.Append(kind == "ol" ? $"<ol start=\"{Number().Match(line).Groups[1]}\">" : $"<{kind}>");
                open = kind;
            }

            var content = kind == "p" ? line : (kind == "ul" ? Bullet() : Number()).Replace(line, "");
            html.Append(kind == "p" ? Linked(content) : $"<li>{Linked(content)}</li>");
        }

        Close(html, open);
    }

    private static void Close(StringBuilder html, string open)
    {
        if (open.Length > 0) html.Append("</").Append(open).Append('>');
    }

    private static string Linked(string text)
    {
        var html = new StringBuilder();
        var at = 0;
        foreach (var match in Address().EnumerateMatches(text))
        {
            var address = text.AsSpan(match.Index, match.Length).TrimEnd(".,;:)!?");
            html.Append(HtmlEncoder.Default.Encode(text[at..match.Index]));
            var encoded = HtmlEncoder.Default.Encode(address.ToString());
            html.Append("<a href=\"").Append(encoded).Append("\" rel=\"nofollow noopener\">").Append(encoded).Append("</a>");
            at = match.Index + address.Length;
        }

        return html.Append(HtmlEncoder.Default.Encode(text[at..])).ToString();
    }

    [GeneratedRegex(@"\n[ \t]*\n\s*")]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\s*[-*•]\s+")]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\s*([0-9]{1,3})[.)]\s+")]
    private static partial Regex Number();

    [GeneratedRegex("https://[^\\s<>\"']+")]
    private static partial Regex Address();
}
