using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Sops;

/// <summary>Changes a SOP's identity, in the same definition that the designer draws in: in its draft, or in a new one.</summary>
public static class EditHeader
{
    /// <param name="Version">The version that the author has before them.</param>
    [Requires(Right.WriteSops)]
    public sealed record Command(Person Person, string Id, int Version, int Revision, HeaderFields Header) : IRequestOf<StoredDefinition>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int LongestList = 20_000;

        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Header.Name).NotEmpty().MaximumLength(300).WithName(texts["Header.Name"]);
            RuleFor(command => command.Header.Title).NotEmpty().MaximumLength(500).WithName(texts["Header.Title"]);
            RuleFor(command => command.Header.TableTitle).MaximumLength(500).WithName(texts["Header.TableTitle"]);
            RuleFor(command => command.Header.Number).MaximumLength(100).WithName(texts["Header.Number"]);
            RuleFor(command => command.Header.Compensation).MaximumLength(100).WithName(texts["Header.Compensation"]);
            RuleFor(command => command.Header.Edition).MaximumLength(100).WithName(texts["Header.Edition"]);
            RuleFor(command => command.Header.Description).MaximumLength(2_000).WithName(texts["Header.Description"]);
            RuleFor(command => command.Header.ApproverOffice).MaximumLength(300).WithName(texts["Header.ApproverOffice"]);
            RuleFor(command => command.Header.ApproverName).MaximumLength(300).WithName(texts["Header.ApproverName"]);

            RuleFor(command => command.Header.CreatedOn).Must(IsDate).WithMessage(texts["Header.DateBad", texts["Header.CreatedOn"]]);
            RuleFor(command => command.Header.RevisedOn).Must(IsDate).WithMessage(texts["Header.DateBad", texts["Header.RevisedOn"]]);
            RuleFor(command => command.Header.EffectiveOn).Must(IsDate).WithMessage(texts["Header.DateBad", texts["Header.EffectiveOn"]]);
            // A revision date before the creation date is only a warning: offices have such documents.
            RuleFor(command => command.Header.EffectiveOn)
                .Must((command, effective) =>
                    Date(effective) is not { } day || Date(command.Header.CreatedOn) is not { } created || created <= day)
                .WithMessage(texts["Header.DatesOutOfOrder"]);
            RuleFor(command => command.Header.ApproverNip)
                .Must(nip => nip.Length == 0 || Nip.TryParse(nip, out _)).WithMessage(texts["Header.NipBad"]);
            RuleFor(command => command.Header.ServiceStandard)
                .Must(limit => LimitText.TryRead(limit, out _)).WithMessage(texts["Header.LimitBad"]);

            foreach (var list in new Func<HeaderFields, string>[]
            {
                h => h.Letterhead, h => h.LegalBasis, h => h.RelatedSops, h => h.Warnings, h => h.Qualifications, h => h.Equipment,
                h => h.Records,
            })
                RuleFor(command => list(command.Header))
                    .MaximumLength(LongestList).OverridePropertyName("header.lists").WithName(texts["Header.Lists"]);

            RuleFor(command => command.Header.Lanes)
                .Must(lanes => lanes.Count <= 30 && lanes.All(lane => lane.Name.Length <= 200)).WithMessage(texts["Header.LanesTooMany"]);
            RuleFor(command => command.Header.Lanes)
                .Must(lanes => lanes.Select(lane => lane.Name.ToLowerInvariant()).Distinct().Count() == lanes.Count)
                .WithMessage(texts["Header.LaneTwice"]);
        }

        private static bool IsDate(string text) => text.Length == 0 || Date(text) is not null;

        private static LocalDate? Date(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } ? date : null;
    }

    internal sealed class Handler(DefinitionStore definitions, Problems problems, IStringLocalizer<Texts> texts)
        : IRequestHandler<Command, StoredDefinition>
    {
        public async Task<StoredDefinition> Handle(Command command, CancellationToken cancellationToken)
        {
            var (person, header) = (command.Person, command.Header);
            var latest = await definitions.Latest(person.UnitId, command.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            if (header.Number.Length > 0
                && await definitions.OtherWithNumber(person.UnitId, command.Id, header.Number, cancellationToken) is { } other)
                throw new ProblemException(problems.Invalid("header.number", texts["Header.NumberTaken", header.Number, other]));
            if (header.Compensation.Length > 0
                && await definitions.OtherWithNumber(person.UnitId, command.Id, header.Compensation, cancellationToken) is null)
                throw new ProblemException(
                    problems.Invalid("header.compensation", texts["Header.CompensationMissing", header.Compensation]));
            await CheckRemovedLanes(latest, header, cancellationToken);

            var saved = await definitions.Save(
                person.UnitId, person.Id, header.WriteInto(latest.Json), new DefinitionRevision(command.Version, command.Revision),
                DefinitionAct.HeaderChanged, cancellationToken);
            return saved is DefinitionResult.Done done ? done.Definition : throw new ProblemException(problems.Of(saved));
        }

        /// <summary>Refuses to remove a lane that steps still name: the designer's next save would bring it back.</summary>
        private async Task CheckRemovedLanes(StoredDefinition latest, HeaderFields header, CancellationToken cancellation)
        {
            var flow = (await definitions.Compile(latest, cancellation)).Drawing;
            var kept = header.Lanes.Select(lane => lane.Id).ToHashSet();
            foreach (var lane in flow.Lanes.Where(lane => !kept.Contains(lane.Id)))
            {
                var steps = flow.Steps.Where(step => step.Lane == lane.Id).Select(step => step.Number).ToList();
                if (steps.Count > 0)
                    throw new ProblemException(
                        problems.Invalid("header.lanes", texts["Header.LaneUsed", lane.Name, string.Join(", ", steps)]));
            }
        }
    }
}
