using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Engine.Definitions;
using SopEngine.Web.Http;

namespace SopEngine.Web.Cases;

/// <summary>The form that opens a case of one SOP.</summary>
public sealed class StartForm(SopDatabase database, DefinitionStore definitions, FlowCache flows, Problems problems)
{
    /// <summary>The chosen customer, and the first of the others: among many, people search the register.</summary>
    private const string CustomersToChoose =
        """
        select user_name, name, title from people
        where unit_id = @unit and kind = 'customer' and deactivated_at is null and user_name = @customer
        union all
        (select user_name, name, title from people
         where unit_id = @unit and kind = 'customer' and deactivated_at is null and user_name <> @customer
         order by sort_name, id limit 200)
        """;

    /// <summary>A customer to choose from.</summary>
    public sealed record Customer(string UserName, string Name, string Title);

    internal async Task<IResult> Show(
        Person person, string sop, CancellationToken cancellation, Problem? problem = null, string? title = null, string? customer = null)
    {
        if (!person.May(Right.StartCases)) throw new ProblemException(problems.Forbidden());
        var version = await definitions.InForce(person.UnitId, sop, cancellation) ?? throw new ProblemException(problems.NotFound());
        var flow = await flows.Get(version, cancellation);
        if (person.IsCustomer && !flow.BeginsWithCustomer) throw new ProblemException(problems.NotFound());

        var customers = person.IsCustomer || !flow.Lanes.Any(lane => lane.External)
            ? []
            : await database.Query<Customer>(person.UnitId, CustomersToChoose, new { customer = customer ?? "" }, cancellation);
        return Pages.Show<StartPage>(
            new { Person = person, Flow = flow, Customers = customers, Problem = problem, Title = title, Chosen = customer }, problem);
    }
}
