using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Core.Rights;
using SopEngine.Engine.Assessments;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops.Assessments;

/// <summary>Keeps a monitoring or an evaluation of the version in force, as the form of the regulation has it.</summary>
public static class FillAssessment
{
    /// <param name="Version">The version that the form lists the steps of.</param>
    /// <param name="On">The day of the assessment; null for a text that is no day.</param>
    /// <param name="Answers">An answer for each row of the form.</param>
    [Requires(Right.AssessSops)]
    public sealed record Command(
        Person Person, string Id, Guid Form, int Version, AssessmentKind Kind, LocalDate? On, IReadOnlyList<string> Methods,
        Conclusion? Conclusion, IReadOnlyList<Answer> Answers) : IRequestOf<long>;

    /// <param name="IsGood">Null for a row without an answer.</param>
    public sealed record Answer(bool? IsGood, string Note, string Action);

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int LongestText = 1_000;

        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.On).NotNull().WithName(_ => texts["Assessment.On"]);
            RuleFor(command => command.Methods)
                .Must(methods => methods.All(AssessmentStore.Methods.Contains)).WithMessage(_ => texts["Assessment.MethodUnknown"]);
            RuleFor(command => command.Methods)
                .NotEmpty().When(command => command.Kind == AssessmentKind.Monitoring).WithMessage(_ => texts["Assessment.MethodMissing"]);
            RuleFor(command => command.Conclusion)
                .NotNull().When(command => command.Kind == AssessmentKind.Evaluation).WithName(_ => texts["Assessment.Conclusion"]);
            RuleFor(command => command.Answers).Custom((answers, context) =>
            {
                foreach (var (i, answer) in answers.Index())
                {
                    if (answer.IsGood is null) context.AddFailure($"good-{i}", texts["Assessment.RowOpen", i + 1]);
                    else if (answer.IsGood == false && answer.Action.Length == 0)
                        context.AddFailure($"action-{i}", texts["Assessment.ActionMissing", i + 1]);
                    if (answer.Note.Length > LongestText || answer.Action.Length > LongestText)
                        context.AddFailure($"note-{i}", texts["Assessment.RowTooLong", i + 1, LongestText]);
                }
            });
        }
    }

    internal sealed class Handler(
        AssessedSops sops, SopFiles files, AssessmentStore store, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, long>
    {
        public async Task<long> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var office = await sops.Read(person.UnitId, command.Id, cancellationToken);
            if (office.Sops is not [var sop]) throw new ProblemException(problems.NotFound());
            if (command.On > office.Today || command.On < sop.InForceSince)
                throw new ProblemException(problems.Invalid("on", texts["Assessment.DayWrong", When.Day(sop.InForceSince)]));

            var subjects = AssessedPoint.Subjects(command.Kind, await files.Drawing(person, command.Id, sop.Version, cancellationToken));
            if (command.Version != sop.Version || subjects.Count != command.Answers.Count)
                throw new ProblemException(problems.Invalid("version", texts["Assessment.OtherVersion", sop.Version]));

            var points = subjects.Zip(command.Answers, (subject, answer) =>
                    new AssessedPoint(subject.No, subject.Subject, answer.IsGood!.Value, answer.Note, answer.Action));
            return await store.Keep(
                person.UnitId, person.Id,
                new NewAssessment(
                    command.Form, command.Id, command.Version, command.Kind, command.On!.Value,
                    command.Kind == AssessmentKind.Monitoring ? command.Methods : [],
                    command.Kind == AssessmentKind.Evaluation ? command.Conclusion : null, [.. points]),
                cancellationToken);
        }
    }
}
