using NUnit.Framework;
using SopEngine.Core.Sheets;
using SopEngine.Core.Tests.Workflows;
using static SopEngine.Core.Tests.Workflows.FlowBuilder;

namespace SopEngine.Core.Tests.Sheets;

public sealed class SheetEndsTests
{
    [Test]
    public void Two_ends_of_one_step_are_drawn_as_one()
    {
        var flow = new FlowBuilder()
            .Add(Activity("Start", "start"), Decision("a", "Ya", "Tidak"), Activity("End", "e"), Activity("End", "f"))
            .Connect("start -> a", "a:Ya -> e", "a:Tidak -> f").Flow();

        var symbols = SopSheet.Draw(flow).Pages.SelectMany(page => page.Symbols).ToList();

        Assert.That(symbols.Count(symbol => symbol.Kind == SymbolKind.End), Is.EqualTo(1));
    }
}
