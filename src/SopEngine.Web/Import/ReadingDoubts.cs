using SopEngine.Core.Import;

namespace SopEngine.Web.Import;

/// <summary>All that a person must look at in a reading, in the order of the page.</summary>
internal static class ReadingDoubts
{
    /// <param name="Where">Key of a field's name, or of a column's.</param>
    /// <param name="Step">The row's number; empty for the identity.</param>
    public sealed record Item(string Where, string Step, Doubt Doubt, Place? Place);

    public static IReadOnlyList<Item> Of(ReadSop sop)
    {
        var header = sop.Header;
        List<Item> items = [.. sop.Doubts.Select(doubt => new Item("Reading.Document", "", doubt, null))];
        Add("Header.Number", header.Number);
        Add("Header.Title", header.Title);
        Add("Header.CreatedOn", header.CreatedOn.Text);
        Add("Header.RevisedOn", header.RevisedOn.Text);
        Add("Header.EffectiveOn", header.EffectiveOn.Text);
        Add("Reading.Approver", header.ApproverOffice);
        foreach (var lane in sop.Procedures.SelectMany(procedure => procedure.Lanes)) Add("Reading.Lane", lane);
        foreach (var step in sop.Procedures.SelectMany(procedure => procedure.Steps))
        {
            Add("Reading.Activity", step.Activity, step.Number);
            Add("Reading.Requirements", step.Requirements, step.Number);
            Add("Reading.Time", step.TimeText, step.Number);
            Add("Reading.Output", step.Output, step.Number);
            Add("Reading.Remarks", step.Remarks, step.Number);
            items.AddRange(step.Doubts.Select(doubt =>
                new Item("Reading.Row", step.Number, doubt, (step.Symbols is [var first, ..] ? first.Place : null) ?? step.Place)));
            items.AddRange(step.Decisions.SelectMany(decision => decision.Doubts)
                .Select(doubt => new Item("Reading.Decision", step.Number, doubt, step.Place)));
        }

        return items;

        void Add(string where, Found found, string step = "") =>
            items.AddRange(found.Doubts.Select(doubt => new Item(where, step, doubt, found.Place)));
    }
}
