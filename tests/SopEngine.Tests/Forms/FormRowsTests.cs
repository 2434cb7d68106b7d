using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Core.Workflows.Forms;
using SopEngine.Tests.Support;
using SopEngine.Web.Forms;

namespace SopEngine.Tests.Forms;

/// <summary>The rows of a table as a browser sends them.</summary>
internal sealed class FormRowsTests
{
    [Test]
    public void Too_many_rows_are_noticed_also_when_some_are_empty()
    {
        var table = FlowCompiler.Compile(WorkflowDefinition.Parse(Definition.Shipped("pk-tu-pjt-02.json"))).Flow!.Fields["hasil"];
        var form = new FormCollection(Enumerable.Range(0, 1_000)
            .ToDictionary(row => $"data.hasil[{row}].kode", row => new StringValues(row % 4 == 0 ? "" : "K")));

        var kept = FormRows.Change(form, [table], deed: "", keepsEmpty: false);

        Assert.That(FormRows.Of(kept, table), Has.Count.EqualTo(FormField.MostRows + 1));
    }
}
