using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Sla;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Asks colleagues of the unit a question about a task that the sender may do.</summary>
public static class AskColleague
{
    /// <summary>Nobody needs to ask more colleagues at once.</summary>
    private const int MostAsked = 10;

    /// <param name="AnswerWithin">Working time, as a SOP writes it: "4 jam"; null or empty for no deadline.</param>
    public sealed record Command(Person Person, TaskId Task, IReadOnlyList<long> To, string? Text, string? AnswerWithin, string? Key)
        : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.To).NotEmpty().WithMessage(_ => texts["Question.ToMissing"])
                .Must(to => to.Count <= MostAsked).WithMessage(_ => texts["Question.TooMany", MostAsked]);
            RuleFor(command => command.Text).NotEmpty().MaximumLength(2_000).WithName(_ => texts["Question.Text"]);
            RuleFor(command => command.AnswerWithin)
                .Must(limit => string.IsNullOrWhiteSpace(limit) || Read(limit) is not null).WithMessage(_ => texts["Grant.LimitBad"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(
        CaseTimeline timeline, CaseCommands commands, OfficeClock clocks, IClock clock, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, CaseResult.Done>
    {
        public async Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var seen = await timeline.Read(person, command.Task.Case, cancellationToken);
            if (person.IsCustomer || !person.May(Right.AddToCases)) throw new ProblemException(problems.Forbidden());
            if (!command.To.All(id => seen.Colleagues.Any(colleague => colleague.Id == id && colleague.MayBeAsked(person))))
                throw new ProblemException(problems.Invalid("to", texts["Question.ToUnknown"]));

            Instant? answerBy = null;
            if (Read(command.AnswerWithin) is { } limit && seen.Tasks.FirstOrDefault(task => task.No == command.Task.No) is { } task)
            {
                var calendar = await clocks.Calendar(person.UnitId, cancellationToken);
                answerBy = seen.Flow.ClockOf(
                    calendar, task.Activity, task.Lane?.Id, clock.GetCurrentInstant(), limit, TaskTerms.None, []).Due;
            }

            var asked = new QuestionAsked(
                command.Task.No, person.Id, [.. command.To.Distinct()], command.Text!.Trim().ReplaceLineEndings("\n"), answerBy);
            return await commands.Advance(person, command.Task.Case, asked, command.Key, cancellationToken);
        }
    }

    private static TimeLimit? Read(string? text) => LimitText.TryRead(text, out var limit) ? limit : null;
}
