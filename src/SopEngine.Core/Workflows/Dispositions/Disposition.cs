using System.Globalization;
using System.Text.Json;
using NodaTime;
using SopEngine.Core.Substitutes;
using SopEngine.Core.Workflows.Forms;

namespace SopEngine.Core.Workflows.Dispositions;

/// <summary>A disposition of a case: a person gave work on a letter to one or many others.</summary>
/// <param name="Seq">The place of its event in the case's history.</param>
/// <param name="By">The person who disposed.</param>
/// <param name="For">The person in whose name; null for their own.</param>
public sealed record Disposition(int Seq, Instant At, long By, OnBehalfOf? For, IReadOnlyList<long> To)
{
    /// <summary>The disposition that an event made; null for an event that made none.</summary>
    /// <param name="step">The step that the event completed; null for none.</param>
    public static Disposition? Of(int seq, Instant at, CaseEvent happened, Step? step) => happened switch
    {
        TaskDisposed disposed => new Disposition(seq, at, disposed.Person, disposed.For, disposed.To),
        TaskCompleted done when step is { Disposes: true } && done.Data.ValueKind == JsonValueKind.Object =>
            new Disposition(seq, at, done.Person, done.For,
                [.. step.Fields.Where(field => field.IsOfPeople)
                    .SelectMany(field => done.Data.TryGetProperty(field.Name, out var value) ? FormPeople.Of(value) : []).Distinct()])
                is { To.Count: > 0 } made ? made : null,
        _ => null,
    };
}

/// <summary>A disposition with those that its receivers made of it.</summary>
public sealed record DispositionNode(Disposition Disposition, IReadOnlyList<DispositionNode> Children);

public static class DispositionTree
{
    /// <summary>
    /// The dispositions of a case as trees. One belongs below the latest earlier one that its maker had received, themselves or as the
    /// deputy of the receiver; without such a one it begins a tree.
    /// </summary>
    /// <param name="made">In the order of the history.</param>
    public static IReadOnlyList<DispositionNode> Of(IReadOnlyList<Disposition> made)
    {
        var parents = made.Select((disposition, index) => made.Take(index).LastOrDefault(earlier =>
            earlier.To.Contains(disposition.By) || (disposition.For is { } absent && earlier.To.Contains(absent.Person)))).ToList();
        return Below(null);

        IReadOnlyList<DispositionNode> Below(Disposition? parent) =>
            [.. made.Index().Where(one => parents[one.Index] == parent)
                .Select(one => new DispositionNode(one.Item, Below(one.Item)))];
    }

    /// <summary>All dispositions in the order in which a tree is read, with numbers that say it: "1", "1.1", "1.2", "2".</summary>
    public static IEnumerable<(Disposition Disposition, string Number, int Depth)> Numbered(
        IReadOnlyList<DispositionNode> trees, string above = "", int depth = 0) =>
        trees.Index().SelectMany(tree =>
        {
            var number = above + (tree.Index + 1).ToString(CultureInfo.InvariantCulture);
            return Numbered(tree.Item.Children, number + ".", depth + 1).Prepend((tree.Item.Disposition, number, depth));
        });
}
