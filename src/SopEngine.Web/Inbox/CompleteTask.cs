using System.Text.Json;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Survey;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Cases;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Inbox;

/// <summary>Completes a step.</summary>
public static class CompleteTask
{
    /// <param name="Outcome">The choice of a decision; null for a step with one way on.</param>
    /// <param name="Data">Values of the step's form.</param>
    /// <param name="Key">Idempotency key.</param>
    /// <param name="Checks">The step's requirements as they were found; null for none.</param>
    /// <param name="Documents">Ids of documents sent at this task that go with it; null for none.</param>
    /// <param name="ForCustomer">Ids of those that the case's customer may see; null for none.</param>
    /// <param name="Counter">Null for a step that the person does as their own.</param>
    /// <param name="Survey">The answer that a survey step gives; null for none.</param>
    public sealed record Command(Person Person, TaskId Task, string? Outcome, string? Comment, JsonElement Data, string? Key,
        IReadOnlyList<RequirementCheck>? Checks = null, IReadOnlyList<long>? Documents = null,
        IReadOnlyList<long>? ForCustomer = null, AtCounter? Counter = null, SurveyAnswer? Survey = null) : IRequestOf<CaseResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Outcome).MaximumLength(200).WithName(_ => texts["Task.Outcome"]);
            RuleFor(command => command.Comment).MaximumLength(4_000).WithName(_ => texts["Task.Comment"]);
            RuleForEach(command => command.Checks)
                .Must(check => check.Waived is not { Length: > 1_000 }).WithName(_ => texts["Check.Reason"]);
            RuleFor(command => command.Key).IdempotencyKeyOrNone();
            When(command => command.Counter is not null, () =>
            {
                RuleFor(command => command.Counter!.Proof).Must(proof => ReadProof(proof) is not null)
                    .OverridePropertyName("proof").WithMessage(_ => texts["Counter.ProofNeeded"]);
                RuleFor(command => command.Counter!.Note).MaximumLength(1_000)
                    .OverridePropertyName("proofNote").WithName(_ => texts["Counter.Note"]);
            });
        }
    }

    /// <summary>The kind of the document by which a customer is served; the list of documents is the office's, in Indonesian.</summary>
    private const string ProofLabel = "Bukti atas nama pelanggan";

    private static ProofKind? ReadProof(string? proof) =>
        Enum.TryParse<ProofKind>(proof, ignoreCase: true, out var kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(proof![0])
            ? kind : null;

    internal sealed class Handler(CaseCommands commands, CaseDocuments documents) : IRequestHandler<Command, CaseResult.Done>
    {
        public async Task<CaseResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var comment = string.IsNullOrWhiteSpace(command.Comment) ? null : command.Comment.Trim();
            var attached = command.Documents is { Count: > 0 } ids
                ? await documents.At(command.Person, command.Task, ids, command.ForCustomer ?? [], cancellationToken) : null;
            var completed = new TaskCompleted(
                command.Task.No, command.Person.Id, command.Outcome, comment, command.Data, Checks: command.Checks, Documents: attached,
                Counter: command.Counter is { } counter ? await Proof(command, counter, cancellationToken) : null);
            return await commands.Advance(command.Person, command.Task.Case, completed, command.Key, command.Survey, cancellationToken);
        }

        private async Task<CounterProof> Proof(Command command, AtCounter counter, CancellationToken cancellation)
        {
            var papers = counter.Documents.Count == 0 ? []
                : await documents.At(command.Person, command.Task, counter.Documents, counter.Documents, cancellation);
            var note = string.IsNullOrWhiteSpace(counter.Note) ? null : counter.Note.Trim();
            return new CounterProof(ReadProof(counter.Proof)!.Value, note,
                papers.Count == 0 ? null : [.. papers.Select(paper => paper with { Label = ProofLabel })]);
        }
    }
}
