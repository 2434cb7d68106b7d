using System.Net;
using System.Text.RegularExpressions;

namespace SopEngine.Web.Http;

/// <summary>
/// The forms of a page of ours and the values of their controls, with the place of each in the text. Razor writes the pages, so they are
/// quoted and encoded.
/// </summary>
internal sealed partial class PageForms
{
    public List<Form> Forms { get; } = [];

    public List<Control> Controls { get; } = [];

    public List<Section> Details { get; } = [];

    /// <summary>The place where the page's content begins.</summary>
    public int MainAt { get; private set; }

    /// <param name="Action">Empty when its buttons name the address.</param>
    /// <param name="IsPost">False for a form that only asks, such as a search.</param>
    public sealed record Form(int At, int ContentAt, string Action, string Id, bool IsPost);

    /// <param name="Type">Of an input; <c>textarea</c>, <c>option</c> or <c>submit</c> of the others.</param>
    /// <param name="Tag">Its opening tag.</param>
    /// <param name="Action">Of a button that sends the form elsewhere.</param>
    public sealed record Control(
        int At, string Tag, string Type, string Name, string Value, string Action, Form? Form, int ContentAt = 0, int ContentLength = 0);

    public sealed record Section(int At, int End, bool IsOpen);

    public static PageForms Read(string html)
    {
        var page = new PageForms();
        var tags = Tag().Matches(html);
        // A control may stand before the form that it names.
        foreach (var tag in tags.Where(tag => tag.Groups["name"].Value == "form"))
            page.Forms.Add(new Form(
                tag.Index, tag.Index + tag.Length, Attribute(tag, "action"), Attribute(tag, "id"), Attribute(tag, "method") == "post"));
        page.ReadControls(html, tags);
        return page;
    }

    private void ReadControls(string html, MatchCollection tags)
    {
        Form? form = null;
        var select = "";
        var open = new Stack<Match>();
        foreach (Match tag in tags)
        {
            switch (tag.Groups["close"].Value + tag.Groups["name"].Value)
            {
                case "main":
                    MainAt = tag.Index + tag.Length;
                    break;
                case "form":
                    form = Forms.First(other => other.At == tag.Index);
                    break;
                case "/form":
                    form = null;
                    break;
                case "details":
                    open.Push(tag);
                    break;
                case "/details" when open.TryPop(out var start):
                    Details.Add(new Section(start.Index, tag.Index, HasAttribute(start, "open")));
                    break;
                case "input":
                    Add(
                        tag, Attribute(tag, "type") is { Length: > 0 } type ? type : "text", Attribute(tag, "name"),
                        HasAttribute(tag, "value") ? Attribute(tag, "value") : "on");
                    break;
                case "button":
                    Add(tag, "submit", Attribute(tag, "name"), Attribute(tag, "value"));
                    break;
                case "select":
                    select = Attribute(tag, "name");
                    break;
                case "option":
                    var end = html.IndexOf("</option>", tag.Index, StringComparison.Ordinal);
                    Add(
                        tag, "option", select,
                        HasAttribute(tag, "value")
                            ? Attribute(tag, "value")
                            : WebUtility.HtmlDecode(html[(tag.Index + tag.Length)..end]).Trim());
                    break;
                case "textarea":
                    var from = tag.Index + tag.Length;
                    Add(
                        tag, "textarea", Attribute(tag, "name"), "",
                        from, html.IndexOf("</textarea>", from, StringComparison.Ordinal) - from);
                    break;
            }
        }

        void Add(Match tag, string type, string name, string value, int contentAt = 0, int contentLength = 0)
        {
            var owner = Attribute(tag, "form") is { Length: > 0 } id ? Forms.FirstOrDefault(other => other.Id == id) : form;
            Controls.Add(new Control(
                tag.Index, tag.Value, type, name, value, Attribute(tag, "formaction"), owner, contentAt, contentLength));
        }
    }

    private static bool HasAttribute(Match tag, string name) => Attributes(tag).Any(attribute => attribute.Groups["name"].Value == name);

    private static string Attribute(Match tag, string name) =>
        WebUtility.HtmlDecode(
            Attributes(tag).FirstOrDefault(attribute => attribute.Groups["name"].Value == name)?.Groups["value"].Value ?? "");

    private static MatchCollection Attributes(Match tag) => OneAttribute().Matches(tag.Groups["attributes"].Value);

    [GeneratedRegex(
        """<!--.*?-->|<(?<close>/?)(?<name>[a-z][a-z0-9-]*)(?<attributes>(?:[^>"']|"[^"]*"|'[^']*')*)>""",
        RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex("""(?<name>[^\s=/>"']+)(?:\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s"'>]+)))?""")]
    private static partial Regex OneAttribute();
}
