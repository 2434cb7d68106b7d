using NUnit.Framework;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Bills;
using static SopEngine.Core.Tests.Workflows.Bills.BillSop;

namespace SopEngine.Core.Tests.Workflows.Bills;

/// <summary>The bill of a case that ends without being cancelled.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BillEndTests
{
    [Test]
    public void A_case_that_ends_in_any_way_calls_its_unpaid_bill_back()
    {
        var (first, last) = (Numbered("terima", 1), default(System.Text.Json.Nodes.JsonObject));
        Builder(edit: (issue, _) => last = (System.Text.Json.Nodes.JsonObject)issue.DeepClone());
        var finished = new Replayed(FlowBuilder.InLine(first, last!, Numbered("serah", 3)).Flow());
        finished.Complete("terima").Finish("terbit", Issue()).Complete("serah");

        Assert.That((finished.State.Status, finished.State.Bill!.Status), Is.EqualTo((CaseStatus.Finished, BillStatus.Cancelled)));
        Assert.That(finished.Try(new CaseReopened(7, "serah", "Jadi")).State.Bill!.Status, Is.EqualTo(BillStatus.Issued));
        var undone = finished.Try(new TaskUndone(finished.Last, 7));
        Assert.That(undone.State.Bill!.Status, Is.EqualTo(BillStatus.Issued));
        Assert.That(undone.Effects.OfType<BillChanged>().Single().Bill, Is.EqualTo(undone.State.Bill));
    }
}
