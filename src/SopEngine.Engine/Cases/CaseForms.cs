using System.Text.Json;
using NodaTime;
using Npgsql;
using SopEngine.Core.Samples;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Engine.Data;
using SopEngine.Engine.Units;

namespace SopEngine.Engine.Cases;

/// <summary>
/// Completes the forms of steps before the interpreter decides, with the office's calendar and tariffs, and checks the people and
/// documents that they name.
/// </summary>
internal sealed class CaseForms(NpgsqlConnection connection, UnitCalendars calendars, LoadedCases loaded)
{
    private const string KnownPeople =
        """
        select id, name, array(select lane from lane_holders h where h.unit_id = p.unit_id and h.person_id = p.id) from people p
        where unit_id = $1 and id = any($2) and kind = 'staff' and deactivated_at is null
        """;

    /// <summary>
    /// Documents sent at the task, and those that the case has already: a step that is done again keeps its own. A customer names only
    /// documents that they may see.
    /// </summary>
    private const string KnownDocuments =
        """
        select id, name, hash, attached_at is not null from documents
        where unit_id = $1 and case_id = $2 and id = any($3)
          and (task_no = $4 or attached_at is not null) and (for_customer or added_by = $5 or not $6)
        """;

    /// <summary>True for a step whose form has to be completed or checked here.</summary>
    public static bool Concerns(Step step) => FormFilling.IsNeeded(step) || step.AsksForPeople;

    /// <returns>The completion for the history, or the refusal of its data.</returns>
    /// <param name="actor">Null for the engine.</param>
    public async ValueTask<(CaseEvent Happened, Refusal? Refusal)> Fill(
        LockedCase target, Step step, TaskCompleted completed, Actor? actor, Instant now, TimeSpan patience,
        CancellationToken cancellation)
    {
        var refusal = default(Refusal);
        if (FormFilling.IsNeeded(step))
        {
            var (asked, known) = (completed.Data, default(Dictionary<long, KnownDocument>));
            if (step.AsksForFiles)
            {
                known = await Documents(target, step, completed, actor, cancellation);
                var problems = new List<FieldProblem>();
                var data = FormFiles.Named(step.Fields, asked, known.ToDictionary(one => one.Key, one => one.Value.Name), problems);
                if (problems.Count > 0) return (completed, new Refusal(RefusalReason.DataInvalid, "", problems));
                completed = completed with { Data = data };
            }

            var unit = target.Definition.Unit;
            var calendar = await calendars.Get(unit, loaded.CalendarVersionOf(unit), cancellation);
            if (step.AsksForTariffs)
            {
                var prices = await CasePrices.Of(
                    connection, unit, step, completed.Data, now.InZone(calendar.Zone).Date, cancellation);
                completed = completed with { Data = FormTariffs.Priced(step.Fields, completed.Data, prices) };
            }

            if (step.Samples is { } samples)
            {
                completed = completed with
                {
                    Data = FormSamples.Coded(samples, completed.Data, target.State.Samples, target.State.LastSample,
                        line => SampleCode.Of(target.Id, target.InRegister, line)),
                };
            }

            (completed, refusal) = FormFilling.Fill(target.Flow, target.State, completed, now, calendar, patience);
            if (completed.Form is { } form)
            {
                // A retried request sends the data as they were asked, so the hash leaves out the names, prices and codes that were put in
                // here.
                var files = known is null ? null : TakenIn(step, completed, known);
                completed = completed with { Form = form with { Sent = FormFilling.Sent(asked), Files = files } };
            }
        }

        refusal ??= await Strangers(target, step, completed.Data, cancellation);
        return (completed, refusal ?? await CaseBills.Used(connection, target, step, completed, cancellation));
    }

    private async ValueTask<Dictionary<long, KnownDocument>> Documents(
        LockedCase target, Step step, TaskCompleted completed, Actor? actor, CancellationToken cancellation)
    {
        var known = new Dictionary<long, KnownDocument>();
        var ids = FormFiles.Ids(step.Fields, completed.Data).Distinct().ToArray();
        if (ids.Length == 0) return known;
        await using var read = connection.Command(
            KnownDocuments, target.Definition.Unit, target.Id, ids, completed.Task, actor?.Id ?? 0, actor?.IsCustomer == true);
        await using var reader = await read.ExecutePrepared(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            known.Add(reader.GetInt64(0), new KnownDocument(
                reader.GetString(1), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(2)), reader.GetBoolean(3)));
        }

        return known;
    }

    /// <summary>The documents that the form brings into the case; null for none.</summary>
    private static List<CaseDocument>? TakenIn(Step step, TaskCompleted completed, Dictionary<long, KnownDocument> known)
    {
        var taken = step.Fields.Where(field => field.Type == FieldType.File)
            .SelectMany(field => FormFiles.Of(Value(completed.Data, field))
                .Where(document => known.TryGetValue(document.Id, out var stored) && !stored.IsAttached)
                .Select(document => new CaseDocument(
                    document.Id, document.Name, known[document.Id].Sha256, field.Audience == FieldAudience.Customer, field.DocumentKind)))
            .ToList();
        return taken.Count == 0 ? null : taken;
    }

    private static JsonElement Value(JsonElement data, FormField field) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field.Name, out var value) ? value : default;

    private sealed record KnownDocument(string Name, string Sha256, bool IsAttached);

    /// <summary>
    /// The refusal of people who are not of this office, or not of the lane whose step they are to hold; null when all are.
    /// </summary>
    private async ValueTask<Refusal?> Strangers(LockedCase target, Step step, JsonElement data, CancellationToken cancellation)
    {
        if (!step.AsksForPeople) return null;
        var named = step.Fields.Where(field => field.IsOfPeople)
            .SelectMany(field => FormPeople.Of(Value(data, field)).Select(person => (Field: field, Person: person))).ToList();
        if (named.Count == 0) return null;
        var known = new Dictionary<long, (string Name, string[] Lanes)>();
        await using (var read = connection.Command(KnownPeople, target.Definition.Unit, named.Select(one => one.Person).ToArray()))
        await using (var reader = await read.ExecutePrepared(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                known.Add(reader.GetInt64(0), (reader.GetString(1), reader.GetFieldValue<string[]>(2)));
        }

        var problems = new List<FieldProblem>();
        foreach (var (field, person) in named)
        {
            if (!known.TryGetValue(person, out var found))
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.NotAPerson));
            else if (target.Flow.HoldersLaneOf(field.Name) is { } lane && !found.Lanes.Contains(lane.Id))
                problems.Add(new FieldProblem(field.Name, field.Label, FieldFault.NotOfTheLane, $"{found.Name} – {lane.Name}"));
        }

        return problems.Count == 0 ? null : new Refusal(RefusalReason.DataInvalid, "", problems);
    }
}
