using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>
/// Keeps the author's fields of a template as its draft. A text with faults is saved too: the editor names them beside the text.
/// </summary>
public static class SaveTemplate
{
    /// <param name="IsNew">True for a template that the office does not have yet.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, TemplateInput Input, bool IsNew) : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts) => RuleFor(command => command.Input).SetValidator(new TemplateRules(texts));
    }

    internal sealed class Handler(SopDatabase database, TemplateStore templates, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, input) = (command.Person, command.Input);
            if (input.Fields.Post is { } post && !await database.QuerySingle<bool>(
                person.UnitId, "select true from posts where unit_id = @unit and id = @post", new { post }, cancellationToken))
                throw new ProblemException(problems.Invalid("post", texts["DocTemplate.PostGone"]));

            var result = await templates.Save(
                person.UnitId, person.Id, input.Kind, input.Fields, command.IsNew ? null : (input.Version, input.Revision),
                cancellationToken);
            return result switch
            {
                TemplateResult.Done => MediatR.Unit.Value,
                TemplateResult.Taken => throw new ProblemException(problems.Invalid("kind", texts["DocTemplate.KindTaken"])),
                _ => throw new ProblemException(problems.TemplateChanged()),
            };
        }
    }
}
