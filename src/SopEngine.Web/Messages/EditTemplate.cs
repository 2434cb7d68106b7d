using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Data;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Messages;

/// <summary>Changes the office's own words for a kind of message, or goes back to the program's.</summary>
public static class EditTemplate
{
    /// <param name="Template">Null to go back to the program's words.</param>
    [Requires(Right.ManageMessages)]
    public sealed record Command(Person Person, string Kind, string Language, Template? Template) : IRequestOf<Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts, MessageTexts templates)
        {
            RuleFor(command => command.Kind).Must(kind => MessageKind.Find(kind) is not null).WithName(_ => texts["Template.Kind"]);
            RuleFor(command => command.Language).Must(language => language is "id" or "en").WithName(_ => texts["Choices.Language"]);
            When(command => command.Template is not null, () =>
            {
                RuleFor(command => command.Template!.Subject)
                    .NotEmpty().MaximumLength(MessageTexts.LongestSubject)
                    .OverridePropertyName("subject").WithName(_ => texts["Template.Subject"]);
                RuleFor(command => command.Template!.Body)
                    .MaximumLength(MessageTexts.LongestBody).OverridePropertyName("body").WithName(_ => texts["Template.Body"]);
                RuleFor(command => command.Template!.Subject)
                    .Must((command, text) => Unknown(command, text).Count == 0).OverridePropertyName("subject")
                    .WithMessage(command => texts["Template.Unknown",
                        string.Join(", ", Unknown(command, command.Template!.Subject)), texts["Template.Subject"]]);
                RuleFor(command => command.Template!.Body)
                    .Must((command, text) => Unknown(command, text).Count == 0).OverridePropertyName("body")
                    .WithMessage(command => texts["Template.Unknown",
                        string.Join(", ", Unknown(command, command.Template!.Body)), texts["Template.Body"]]);
            });

            IReadOnlyList<string> Unknown(Command command, string text) =>
                MessageKind.Find(command.Kind) is { } kind && text.Length <= MessageTexts.LongestBody ? templates.Unknown(kind, text) : [];
        }
    }

    internal sealed class Handler(SopDatabase database, IClock clock) : IRequestHandler<Command, Unit>
    {
        private const string Save =
            """
            insert into message_templates (unit_id, kind, language, subject, body, changed_at, changed_by)
            values (@unit, @Kind, @Language, @subject, @body, @now, @person)
            on conflict (unit_id, kind, language)
            do update set subject = excluded.subject, body = excluded.body, changed_at = excluded.changed_at,
              changed_by = excluded.changed_by
            """;

        private const string Reset = "delete from message_templates where unit_id = @unit and kind = @Kind and language = @Language";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            await database.Execute(command.Person.UnitId, command.Template is null ? Reset : Save, new
            {
                command.Kind,
                command.Language,
                subject = command.Template?.Subject,
                body = command.Template?.Body.ReplaceLineEndings("\n"),
                now = clock.Now(),
                person = command.Person.Id,
            }, cancellationToken);
            return Unit.Value;
        }
    }
}
