using System.Globalization;
using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Engine.Documents;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>The form of a template as it was sent.</summary>
/// <param name="Version">The version that the author had before them; 0 for a template that is new.</param>
/// <param name="Case">The case of the preview; null for none.</param>
public sealed record TemplateInput(string Kind, TemplateFields Fields, int Version, int Revision, long? Case)
{
    public static TemplateInput Read(string kind, IFormCollection form) => new(
        kind.Length > 0 ? kind : form["kind"].ToString().Trim(),
        new TemplateFields(
            form["name"].ToString().Trim(), form["text"].ToString().ReplaceLineEndings("\n"), form["numbering"].ToString().Trim(),
            form["classification"].ToString().Trim(), Number(form["post"]), form.ContainsKey("forCustomer")),
        Count(form["version"]), Count(form["revision"]), Number(form["case"]));

    public static TemplateInput Of(StoredTemplate template, long? caseId) =>
        new(template.Kind, template.Fields, template.Version, template.Revision, caseId);

    private static int Count(string? text) => Number(text) is { } number and <= int.MaxValue ? (int)number : 0;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>The limits of a template's fields.</summary>
internal sealed class TemplateRules : AbstractValidator<TemplateInput>
{
    /// <summary>Parts of addresses of the pages beside the templates.</summary>
    private static readonly string[] Reserved = ["new", "shelf"];

    public TemplateRules(IStringLocalizer<Texts> texts)
    {
        RuleFor(input => input.Kind).Must(kind => TemplateKey.IsGood(kind) && !Reserved.Contains(kind))
            .OverridePropertyName("kind").WithMessage(_ => texts["DocTemplate.KindBad"]);
        RuleFor(input => input.Fields.Name).NotEmpty().MaximumLength(200)
            .OverridePropertyName("name").WithName(_ => texts["DocTemplate.name"]);
        RuleFor(input => input.Fields.Text).NotEmpty().MaximumLength(DocumentCheck.Longest)
            .OverridePropertyName("text").WithName(_ => texts["DocTemplate.text"]);
        RuleFor(input => input.Fields.Numbering).Must(rule => rule.Length == 0 || NumberRule.Parse(rule) is not null)
            .OverridePropertyName("numbering").WithMessage(_ => texts["DocTemplate.RuleBad"]);
        RuleFor(input => input.Fields.Class).MaximumLength(40)
            .OverridePropertyName("classification").WithName(_ => texts["DocTemplate.classification"]);
    }
}
