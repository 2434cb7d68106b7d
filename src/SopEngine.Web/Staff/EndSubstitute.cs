using MediatR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Substitutes;
using SopEngine.Web.Http;

namespace SopEngine.Web.Staff;

/// <summary>Ends a substitution before its time, or calls off one that has not begun.</summary>
public static class EndSubstitute
{
    public sealed record Command(Person Person, long Id) : IRequestOf<Unit>;

    internal sealed class Handler(SopDatabase database, SubstituteStore substitutes, Problems problems) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var person = command.Person;
            var away = await database.QuerySingle<long?>(
                person.UnitId, "select person_id from substitutions where unit_id = @unit and id = @Id", new { command.Id },
                cancellationToken);
            if (person.IsCustomer || away is null) throw new ProblemException(problems.NotFound());
            if (away != person.Id && !person.May(Right.MakeSubstitutes)) throw new ProblemException(problems.Forbidden());

            await substitutes.End(person.UnitId, command.Id, person.Id, cancellationToken);
            return Unit.Value;
        }
    }
}
