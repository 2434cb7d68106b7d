using MediatR;
using NodaTime;
using SopEngine.Core.Assessments;
using SopEngine.Core.Rights;
using SopEngine.Engine.Assessments;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops.Assessments;

/// <summary>The monitorings and evaluations of all SOPs in force, the most overdue first.</summary>
public static class ListAssessments
{
    [Requires(Right.SeeDrafts)]
    public sealed record Query(Person Person) : IRequestOf<Due>;

    public sealed record Due(LocalDate Today, AssessmentCycle Cycle, IReadOnlyList<Item> Items)
    {
        public int Count(AssessmentStanding standing) => Items.Count(item => item.Standing == standing);
    }

    public sealed record Item(AssessedSop Sop, AssessmentKind Kind, LocalDate DueOn, AssessmentStanding Standing);

    internal sealed class Handler(AssessedSops sops) : IRequestHandler<Query, Due>
    {
        public async Task<Due> Handle(Query query, CancellationToken cancellationToken)
        {
            var office = await sops.Read(query.Person.UnitId, null, cancellationToken);
            var items =
                from sop in office.Sops
                from kind in Enum.GetValues<AssessmentKind>()
                let due = sop.DueOn(kind)
                orderby due, sop.Name, kind
                select new Item(sop, kind, due, AssessmentCycle.Standing(due, office.Today));
            return new Due(office.Today, office.Cycle, [.. items]);
        }
    }
}
