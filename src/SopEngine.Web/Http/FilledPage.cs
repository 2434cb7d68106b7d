using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using SopEngine.Web.Language;

namespace SopEngine.Web.Http;

/// <summary>
/// A page of ours with one of its forms filled in again. If the form is not there any more, the page shows the typed text.
/// </summary>
internal sealed class FilledPage
{
    private readonly string _html;
    private readonly KeptForms.Form _kept;
    private readonly IStringLocalizer<Texts> _texts;
    private readonly PageForms _page;
    private readonly List<(int At, int Length, string Text)> _edits = [];
    private readonly Dictionary<string, Queue<string>> _left;

    public FilledPage(string html, KeptForms.Form kept, IStringLocalizer<Texts> texts)
    {
        (_html, _kept, _texts, _page) = (html, kept, texts, PageForms.Read(html));
        _left = kept.Fields.GroupBy(field => field.Key, field => field.Value)
            .ToDictionary(field => field.Key, field => new Queue<string>(field));
    }

    public override string ToString()
    {
        var form = Target();
        if (form is not null) Fill(form);
        Note(form);

        var filled = new StringBuilder(_html);
        foreach (var (at, length, text) in _edits.OrderByDescending(edit => edit.At)) filled.Remove(at, length).Insert(at, text);
        return filled.ToString();
    }

    /// <summary>
    /// Of several forms for one deed, such as those of a list's rows, the one with the hidden fields that were sent.
    /// </summary>
    private PageForms.Form? Target() => _page.Forms
        .Where(form => form.IsPost)
        .Where(form => form.Action == _kept.Action || _page.Controls.Any(control => control.Form == form && control.Action == _kept.Action))
        .MaxBy(form => _page.Controls.Count(control => control.Form == form && control.Type == "hidden"
            && _left.GetValueOrDefault(control.Name)?.Contains(control.Value) == true));

    private void Fill(PageForms.Form form)
    {
        var controls = _page.Controls.Where(control =>
            control.Form == form && control.Name.Length > 0 && !control.Name.StartsWith("__", StringComparison.Ordinal));
        foreach (var control in controls)
        {
            switch (control.Type)
            {
                case "password" or "file":
                    break;
                case "submit" or "button" or "reset" or "image":
                    _left.Remove(control.Name);
                    break;
                case "checkbox" or "radio" or "option":
                    var isChosen = _kept.Fields.Any(field => field.Key == control.Name && field.Value == control.Value);
                    Edit(
                        control, Without(control.Tag, "checked", "selected"),
                        isChosen ? control.Type == "option" ? " selected" : " checked" : "");
                    Take(control.Name, control.Value);
                    break;
                case "textarea":
                    if (Next(control.Name) is not { } text) break;
                    // A parser leaves out the first line break.
                    _edits.Add((control.ContentAt, control.ContentLength, "\n" + WebUtility.HtmlEncode(text)));
                    Open(control, text);
                    break;
                default:
                    if (Next(control.Name) is not { } value) break;
                    Edit(control, Without(control.Tag, "value"), $" value=\"{WebUtility.HtmlEncode(value)}\"");
                    if (control.Type != "hidden") Open(control, value);
                    break;
            }
        }

        _edits.Add((form.At + "<form".Length, 0, " data-kept"));
        foreach (var details in _page.Details.Where(details => details.At < form.At && details.End > form.At)) OpenDetails(details);
    }

    private string? Next(string name) => _left.TryGetValue(name, out var values) && values.TryDequeue(out var value) ? value : null;

    private void Take(string name, string value)
    {
        if (_left.TryGetValue(name, out var values)) _left[name] = new Queue<string>(values.Where(other => other != value));
    }

    private void Edit(PageForms.Control control, string tag, string attribute)
    {
        var end = tag.EndsWith("/>", StringComparison.Ordinal) ? tag.Length - 2 : tag.Length - 1;
        _edits.Add((control.At, control.Tag.Length, tag[..end].TrimEnd() + attribute + tag[end..]));
    }

    private void Open(PageForms.Control control, string value)
    {
        if (value.Length == 0) return;
        var around = _page.Details.Where(details =>
            details.At < control.At && details.End > control.At && details.At > control.Form!.At);
        foreach (var details in around) OpenDetails(details);
    }

    private void OpenDetails(PageForms.Section details)
    {
        var edit = (details.At + "<details".Length, 0, " open");
        if (!details.IsOpen && !_edits.Contains(edit)) _edits.Add(edit);
    }

    /// <summary>Says what happened, with the values that found no field.</summary>
    private void Note(PageForms.Form? form)
    {
        var lost = string.Join('\n', _left
            .Where(field => field.Key != "key"
                && (form is null || _page.Controls.All(control => control.Name != field.Key || control.Type != "hidden")))
            .SelectMany(field => field.Value).Where(value => form is null ? value.Any(char.IsLetter) : !string.IsNullOrWhiteSpace(value)));
        var note = new StringBuilder($"<div class=\"alert alert-warning m-3\" role=\"alert\" id=\"{KeptForms.Anchor}\">")
            .Append("<div class=\"text-body\"><div class=\"fw-bold\">")
            .Append(Encoded(form is null ? "Kept.NoForm" : "Kept.Back")).Append("</div>");
        if (form is not null && _kept.HadFiles) note.Append("<div>").Append(Encoded("Kept.Files")).Append("</div>");
        if (lost.Length > 0)
        {
            note.Append("<label class=\"form-label mt-2\" for=\"kept-text\">").Append(Encoded("Kept.Text"))
                .Append("</label><textarea class=\"form-control\" id=\"kept-text\" rows=\"4\" readonly>\n")
                .Append(WebUtility.HtmlEncode(lost)).Append("</textarea>");
        }

        _edits.Add((form is null ? _page.MainAt : form.ContentAt, 0, note.Append("</div></div>").ToString()));
    }

    private string Encoded(string key) => WebUtility.HtmlEncode(_texts[key].Value);

    private static string Without(string tag, params string[] attributes) =>
        attributes.Aggregate(tag, (left, name) => Regex.Replace(
            left, $"""\s{name}(\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s/>])""", "", RegexOptions.IgnoreCase));
}
