using System.Text.Json;
using NodaTime;
using Npgsql;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Completes the forms of steps before the interpreter decides, with the office's calendar, and checks the people that they name.
/// </summary>
internal sealed class CaseForms(NpgsqlConnection connection, UnitCalendars calendars, LoadedCases loaded)
{
    private const string KnownPeople =
        "select id from people where unit_id = $1 and id = any($2) and kind = 'staff' and deactivated_at is null";

    /// <summary>True for a step whose form has to be completed or checked here.</summary>
    public static bool Concerns(Step step) => FormFilling.IsNeeded(step) || step.AsksForPeople;

    /// <returns>The completion for the history, or the refusal of its data.</returns>
    public async ValueTask<(CaseEvent Happened, Refusal? Refusal)> Fill(
        LockedCase target, Step step, TaskCompleted completed, Instant now, TimeSpan patience, CancellationToken cancellation)
    {
        var refusal = default(Refusal);
        if (FormFilling.IsNeeded(step))
        {
            var unit = target.Definition.Unit;
            var calendar = await calendars.Get(unit, loaded.CalendarVersionOf(unit), cancellation);
            (completed, refusal) = FormFilling.Fill(target.Flow, target.State, completed, now, calendar, patience);
        }

        return (completed, refusal ?? await Strangers(target, step, completed.Data, cancellation));
    }

    /// <summary>The refusal of people who are not of this office; null when all are.</summary>
    private async ValueTask<Refusal?> Strangers(LockedCase target, Step step, JsonElement data, CancellationToken cancellation)
    {
        if (!step.AsksForPeople) return null;
        List<(FormField Field, long Person)>? named = null;
        foreach (var field in step.Fields)
        {
            if (field.Type == FieldType.Person && data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field.Name, out var value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var person))
                (named ??= []).Add((field, person));
        }

        if (named is null) return null;
        var known = new HashSet<long>();
        await using (var read = connection.Command(KnownPeople, target.Definition.Unit, named.Select(one => one.Person).ToArray()))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation)) known.Add(reader.GetInt64(0));
        }

        var problems = named.Where(one => !known.Contains(one.Person))
            .Select(one => new FieldProblem(one.Field.Name, one.Field.Label, FieldFault.NotAPerson)).ToList();
        return problems.Count == 0 ? null : new Refusal(RefusalReason.DataInvalid, "", problems);
    }
}
