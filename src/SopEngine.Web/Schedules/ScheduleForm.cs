using SopEngine.Core.Rights;
using SopEngine.Engine.Definitions;
using SopEngine.Engine.Schedules;
using SopEngine.Web.Http;

namespace SopEngine.Web.Schedules;

/// <summary>The form of one schedule, with its next times and last runs.</summary>
public sealed class ScheduleForm(
    ScheduleReading reading, ScheduleStore schedules, DefinitionStore definitions, FlowCache flows, Problems problems)
{
    private const int NextTimes = 5;
    private const int LastRuns = 20;

    /// <summary>A SOP to choose from.</summary>
    public sealed record Choice(string Id, string Name);

    /// <summary>The fields of a new schedule: the typed values, or the SOP's proposal.</summary>
    internal async Task<ScheduleFields> Begin(Person person, HttpRequest request, CancellationToken cancellation)
    {
        if (request.Query.ContainsKey("every")) return ScheduleFields.Read(name => request.Query[name]);
        var sop = $"{request.Query["sop"]}";
        var version = await definitions.InForce(person.UnitId, sop, cancellation);
        return ScheduleFields.New(
            sop, version is { } inForce ? ScheduleRule.TryParse((await flows.Get(inForce, cancellation)).Definition.Sop?.Schedule) : null);
    }

    /// <param name="id">Null for a new schedule.</param>
    /// <param name="fields">Null for the stored ones.</param>
    internal async Task<IResult> Show(Person person, long? id, ScheduleFields? fields, Problem? problem, CancellationToken cancellation)
    {
        if (id is null ? !person.May(Right.ManageSchedules) : !person.May(Right.SeeSchedules))
            throw new ProblemException(problems.Forbidden());
        var stored = id is { } number
            ? await reading.Find(person.UnitId, number, cancellation) ?? throw new ProblemException(problems.NotFound()) : null;
        fields ??= ScheduleFields.Of(stored!);
        var rule = ScheduleRule.TryParse(fields.Rule());
        return Pages.Show<SchedulePage>(
            new
            {
                Person = person,
                Stored = stored,
                Fields = stored is null ? fields : fields with { Sop = stored.Sop },
                Rule = rule,
                Next = rule is null ? [] : await schedules.Preview(person.UnitId, rule, NextTimes, cancellation),
                Runs = stored is null ? [] : await reading.RunsOf(person.UnitId, stored.Id, LastRuns, cancellation),
                Sops = stored is null ? await Choices(person.UnitId, cancellation) : [],
                Problem = problem,
            },
            problem);
    }

    /// <summary>The SOPs in force, except SOPs that begin with a customer.</summary>
    private async Task<IReadOnlyList<Choice>> Choices(int unit, CancellationToken cancellation)
    {
        var choices = new List<Choice>();
        foreach (var sop in (await definitions.List(unit, new DefinitionQuery(VersionChoice.Published), cancellation)).Items)
        {
            if (!(await flows.Get(sop.Key, cancellation)).BeginsWithCustomer) choices.Add(new Choice(sop.DefinitionId, sop.Name));
        }

        return choices;
    }
}
