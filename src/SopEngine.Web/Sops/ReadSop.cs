using MediatR;
using SopEngine.Core.Workflows;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Sops;

/// <summary>A SOP in force, with its steps.</summary>
public static class ReadSop
{
    public sealed record Query(Person Person, string Id) : IRequestOf<SopDetail>;

    public sealed record SopDetail(SopItem Sop, Flow Flow);

    internal sealed class Handler(DefinitionStore definitions, FlowCache flows, Problems problems) : IRequestHandler<Query, SopDetail>
    {
        public async Task<SopDetail> Handle(Query query, CancellationToken cancellationToken)
        {
            var person = query.Person;
            var version = await definitions.InForce(person.UnitId, query.Id, cancellationToken)
                ?? throw new ProblemException(problems.NotFound());
            var flow = await flows.Get(version, cancellationToken);
            if (person.IsCustomer && !flow.BeginsWithCustomer) throw new ProblemException(problems.NotFound());
            return new SopDetail(SopItem.Of(flow, version.Version), flow);
        }
    }
}
