using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Cases;

/// <summary>
/// Adds a comment to a case. Staff read it, and the customer only if it is meant for them; staff read the customer's own comments.
/// </summary>
public static class AddComment
{
    /// <param name="Mentions">Colleagues who are to read it, besides those named behind an <c>@</c> in the text.</param>
    public sealed record Command(
        Person Person, long Case, string? Text, IReadOnlyList<long> Mentions, bool ForCustomer, string? Key) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Text).NotEmpty().MaximumLength(4_000).WithName(_ => texts["Comment.Write"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(CaseTimeline timeline, CaseCommands commands) : IRequestHandler<Command, CaseResult.Done>
    {
        public async Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var seen = await timeline.Read(person, command.Case, cancellationToken);
            var text = command.Text!.Trim().ReplaceLineEndings("\n");
            var mentioned = seen.Colleagues
                .Where(colleague => command.Mentions.Contains(colleague.Id) || IsNamed(colleague, text)).ToList();
            var unnamed = mentioned.Where(colleague => !IsNamed(colleague, text)).Select(colleague => "@" + colleague.Name).ToList();
            if (unnamed.Count > 0) text = $"{string.Join(' ', unnamed)} {text}";

            var added = new CommentAdded(
                person.Id, text, mentioned.Count == 0 ? null : [.. mentioned.Select(colleague => colleague.Id)],
                command.ForCustomer && !person.IsCustomer);
            return await commands.Advance(person, command.Case, added, command.Key, cancellationToken);
        }

        private static bool IsNamed(Colleague colleague, string text) =>
            text.Contains("@" + colleague.Name, StringComparison.OrdinalIgnoreCase)
            || text.Split([' ', '\n', ',', ';', ':', '!', '?', '(', ')'])
                .Any(word => word.TrimEnd('.').Equals("@" + colleague.UserName, StringComparison.OrdinalIgnoreCase));
    }
}
