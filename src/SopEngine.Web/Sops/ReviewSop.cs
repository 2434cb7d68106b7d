using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>The actions on a version as a whole, from the author's submission to its revocation.</summary>
public enum SopDeed
{
    Submit,
    Withdraw,
    Evaluate,
    Return,
    SendForSignature,
    PutInForce,
    Revoke,
}

/// <summary>
/// Brings a version further in its life: authors submit and withdraw, the head or an admin decides. In a unit without approval, authors put
/// in force and revoke by themselves.
/// </summary>
public static class ReviewSop
{
    /// <param name="Version">The version that the person has before them.</param>
    /// <param name="Revision">Its revision: a change made meanwhile must be read first.</param>
    /// <param name="Note">A reason where one is needed; kept in the SOP's log.</param>
    /// <param name="DespiteGaps">True when the person was told the gaps, and puts the SOP in force nevertheless.</param>
    [Requires(Right.WriteSops, Right.DecideOnSops)]
    public sealed record Command(Person Person, string Id, int Version, int Revision, SopDeed Deed, string? Note, bool DespiteGaps = false)
        : IRequestOf<MediatR.Unit>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Note).MaximumLength(1_000).WithName(texts["Sops.Note"]);
            RuleFor(command => command.Note)
                .NotEmpty().WithName(texts["Case.Reason"]).When(command => command.Deed is SopDeed.Return or SopDeed.Revoke);
        }
    }

    internal sealed class Handler(DefinitionStore definitions, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, MediatR.Unit>
    {
        public async Task<MediatR.Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, note) = (command.Person, string.IsNullOrWhiteSpace(command.Note) ? null : command.Note.Trim());
            var expected = new DefinitionRevision(command.Version, command.Revision);
            if (!MayDo(person, command.Deed)) throw new ProblemException(problems.Forbidden());

            if (command.Deed == SopDeed.Revoke)
            {
                var revoked = await definitions.Revoke(person.UnitId, person.Id, command.Id, command.Version, note!, cancellationToken);
                return revoked is DefinitionResult.Done ? MediatR.Unit.Value : throw new ProblemException(problems.Of(revoked));
            }

            var done = command.Deed == SopDeed.PutInForce
                ? await definitions.Publish(person.UnitId, person.Id, command.Id, expected, command.DespiteGaps, cancellationToken)
                : await definitions.Review(
                    person.UnitId, person.Id, command.Id, expected, Enum.Parse<ReviewDeed>(command.Deed.ToString()), note,
                    cancellationToken);
            if (done is { Version: null, Gaps.Count: > 0 })
                throw new ProblemException(problems.Invalid(new Dictionary<string, string[]>
                {
                    ["despite"] = [.. Problems.Say(done.Gaps), texts["Sops.DespiteGaps.Needed"].Value],
                }));
            if (done.Refusal is { } refusal) throw new ProblemException(problems.Of(refusal));
            return done.Version is not null ? MediatR.Unit.Value : throw new ProblemException(problems.Definition(done.Problems));
        }

        /// <summary>Putting in force and revoking are checked by the store, which knows whether the unit wants approval.</summary>
        private static bool MayDo(Person person, SopDeed deed) => deed switch
        {
            SopDeed.Submit or SopDeed.Withdraw => person.May(Right.WriteSops),
            SopDeed.Evaluate or SopDeed.Return or SopDeed.SendForSignature => person.May(Right.DecideOnSops),
            _ => true,
        };
    }
}
