using FluentValidation;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Core.WorkingTime;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>
/// Sets the limit of a task whose step leaves it to the case, or gives a task more time. The reason stays on the case's record.
/// </summary>
public static class GrantTime
{
    /// <param name="Limit">As a SOP writes it, "3 hari", or in English.</param>
    /// <param name="Extend">True when it comes on top of the task's limit.</param>
    public sealed record Command(Person Person, TaskId Task, string? Limit, bool Extend, string? Reason, string? Key) : ICaseCommand
    {
        public long CaseId => Task.Case;

        public CaseEvent Event => Extend
            ? new TaskExtended(Task.No, Person.Id, Read(Limit)!.Value, Reason!.Trim())
            : new LimitSet(Task.No, Person.Id, Read(Limit)!.Value, Reason!.Trim());
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Limit).MustBeLimit(texts);
            RuleFor(command => command.Reason).MustBeReason(texts);
        }
    }

    internal static void MustBeLimit<T>(this IRuleBuilder<T, string?> rule, IStringLocalizer<Texts> texts) =>
        rule.Must(limit => Read(limit) is not null).WithMessage(_ => texts["Grant.LimitBad"]);

    internal static void MustBeReason<T>(this IRuleBuilder<T, string?> rule, IStringLocalizer<Texts> texts) =>
        rule.NotEmpty().MaximumLength(1_000).WithName(_ => texts["Case.Reason"]);

    internal static TimeLimit? Read(string? text) => LimitText.TryRead(text, out var limit) ? limit : null;
}
