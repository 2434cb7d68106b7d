using FluentValidation;
using MediatR;
using Microsoft.Extensions.Localization;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;
using SopEngine.Web.Language;

namespace SopEngine.Web.Documents;

/// <summary>
/// Issues a document of the office from a case: one of its templates in force, with the case's values and a number of its kind. In place
/// of an earlier one, it cites that one's number.
/// </summary>
public static class IssueDocument
{
    /// <param name="Kind">The chosen template; empty for none yet.</param>
    [Requires(Right.IssueDocuments)]
    public sealed record Query(Person Person, long Case, string Kind, long? Replaces) : IRequestOf<Choice>;

    /// <param name="Templates">Those in force that the person may issue by hand.</param>
    /// <param name="Chosen">Null until one is chosen.</param>
    /// <param name="Replaced">The document in whose place it is issued.</param>
    public sealed record Choice(
        CaseView Case, IReadOnlyList<StoredTemplate> Templates, StoredTemplate? Chosen, DocumentPreview? Preview, StoredDocument? Replaced);

    /// <param name="Key">Different for each form: a form sent twice issues once.</param>
    [Requires(Right.IssueDocuments)]
    public sealed record Command(Person Person, long Case, string Kind, long? Replaces, string? Key) : IRequestOf<IssueResult.Done>;

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> texts)
        {
            RuleFor(command => command.Kind).NotEmpty().MaximumLength(TemplateKey.Longest)
                .OverridePropertyName("template").WithName(_ => texts["Issue.template"]);
            RuleFor(command => command.Key).NotEmpty().IdempotencyKeyOrNone();
        }
    }

    internal sealed class Handler(
        CaseTimeline timeline, TemplateStore templates, DocumentIssuing issuing, DocumentProblems refusals, Problems problems)
        : IRequestHandler<Query, Choice>, IRequestHandler<Command, IssueResult.Done>
    {
        private static readonly Dictionary<string, KnownPlace> NoPlaces = [];

        public async Task<Choice> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var seen = await timeline.Read(person, query.Case, cancellationToken);
            var inForce = (await templates.List(person.UnitId, cancellationToken))
                .Where(template => template.State == TemplateState.InForce).ToList();
            var offered = inForce.Where(template => MayIssue(person, seen.Flow, template, isAgain: false)).ToList();
            var replaced = query.Replaces is { } id
                ? seen.Documents.FirstOrDefault(document => document.Id == id && document.Issued is { IsValid: true })
                    ?? throw new ProblemException(problems.NotFound())
                : null;
            var kind = replaced?.Kind ?? query.Kind;
            var chosen = inForce.Find(template => template.Kind == kind);
            if (kind.Length > 0 && chosen is null) throw new ProblemException(problems.NotFound());
            if (chosen is not null && !MayIssue(person, seen.Flow, chosen, replaced is not null))
                throw new ProblemException(problems.DocumentNotByHand());

            var preview = chosen is null ? null : await issuing.Preview(
                person.UnitId, chosen.Kind, chosen.Fields, seen.Id, person.Name, replaced?.Id, NoPlaces, cancellationToken);
            return new Choice(seen, offered, chosen, preview, replaced);
        }

        public async Task<IssueResult.Done> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var seen = await timeline.Read(person, command.Case, cancellationToken);
            var template = (await templates.List(person.UnitId, cancellationToken))
                .FirstOrDefault(template => template.Kind == command.Kind && template.State == TemplateState.InForce);
            if (template is not null && !MayIssue(person, seen.Flow, template, command.Replaces is not null))
                throw new ProblemException(problems.DocumentNotByHand());
            var request = new IssueRequest(
                person.UnitId, command.Case, person.Id, person.Name, command.Kind, command.Key!, command.Replaces);
            return await refusals.Done(person, await issuing.Issue(request, cancellationToken), cancellationToken);
        }

        /// <summary>
        /// A document that a step of the SOP issues comes from that step, with what was filled in and checked there; by hand it is only
        /// issued again, by whom the step's lane has or who leads. Any other that somebody's post signs is issued by who leads.
        /// </summary>
        private static bool MayIssue(Person person, Flow flow, StoredTemplate template, bool isAgain)
        {
            var steps = flow.Steps.Where(step => step.Issues.Contains(template.Kind)).ToList();
            if (steps.Count == 0) return template.Fields.Post is null || person.May(Right.LeadCases);
            return isAgain && (person.May(Right.LeadCases) || steps.Any(step => person.Lanes.Contains(step.Lane)));
        }
    }
}

/// <summary>The problems of documents that were not issued or not cancelled.</summary>
internal sealed class DocumentProblems(Engine.Data.SopDatabase database, Problems problems, IStringLocalizer<Texts> texts)
{
    /// <exception cref="ProblemException">It was not done.</exception>
    public async Task<IssueResult.Done> Done(Person person, IssueResult result, CancellationToken cancellation) => result switch
    {
        IssueResult.Done done => done,
        IssueResult.TemplateMissing => throw new ProblemException(problems.Invalid("template", texts["Issue.TemplateGone"])),
        IssueResult.NotValid => throw new ProblemException(problems.DocumentNotValid()),
        IssueResult.KeyReused => throw new ProblemException(
            await problems.Of(new Engine.Cases.CaseResult.KeyReused(), _ => Task.FromResult<string?>(null))),
        IssueResult.Refused refused => throw new ProblemException(await problems.Of(refused.Result, id => database.QuerySingle<string>(
            person.UnitId, "select name from people where unit_id = @unit and id = @id", new { id }, cancellation))),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Unknown result."),
    };
}
