using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>The texts of a kind of message in both languages, each as it would look.</summary>
public static class ReadTemplates
{
    [Requires(Right.ManageMessages)]
    public sealed record Query(Person Person) : IRequestOf<IReadOnlyList<KindTexts>>;

    /// <param name="Name">The kind's name in the language of the page.</param>
    public sealed record KindTexts(MessageKind Kind, string Name, IReadOnlyList<LanguageText> Languages);

    /// <param name="IsOwn">True for the office's own words.</param>
    /// <param name="Sample">The message with made-up values.</param>
    public sealed record LanguageText(string Language, Template Template, bool IsOwn, Words Sample);

    internal sealed class Handler(MessageTexts texts, IStringLocalizer<Templates> names, IClock clock)
        : IRequestHandler<Query, IReadOnlyList<KindTexts>>
    {
        public async Task<IReadOnlyList<KindTexts>> Handle(Query query, CancellationToken cancellationToken)
        {
            var own = new Dictionary<string, IReadOnlyDictionary<string, Template>>();
            foreach (var language in MessageTexts.Languages)
                own[language] = await texts.Own(query.Person.UnitId, language, cancellationToken);
            return [.. MessageKind.All.Select(kind => new KindTexts(kind, names[$"{kind.Name}.Name"],
                [.. MessageTexts.Languages.Select(language => View(query.Person, kind, language, own[language]))]))];
        }

        private LanguageText View(Person person, MessageKind kind, string language, IReadOnlyDictionary<string, Template> own) =>
            OutgoingLanguage.In(language, () =>
            {
                var template = own.GetValueOrDefault(kind.Name) ?? texts.Default(kind);
                return new LanguageText(
                    language, template, own.ContainsKey(kind.Name), texts.Sample(kind, template, person, clock.GetCurrentInstant()));
            });
    }
}
