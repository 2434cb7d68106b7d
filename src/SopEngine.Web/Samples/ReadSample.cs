using MediatR;
using NodaTime;
using SopEngine.Core.Rights;
using SopEngine.Core.Samples;
using SopEngine.Engine.Data;
using SopEngine.Web.Cases;
using SopEngine.Web.Http;

namespace SopEngine.Web.Samples;

/// <summary>A sample with its case and its custody log.</summary>
public static class ReadSample
{
    [Requires(Right.HoldLanes, Right.SeeStaff)]
    public sealed record Query(Person Person, string Code) : IRequestOf<Result>;

    /// <param name="Moves">The oldest first.</param>
    public sealed record Result(CaseView Case, CaseSample Sample, IReadOnlyList<Move> Moves);

    /// <param name="By">The name of whoever did it; null for the system.</param>
    /// <param name="To">The name of the person of the office to whom it was handed.</param>
    /// <param name="ToName">The name of whoever got it back.</param>
    /// <param name="Document">The document that proves it; null for none.</param>
    public sealed record Move(
        MoveKind Kind, Instant At, string? By, string? To, string ToName, string Place, string Condition, string Note,
        long? Document);

    internal sealed class Handler(SopDatabase database, CaseTimeline timeline, Problems problems) : IRequestHandler<Query, Result>
    {
        private const string Sql =
            """
            select case_id from samples where unit_id = @unit and code = @code;

            select m.kind, m.at, p.name as by, t.name as to, m.to_name, m.place, m.condition, m.note, m.document_id as document
            from samples s join sample_moves m using (unit_id, case_id, line)
            left join people p on p.unit_id = m.unit_id and p.id = m.person_id
            left join people t on t.unit_id = m.unit_id and t.id = m.to_id
            where s.unit_id = @unit and s.code = @code order by m.no
            """;

        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            if (SampleCode.Read(query.Code) is not { } code) throw new ProblemException(problems.NotFound());
            var (of, moves) = await database.QueryMany(query.Person.UnitId, Sql, new { code }, async results => (
                await results.ReadSingleOrDefaultAsync<long?>(), (await results.ReadAsync<Row>()).ToList()), cancellationToken);
            if (of is not { } caseId) throw new ProblemException(problems.NotFound());
            var seen = await timeline.Read(query.Person, caseId, cancellationToken);
            return new(seen, seen.Samples.Single(sample => sample.Code == code), [.. moves.Select(row => new Move(
                Enum.Parse<MoveKind>(row.Kind, ignoreCase: true), row.At.ToInstant(), row.By, row.To, row.ToName, row.Place, row.Condition,
                row.Note, row.Document))]);
        }

        private sealed record Row(
            string Kind, DateTime At, string? By, string? To, string ToName, string Place, string Condition, string Note,
            long? Document);
    }
}
