using System.Globalization;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Cases;
using SopEngine.Engine.Samples;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Samples;

/// <summary>Notes in the custody log of samples what was done with them: of all marked ones or of none.</summary>
public static class MoveSamples
{
    /// <summary>Answers with the number of samples.</summary>
    [Requires(Right.HoldLanes)]
    public sealed record Command(Person Person, long Case, SampleMoveInput Input, IReadOnlyList<IFormFile> Proof) : IRequestOf<int>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int LongestText = 500;

        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Input.Move).NotNull().WithMessage(_ => texts["Samples.KindMissing"]).OverridePropertyName("kind");
            RuleFor(command => command.Input.Marks)
                .Must(marks => marks.Count > 0).WithMessage(_ => texts["Samples.NoneMarked"]).OverridePropertyName("samples")
                .Must(marks => marks.Count <= FormField.MostRows && marks.All(mark => SampleMoveInput.ReadMark(mark) is not null))
                .WithMessage(_ => texts["Samples.Unknown"]);
            RuleFor(command => command.Input.Condition).MaximumLength(LongestText).OverridePropertyName("condition");
            RuleFor(command => command.Input.Place).MaximumLength(LongestText).OverridePropertyName("place");
            RuleFor(command => command.Input.ToName).MaximumLength(LongestText).OverridePropertyName("toName");
            RuleFor(command => command.Input.Note).MaximumLength(LongestText).OverridePropertyName("note");
            RuleFor(command => command.Input.Reason).MaximumLength(LongestText).OverridePropertyName("reason");
            RuleFor(command => command.Proof)
                .Must((command, files) => command.Input.Move is not { } move || IsProven(move) || Named(files).Count == 0)
                .WithMessage(_ => texts["Samples.ProofElsewhere"]).OverridePropertyName(SampleMoveInput.Proof);
            RuleFor(command => command.Input.Key).IdempotencyKeyOrNone().OverridePropertyName("key");
        }
    }

    /// <summary>True for a move that a document may prove.</summary>
    private static bool IsProven(MoveKind kind) => kind is MoveKind.Returned or MoveKind.Destroyed;

    /// <summary>The chosen files: a browser sends a choice that was left empty as a file without a name.</summary>
    private static List<IFormFile> Named(IReadOnlyList<IFormFile> files) => [.. files.Where(file => file.FileName.Length > 0)];

    internal sealed class Handler(
        CaseTimeline timeline, SampleMoving moving, CaseDocuments documents, CaseCommands commands, Problems problems,
        IStringLocalizer<Texts> texts) : IRequestHandler<Command, int>
    {
        public async Task<int> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, input) = (command.Person, command.Input);
            var seen = await timeline.Read(person, command.Case, cancellationToken);
            if (!Authority.MayMoveSamples(person.Actor, seen.Flow)) throw new ProblemException(problems.Forbidden());

            var kind = input.Move!.Value;
            var to = long.TryParse(input.To, NumberStyles.None, CultureInfo.InvariantCulture, out var named) ? named : (long?)null;
            // One form holds the fields of all deeds: what was typed for another is none of this one's.
            var note = kind switch { MoveKind.Returned => input.Note, MoveKind.Destroyed => input.Reason, _ => "" };
            var move = new SampleMove(kind, person.Id, to, input.ToName, input.Place, note, input.Condition);
            var key = input.Key.Length > 0 ? input.Key : IdempotencyKey.New();
            var marked = input.Marks.Select(mark => SampleMoveInput.ReadMark(mark)!.Value).ToList();
            var proof = await Keep(command, seen, move, cancellationToken);
            var result = await moving.Move(new MoveRequest(person.UnitId, seen.Id, marked, move, key, proof), cancellationToken);
            return result is MoveResult.Done done ? done.Samples : throw new ProblemException(Of(result));
        }

        /// <summary>Adds the proof to the case, unless the move cannot be.</summary>
        private async Task<long?> Keep(Command command, CaseView seen, SampleMove move, CancellationToken cancellation)
        {
            var files = Named(command.Proof).Take(1).ToList();
            if (files.Count == 0) return null;
            var marked = seen.Samples.Where(sample => command.Input.Marks.Contains(sample.Mark)).ToList();
            if (marked.Count == 0 || marked.Exists(sample => SampleRules.Next(sample.Standing, move).Fault is not null)) return null;
            var kept = (await documents.Receive(command.Person, seen.Id, null, files, cancellation)).All();
            await commands.Advance(command.Person, seen.Id, new DocumentAdded(command.Person.Id, kept), null, cancellation);
            return kept[0].Id;
        }

        private Problem Of(MoveResult result) => result switch
        {
            MoveResult.NotFound or MoveResult.KeyReused => problems.Invalid("samples", texts["Samples.Unknown"]),
            MoveResult.PersonUnknown => problems.Invalid("to", texts["Samples.PersonUnknown"]),
            MoveResult.Changed changed => new Problem(409, "sample-changed", changed is { By: { } by, At: { } at }
                ? texts["Samples.Changed", changed.Code, by, When.Moment(at)] : texts["Samples.Changed.Somehow", changed.Code]),
            MoveResult.Refused refused => problems.Invalid(
                FieldOf(refused.Fault), texts[$"Samples.Fault.{refused.Fault}", string.Join(", ", refused.Codes)]),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Unknown result."),
        };

        private static string FieldOf(MoveFault fault) => fault switch
        {
            MoveFault.PersonMissing => "to",
            MoveFault.ReceiverMissing => "toName",
            MoveFault.PlaceMissing => "place",
            MoveFault.ReasonMissing => "reason",
            _ => "samples",
        };
    }
}
