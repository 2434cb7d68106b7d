using System.Text;

namespace SopEngine.Core.Sheets;

/// <summary>Describes a page's flowchart in words, for readers who cannot see it.</summary>
internal static class SheetDescription
{
    public static string Of(IReadOnlyList<TableRow> rows, PageGrid grid)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(Wording.Step(row.Step.Number, row.Step.Instruction)).Append(' ');
            foreach (var link in grid.Links.Where(link => grid.Spots[link.From].Node?.Step == row.Step))
                text.Append(Wording.Next(Name(grid.Spots[link.To]), link.Label)).Append(' ');
        }

        return text.ToString().TrimEnd();
    }

    private static string Name(Spot spot) => spot switch
    {
        { Letter: { } letter } => Wording.ToConnector(letter),
        { Node.Step: { } step } => Wording.ToStep(step.Number),
        _ => Wording.End,
    };
}
