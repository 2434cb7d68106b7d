using SopEngine.Core.Workflows;

namespace SopEngine.Engine.Definitions;

/// <summary>
/// The schedules that a definition in force sets by itself, one for each of its <c>Elsa.Cron</c> activities. They come and go with it; a
/// person can pause them. As in Elsa, a missed time is left out, and a case is started whether or not the last one still runs.
/// </summary>
internal static class DefinitionTriggers
{
    private const string Delete =
        """
        delete from schedules
        where unit_id = @unit and definition_id = @definitionId and activity_id is not null and activity_id <> all (@activities)
        """;

    /// <summary>Calendar version 0 fits no calendar, so that the next sweep finds the first time after now on the unit's.</summary>
    private const string Upsert =
        """
        insert into schedules (unit_id, definition_id, activity_id, rule, if_missed, while_running, next_at, planned_at, calendar_version,
          changed_at, changed_by)
        values (@unit, @definitionId, @activity, @rule, 'skip', 'start', 'infinity', @now, 0, @now, @person)
        on conflict (unit_id, definition_id, activity_id) do update set rule = excluded.rule, next_at = 'infinity', planned_at = @now,
          calendar_version = 0, revision = schedules.revision + 1, changed_at = @now, changed_by = @person
        where schedules.rule <> excluded.rule
        """;

    /// <summary>Problems for the triggers whose expression cannot be read.</summary>
    public static IReadOnlyList<DefinitionProblem> Bad(Flow flow) =>
        [.. flow.Triggers.Where(trigger => ScheduleRule.TryParse(trigger.Rule) is null)
            .Select(trigger => new DefinitionProblem(
                ProblemCode.InputBad, trigger.Activity, trigger.Activity, ["cronExpression", trigger.Rule]))];

    /// <summary>Replaces the schedules of the definition by those of these triggers.</summary>
    public static async Task Set(DefinitionTransaction transaction, IReadOnlyList<(string Activity, string Rule)> triggers)
    {
        await transaction.Execute(Delete, new { activities = triggers.Select(trigger => trigger.Activity).ToArray() });
        foreach (var (activity, rule) in triggers)
            await transaction.Execute(Upsert, new { activity, rule = ScheduleRule.TryParse(rule)!.ToString() });
    }
}
