using FluentValidation;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Disposes a task on to one or many people who may do it, with an instruction and perhaps a deadline.</summary>
public static class DisposeTask
{
    /// <param name="To">The people's ids.</param>
    /// <param name="Deadline">A date, as 2026-11-30; empty for none.</param>
    public sealed record Command(
        Person Person, TaskId Task, IReadOnlyList<long> To, string? Instruction, string? Note, string? Deadline, string? Key) : ICaseCommand
    {
        public long CaseId => Task.Case;

        public CaseEvent Event => new TaskDisposed(
            Task.No, Person.Id, [.. To.Distinct()], Text(Instruction) ?? "", Text(Note), Text(Deadline));

        private static string? Text(string? text) => text?.Trim().ReplaceLineEndings("\n") is { Length: > 0 } written ? written : null;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int MostPeople = Core.Workflows.Forms.FormField.MostPeople;

        public Validator(IStringLocalizer<Texts> texts, IClock clock)
        {
            RuleFor(command => command.To).NotEmpty().WithMessage(_ => texts["Disposition.ToMissing"]);
            RuleFor(command => command.To).Must((command, to) => !to.Contains(command.Person.Id))
                .WithMessage(_ => texts["Disposition.ToSelf"]);
            RuleFor(command => command.To).Must(to => to.Count <= MostPeople).WithMessage(_ => texts["Disposition.TooMany", MostPeople]);
            RuleFor(command => command.Instruction).NotEmpty().MaximumLength(2000).WithName(_ => texts["Disposition.Instruction"]);
            RuleFor(command => command.Note).MaximumLength(2000).WithName(_ => texts["Disposition.Note"]);
            RuleFor(command => command.Deadline).Must(text => string.IsNullOrWhiteSpace(text) || IsAhead(text.Trim(), clock))
                .WithMessage(_ => texts["Disposition.DeadlineBad"]);
        }

        private static bool IsAhead(string text, IClock clock) =>
            LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day }
                && day >= clock.GetCurrentInstant().InZone(Language.When.Zone).Date;
    }
}
