using System.Globalization;
using MediatR;
using SopEngine.Core.Documents;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Documents;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Documents;

/// <summary>Reads a template for its editor: versions, faults, places, and a preview, which is noted as a view of its case.</summary>
public static class ReadTemplate
{
    private const int MostCases = 20;

    /// <param name="Kind">Empty for a template that is new.</param>
    /// <param name="Version">Null for the draft, or else the version in force.</param>
    /// <param name="Typed">The fields as the author has typed them; null for the stored ones.</param>
    /// <param name="CaseId">The case of the preview; null for the office's last, 0 for none.</param>
    [Requires(Right.WriteSops, Right.DecideOnSops)]
    public sealed record Query(Person Person, string Kind, int? Version, TemplateInput? Typed, long? CaseId) : IRequestOf<File>;

    /// <param name="Versions">Newest first; none for a template that is new.</param>
    /// <param name="Shown">The stored version that is shown; null for one that is new.</param>
    /// <param name="Cases">Cases to choose for the preview.</param>
    /// <param name="Preview">Null when the text cannot be set.</param>
    public sealed record File(
        TemplateInput Input, StoredTemplate? Shown, IReadOnlyList<StoredTemplate> Versions, IReadOnlyList<TextProblem> Problems,
        OfficePlaces Places, IReadOnlyList<Choice> Posts, IReadOnlyList<Choice> Cases, DocumentPreview? Preview, bool MayPutInForce)
    {
        /// <summary>True when it can be written on: the newest version.</summary>
        public bool IsEditable => Shown is null || Shown.Version == Versions[0].Version;
    }

    public sealed record Choice(long Id, string Name);

    internal sealed class Handler(
        SopDatabase database, TemplateStore templates, TemplatePlaces places, DocumentIssuing issuing, CaseViews views, Problems problems)
        : IRequestHandler<Query, File>
    {
        private const string Choices =
            """
            select id, name from posts where unit_id = @unit order by lower(name);
            (select id, title as name from cases where unit_id = @unit order by id desc limit @most)
            union select id, title from cases where unit_id = @unit and id = @caseId order by id desc;
            select sop_approval from units where id = @unit
            """;

        public async Task<File> Handle(Query query, CancellationToken cancellationToken)
        {
            var (person, unit) = (query.Person, query.Person.UnitId);
            var versions = query.Kind.Length == 0 ? [] : await templates.Versions(unit, query.Kind, cancellationToken);
            var shown = versions.FirstOrDefault(version => query.Version is { } no ? version.Version == no : true);
            if (query.Kind.Length > 0 && shown is null) throw new ProblemException(problems.NotFound());

            var (posts, cases, needsApproval) = await database.QueryMany(
                unit, Choices, new { most = MostCases, caseId = query.CaseId },
                async results => ((await results.ReadAsync<Choice>()).ToList(), (await results.ReadAsync<Choice>()).ToList(),
                    await results.ReadSingleAsync<bool>()), cancellationToken);
            var chosen = query.CaseId ?? cases.FirstOrDefault()?.Id;
            if (chosen is not null && cases.All(one => one.Id != chosen)) chosen = null;

            var all = await places.Read(unit, cancellationToken);
            var input = query.Typed is { } typed ? typed with { Case = chosen }
                : shown is not null ? TemplateInput.Of(shown, chosen)
                : new TemplateInput("", new TemplateFields("", "", "{seq}/{unit}/{yyyy}", "", null, false), 0, 0, chosen);
            var found = DocumentCheck.Of(input.Fields.Text, all.All);
            var preview = found.Any(problem => problem.Fault is TextFault.TooLong or TextFault.TooManyTables)
                ? null
                : await issuing.Preview(
                    unit, input.Kind, input.Fields, chosen, person.Name, null, all.All, cancellationToken);
            if (preview is not null && chosen is { } seen)
                await views.Note(person, CaseViews.Kind.Case, seen.ToString(CultureInfo.InvariantCulture), cancellationToken);
            return new File(
                input, shown, versions, found, all, posts, cases, preview,
                MayPutInForce(person, needsApproval) && shown is { State: TemplateState.Draft });
        }
    }

    /// <summary>A template is put in force with the same rights as a SOP.</summary>
    internal static bool MayPutInForce(Person person, bool needsApproval) =>
        person.May(Right.DecideOnSops) || (!needsApproval && person.May(Right.WriteSops));
}
