using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;
using SopEngine.Core.Workflows.Definitions;

namespace SopEngine.Core.Tables;

/// <summary>Writes the identity and the lanes.</summary>
internal static class HeaderWriting
{
    /// <returns>True when something was written.</returns>
    public static bool Write(JsonObject json, SopTable before, SopTable after, bool isNew)
    {
        var (old, now) = (before.Header, after.Header);
        var name = now.Name.Length == 0 && isNew ? now.Title : now.Name;
        List<Action<JsonObject>> changes =
        [
            .. Text(old.Number, now.Number, "number"),
            .. Text(old.Title, now.Title, "title"),
            .. OrNull(old.Edition, now.Edition, "edition"),
            .. Date(old.CreatedOn, now.CreatedOn, "createdOn"),
            .. Date(old.RevisedOn, now.RevisedOn, "revisedOn"),
            .. Date(old.EffectiveOn, now.EffectiveOn, "effectiveOn"),
            .. Approver(old.ApproverOffice, now.ApproverOffice, "office"),
            .. Approver(old.ApproverName, now.ApproverName, "name"),
            .. Approver(old.ApproverNip, now.ApproverNip, "nip"),
            .. List(old.Letterhead, now.Letterhead, "letterhead"),
            .. List(old.LegalBasis, now.LegalBasis, "legalBasis"),
            .. List(old.RelatedSops, now.RelatedSops, "relatedSops"),
            .. List(old.Warnings, now.Warnings, "warnings"),
            .. List(old.Qualifications, now.Qualifications, "qualifications"),
            .. List(old.Equipment, now.Equipment, "equipment"),
            .. List(old.Records, now.Records, "records"),
        ];
        // A title above the table that is the same as the SOP's follows it.
        if (old.TableTitle != now.TableTitle || (now.TableTitle.Length == 0 && old.Title != now.Title))
            changes.Add(sop => sop.Set("tableTitle", now.TableTitle.Length > 0 ? now.TableTitle : now.Title));
        if (!before.Lanes.SequenceEqual(after.Lanes))
            changes.Add(sop => sop.Set("lanes", Lanes(sop.Property("lanes") as JsonArray, after.Lanes)));

        if (changes.Count > 0 || isNew)
        {
            var sop = json.Child("customProperties").Child("sop");
            foreach (var change in changes) change(sop);
        }

        if (name != old.Name) json.Set("name", name);
        return changes.Count > 0 || name != old.Name;
    }

    private static IEnumerable<Action<JsonObject>> Text(string old, string now, string property)
    {
        if (old != now) yield return sop => sop.Set(property, now);
    }

    private static IEnumerable<Action<JsonObject>> OrNull(string old, string now, string property)
    {
        if (old != now) yield return sop => sop.Set(property, now.Length == 0 ? null : now);
    }

    private static IEnumerable<Action<JsonObject>> Date(LocalDate? old, LocalDate? now, string property)
    {
        if (old != now) yield return sop => sop.Set(property, now is { } day ? LocalDatePattern.Iso.Format(day) : null);
    }

    private static IEnumerable<Action<JsonObject>> Approver(string old, string now, string property)
    {
        if (old != now) yield return sop => sop.Child("approvedBy").Set(property, now);
    }

    private static IEnumerable<Action<JsonObject>> List(IReadOnlyList<string> old, IReadOnlyList<string> now, string property)
    {
        if (!old.SequenceEqual(now)) yield return sop => sop.Set(property, new JsonArray([.. now.Select(line => (JsonNode)line)]));
    }

    private static JsonArray Lanes(JsonArray? before, IReadOnlyList<Lane> lanes)
    {
        var old = (before ?? []).OfType<JsonObject>().Where(lane => lane.Text("id") is not null)
            .DistinctBy(lane => lane.Text("id")).ToDictionary(lane => lane.Text("id")!);
        return new JsonArray([.. lanes.Select(lane => Lane(old.GetValueOrDefault(lane.Id)?.DeepClone().AsObject(), lane))]);
    }

    private static JsonNode Lane(JsonObject? old, Lane lane)
    {
        var json = old ?? new JsonObject { ["id"] = lane.Id };
        json.Set("name", lane.Name);
        json.Set("external", lane.External);
        if (lane is { Counter: true, External: false }) json.Set("counter", true);
        else json.Remove("counter");
        return json;
    }
}
