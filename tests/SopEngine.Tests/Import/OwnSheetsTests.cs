using SopEngine.Core.Import;
using SopEngine.Core.Sheets;
using SopEngine.Core.Workflows;
using SopEngine.Core.Workflows.Definitions;
using SopEngine.Engine.Documents;
using SopEngine.Engine.Import;
using SopEngine.Tests.Support;

namespace SopEngine.Tests.Import;

/// <summary>The sheets that the product prints come back as they were.</summary>
internal sealed class OwnSheetsTests
{
    private static IEnumerable<string> Shipped() => Directory.GetFiles(Definition.Folder, "*.json")
        .Select(file => Path.GetFileName(file)!).Order();

    [TestCaseSource(nameof(Shipped))]
    public async Task A_printed_sheet_reads_back_without_a_fault(string file)
    {
        var flow = FlowCompiler.Compile(WorkflowDefinition.Parse(Definition.Shipped(file))).Flow!;
        var pdf = SheetPdf.Write(SopSheet.Draw(flow), "Balai").ToArray();
        if (Environment.GetEnvironmentVariable("SOP_TEST_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.ChangeExtension(file, ".pdf")), pdf);

        var sop = DocumentReader.Read(PdfReader.Read(pdf, ReadingLimits.Usual)).Single();
        var header = flow.Definition.Sop!;
        var steps = sop.Procedures.Single().Steps;

        Assert.Multiple(() =>
        {
            Assert.That(sop.Header.Number.Text, Is.EqualTo(Spelling.Tidy(header.Number)));
            Assert.That(sop.Header.Title.Text, Is.EqualTo(Spelling.Tidy(header.Title)));
            Assert.That(sop.Header.LegalBasis.Select(item => item.Text),
                Is.EqualTo(header.LegalBasis.Select(item => Spelling.Tidy(item).TrimEnd(';', ','))));
            Assert.That(sop.Header.Equipment.Select(item => item.Text),
                Is.EqualTo(header.Equipment.Select(item => Spelling.Tidy(item).TrimEnd(';', ','))));
            Assert.That(sop.Header.Warnings.Select(item => item.Text),
                Is.EqualTo(header.Warnings.Select(item => Spelling.Tidy(item).TrimEnd(';', ','))));
            Assert.That(steps.Select(step => step.Number), Is.EqualTo(flow.Steps.Select(step => step.Number)));
            foreach (var (step, read) in flow.Steps.Zip(steps))
            {
                Assert.That(read.Activity.Text, Is.EqualTo(Spelling.Tidy(step.Instruction)));
                Assert.That(read.Requirements.Text.TrimStart('-'),
                    Is.EqualTo(Spelling.Tidy(string.Join(", ", step.Requirements)).TrimStart('-')));
                Assert.That(read.Output.Text.TrimStart('-'), Is.EqualTo(Spelling.Tidy(step.Output).TrimStart('-')));
                Assert.That(read.Lanes, Is.EqualTo(new[] { flow.Lanes.Single(lane => lane.Id == step.Lane).Name }), read.Activity.Text);
            }
        });
    }
}
